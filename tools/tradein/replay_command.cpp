#include <fmt/format.h>

#include "engine/base/json.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/interrupt.hpp"
#include "tools/tradein/log_source.hpp"
#include "tools/tradein/replay_run.hpp"

namespace tradein::tool {
namespace {

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
  const ReplayDifference& d = *result.difference;
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
  if (const auto log = open_log(source); !log) return report(log.error(), language);
  watch_for_interrupt();
  Progress bar{{"复算", "replay"}, language};
  const auto result =
      replay_log([&] { return open_log(source); },
                 [&](std::uint64_t done, std::uint64_t all) { bar.at(done, all, done); });
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
