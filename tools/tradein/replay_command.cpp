#include <fmt/format.h>

#include "adapters/store/large_page_memory.hpp"
#include "engine/base/json.hpp"
#include "engine/decision/history_table.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/interrupt.hpp"
#include "tools/tradein/log_source.hpp"
#include "tools/tradein/parsed_stream.hpp"
#include "tools/tradein/pinned_rules.hpp"

namespace tradein::tool {
namespace {

constexpr std::size_t prefetch_entries =
    8;  // memory answers within the time that so many entries take

/// The first entry that is not what deciding again gives.
struct Difference {
  std::uint64_t entry = 0;
  std::string claim_id, logged, again, note;
};

struct ReplayResult {
  std::uint64_t entries = 0, claims = 0;
  std::optional<Difference> difference;
};

/// Packs come over a reader of their own, as another thread reads entries meanwhile.
Result<ReplayResult> replay(LogReader& log, LogReader& packs, Language language) {
  const auto size = log.size();
  if (!size) return std::unexpected(size.error());
  constexpr SipKey key{0x74726164652d696e, 0x7265706c61790001};  // any key gives the same decisions
  PinnedRules rules{packs};
  EntryParser parser{rules, key};
  store::LargePageMemory memory;
  HistoryTable history{memory};
  Replayer replayer{history};
  Progress progress{{"复算", "replay"}, language};
  ReplayResult result;
  const auto read = for_each_parsed_block(log, parser, *size, [&](ParsedBlock& block) {
    for (std::size_t i = 0; i < block.entries.size(); ++i) {
      if (i + prefetch_entries < block.entries.size())
        prefetch(block.parsed[i + prefetch_entries], history);
      const std::uint64_t number = block.entries.first + i;
      const auto again = replayer.replay(number, block.entries[i], block.parsed[i]);
      if (again.equal) continue;
      result.difference =
          Difference{number, std::string{block.parsed[i].entry.header.claim_id},
                     std::string{block.entries[i]}, std::string{again.bytes}, again.note};
      return false;
    }
    result.entries = block.entries.next_number();
    history.commit(result.entries, {});
    progress.at(result.entries, *size, result.entries);
    return !interrupt_requested();
  });
  result.claims = replayer.claims();
  if (!read && !result.difference) return std::unexpected(read.error());
  return result;
}

void tell(const ReplayResult& result, Language language, bool json) {
  const bool zh = language == Language::zh;
  if (json) {
    std::string out = fmt::format(
        "{{\"entries\":{},\"claims\":{},\"equal\":{},\"engine\":\"" TRADEIN_VERSION "\"",
        result.entries, result.claims, !result.difference);
    if (result.difference) {
      out += fmt::format(",\"first_difference\":{{\"entry\":{},\"claim_id\":",
                         result.difference->entry);
      append_json_string(out, result.difference->claim_id);
      out += ",\"logged\":" + result.difference->logged +
             ",\"again\":" + (result.difference->again.empty() ? "{}" : result.difference->again) +
             "}";
    }
    answer(out + "}\n");
    return;
  }
  if (!result.difference) {
    answer(zh ? fmt::format("复算一致：{} 件申领，{} 条日志，逐字节相同（引擎 {}）\n",
                            grouped(result.claims), grouped(result.entries), TRADEIN_VERSION)
              : fmt::format("replay OK: {} claims, {} entries, equal to the byte (engine {})\n",
                            grouped(result.claims), grouped(result.entries), TRADEIN_VERSION));
    return;
  }
  const Difference& d = *result.difference;
  answer(fmt::format("{} {} ({} {}){}\n  {}: {}\n  {}: {}\n",
                     zh ? "复算不一致：日志条目" : "replay differs at entry", d.entry,
                     zh ? "申领" : "claim", d.claim_id, d.note.empty() ? "" : " " + d.note,
                     zh ? "日志" : "logged", d.logged, zh ? "复算" : "again ", d.again));
}

int run(const Shared& shared, const LogSource& source) {
  const Language language = shared.language();
  if (source.store.empty() == source.log.empty())
    return report({"E-USAGE",
                   "replay",
                   {"需要 --store 或 --log 之一", "one of --store and --log is needed"},
                   {},
                   Trouble::usage},
                  language);
  const auto log = open_log(source);
  if (!log) return report(log.error(), language);
  const auto packs = open_log(source);
  if (!packs) return report(packs.error(), language);
  watch_for_interrupt();
  const auto result = replay(**log, **packs, language);
  if (!result) {
    report(result.error(), language);
    return result.error().trouble == Trouble::integrity ? Exit::does_not_hold
           : result.error().trouble == Trouble::store   ? Exit::no_store
                                                        : Exit::unusable_input;
  }
  if (interrupt_requested()) return Exit::interrupted;
  tell(*result, language, shared.ndjson());
  return result->difference ? Exit::does_not_hold : Exit::done;
}

}  // namespace

void add_replay_command(CLI::App& app, int& exit_code) {
  auto shared = std::make_shared<Shared>();
  auto source = std::make_shared<LogSource>();
  CLI::App* command = add_command(
      app, "replay", "复算 decides every claim again from the log and its packs, compares bytes",
      "tradein replay --store claims.db", *shared);
  command->add_option("--store", source->store, "存储文件 the store");
  command->add_option("--log", source->log, "导出的日志 an exported log");
  command->callback([=, &exit_code] { exit_code = run(*shared, *source); });
}

}  // namespace tradein::tool
