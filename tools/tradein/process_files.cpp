#include "tools/tradein/process_files.hpp"

#include "tools/tradein/batch_run.hpp"
#include "tools/tradein/committer.hpp"
#include "tools/tradein/console.hpp"
#include "tools/tradein/interrupt.hpp"
#include "tools/tradein/pinned_rules.hpp"

namespace tradein::tool {

Result<ProcessedFiles> process_files(const Rules& rules, WrittenStore& store,
                                     const std::string& retailer,
                                     const std::vector<std::string>& files, AnswerSink& sink,
                                     Language language) {
  if (const auto pinned = pin(*rules.book, store.store()); !pinned)
    return std::unexpected(pinned.error());
  const crypto::StoreKeys& keys = store.keys();
  ClaimDesk desk{{&rules, retailer, sip_key(keys.history_key), &store.history(),
                  store.writer().size(), store.entry_time(), true}};
  Committer committer{store.store(), store.writer(), sink, store.vault()};
  const auto tell_commits = [&] {
    while (const auto commit = committer.new_commit())
      store.history().commit(commit->size, commit->root);
  };
  const auto take = [&](std::unique_ptr<AnswerGroup> group) {
    store.history().close_group(desk.next_entry());
    tell_commits();
    return committer.push(std::move(group));
  };
  BatchRun run{
      rules,
      retailer,
      {{reinterpret_cast<const char*>(keys.pseudonym_key.data()), keys.pseudonym_key.size()},
       rules.book.get(),
       sip_key(keys.history_key),
       store.sealing(retailer)},
      desk,
      sink,
      [&] { return committer.fresh_group(); },
      take};
  Result<void> ran;
  for (const std::string& file : files) {
    ran = run.file(file, language);
    if (!ran || run.ended() || interrupt_requested()) break;
  }
  const auto finished = committer.finish();
  tell_commits();
  if (!finished) return std::unexpected(finished.error());
  if (!ran) return std::unexpected(ran.error());
  return ProcessedFiles{run.refused_any(), committer.answered()};
}

}  // namespace tradein::tool
