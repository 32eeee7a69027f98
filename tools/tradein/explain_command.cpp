#include <fmt/format.h>

#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/explanation.hpp"
#include "tools/tradein/log_source.hpp"
#include "tools/tradein/open_store.hpp"

namespace tradein::tool {
namespace {

struct Wanted {
  std::string claim, retailer;
};

/// The claim's latest entry; of another retailer's claim with the same id only where it was asked for.
Result<std::optional<std::string>> find_entry(LogReader& log, const Wanted& wanted) {
  const auto size = log.size();
  if (!size) return std::unexpected(size.error());
  std::optional<std::string> found;
  ClaimEntry entry;
  const auto read = for_each_entry_block(log, *size, [&](const EntryBlock& block) {
    if (std::string_view{block.bytes}.find(wanted.claim) == std::string_view::npos) return true;
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (block[i].find(wanted.claim) == std::string_view::npos || !read_claim_entry(block[i], entry)) continue;
      if (entry.header.claim_id != wanted.claim || (!wanted.retailer.empty() && entry.header.retailer != wanted.retailer)) continue;
      found = std::string{block[i]};
    }
    return true;
  });
  if (!read) return std::unexpected(read.error());
  return found;
}

int explain(const Shared& shared, const Wanted& wanted) {
  const Language language = shared.language();
  const auto store = open_read_only(shared.store);
  if (!store) return report(store.error(), language);
  const auto found = find_entry(**store, wanted);
  if (!found) return report(found.error(), language);
  if (!*found) {
    say({fmt::format("没有申领 `{}` 的决定", wanted.claim), fmt::format("there is no decision on a claim `{}`", wanted.claim)}, language);
    return Exit::does_not_hold;
  }
  ClaimEntry entry;
  if (const auto read = read_claim_entry(**found, entry); !read) return report(read.error(), language);
  PinnedRules rules{**store};
  const auto text = shared.ndjson() ? explain_json(entry, **store, rules) : explain_text(entry, **store, rules, language);
  if (!text) return report(text.error(), language);
  answer(*text);
  return Exit::done;
}

}  // namespace

void add_explain_command(CLI::App& app, int& exit_code) {
  auto shared = std::make_shared<Shared>();
  auto wanted = std::make_shared<Wanted>();
  CLI::App* command = add_command(app, "explain", "说明理由 why: checks with values and clauses, the sum, the nearest change", "tradein explain K000001 --store claims.db", *shared);
  add_store_option(*command, *shared);
  command->add_option("CLAIM", wanted->claim, "申领号 claim id")->required();
  command->add_option("--retailer", wanted->retailer, "参与企业 the retailer's USCC");
  command->callback([=, &exit_code] { exit_code = explain(*shared, *wanted); });
}

}  // namespace tradein::tool
