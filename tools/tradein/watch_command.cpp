#include <fmt/format.h>
#include <poll.h>

#include "engine/base/json.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/drop_folder.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/interrupt.hpp"
#include "tools/tradein/retailer.hpp"

namespace tradein::tool {
namespace {

constexpr int pause_ms = 1'000;  // a poll: it sees what inotify does not, such as network folders

struct WatchOptions {
  Shared shared;
  std::string folder, retailer;
  bool once = false;
};

void tell_json(const DroppedBatch& batch, Language language) {
  std::string line = "{\"file\":";
  append_json_string(line, batch.file);
  line += fmt::format(",\"retailer\":\"{}\",\"batch_id\":\"{}\"", batch.retailer, batch.batch_id);
  if (batch.quarantined) {
    line += ",\"state\":\"quarantined\",";
    append_error_members(*batch.quarantined, language, line);
  } else {
    line += fmt::format(",\"state\":\"taken\",\"sha256\":\"{}\"", batch.answer.sha256);
    append_counts(batch.answer, line);
  }
  answer(line + "}\n");
}

void tell(const DroppedBatch& batch, Language language) {
  const bool zh = language == Language::zh;
  if (batch.quarantined) {
    answer(fmt::format("{} {}: {} {}\n  {}{}\n", zh ? "已隔离" : "quarantined", batch.file,
                       batch.quarantined->code, in(batch.quarantined->what, language),
                       zh ? "下一步：" : "next: ", in(batch.quarantined->fix, language)));
    return;
  }
  const FileAnswer& a = batch.answer;
  answer(zh ? fmt::format("已受理 {}：{} 行，通过 {}，不通过 {}，待审 {}，退回 {}，无效 {}，重复 "
                          "{}，补贴 {} 元\n",
                          batch.file, a.rows, a.approved, a.rejected, a.review, a.returned,
                          a.invalid, a.repeated, to_yuan(a.amount))
            : fmt::format("took {}: {} rows, {} approved, {} rejected, {} in review, {} returned, "
                          "{} invalid, {} repeated, {} yuan\n",
                          batch.file, a.rows, a.approved, a.rejected, a.review, a.returned,
                          a.invalid, a.repeated, to_yuan(a.amount)));
}

int run(const WatchOptions& options) {
  const Language language = options.shared.language();
  if (!options.retailer.empty())
    if (const auto fine = check_retailer(options.retailer); !fine)
      return report(fine.error(), language);
  DropFolder folder{
      {options.folder, options.shared.store, options.retailer, options.shared.rules, language}};
  watch_for_interrupt();
  bool quarantined = false;
  const auto told = [&](const DroppedBatch& batch) {
    quarantined = quarantined || batch.quarantined.has_value();
    if (options.shared.ndjson())
      tell_json(batch, options.shared.lang == "en" ? Language::en : Language::zh);
    else
      tell(batch, language);
    static_cast<void>(std::fflush(stdout));  // whoever follows a running watch sees it now
  };
  for (;;) {
    const auto swept = folder.sweep(told);
    if (!swept) {
      // Another command writes for a moment: the next look finds the same files.
      if (options.once || swept.error().code != "E-STORE-LOCKED")
        return report(swept.error(), language);
    }
    if (options.once) break;
    if (!interrupt_requested()) ::poll(nullptr, 0, pause_ms);  // a signal ends it early
    if (interrupt_requested()) return Exit::done;
  }
  if (interrupt_requested()) return Exit::interrupted;
  return quarantined ? Exit::unusable_input : Exit::done;
}

}  // namespace

void add_watch_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<WatchOptions>();
  CLI::App* command = add_command(
      app, "watch",
      "监看收件文件夹 takes in the batches that senders put into a folder with their manifests",
      "tradein watch /srv/in --store claims.db\n  DIR/done, DIR/ack and DIR/quarantine get what "
      "was taken, its answers, and what was not",
      options->shared);
  add_store_option(*command, options->shared);
  add_rules_options(*command, options->shared);
  command->add_option("DIR", options->folder, "文件夹 the folder")->required();
  command->add_option(
      "--retailer", options->retailer,
      "只收该企业的批次 takes this retailer's batches alone; needed for NAME.sha256");
  command->add_flag("--once", options->once,
                    "处理已有的文件后结束（有隔离时退出码 3） takes what is there and ends (exit 3 "
                    "where something was quarantined)");
  command->callback([=, &exit_code] { exit_code = run(*options); });
}

}  // namespace tradein::tool
