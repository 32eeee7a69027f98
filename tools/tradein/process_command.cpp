#include <fmt/format.h>

#include <algorithm>

#include "tools/tradein/ack_files.hpp"
#include "tools/tradein/batch_run.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/interrupt.hpp"
#include "tools/tradein/manifest.hpp"
#include "tools/tradein/open_store.hpp"
#include "tools/tradein/process_files.hpp"
#include "tools/tradein/retailer.hpp"
#include "tools/tradein/scratch_history.hpp"

namespace tradein::tool {
namespace {

struct ProcessOptions {
  Shared shared;
  std::vector<std::string> files;
  std::string retailer, ack, manifest;
};

std::unique_ptr<AnswerSink> sink_of(const ProcessOptions& options, const KindSet& kinds,
                                    Language language) {
  auto sink = options.shared.ndjson()
                  ? ndjson_sink(options.shared.lang == "en" ? Language::en : Language::zh)
                  : table_sink(language, !options.ack.empty());
  if (options.ack.empty()) return sink;
  return both_sinks(
      std::move(sink),
      ack_sink(options.ack, kinds, options.shared.lang == "en" ? Language::en : Language::zh));
}

int interrupted_end(std::uint64_t rows, Language language) {
  say({fmt::format("已中断。已答复的 {} 行都已保存；重新运行同一命令，已裁定的行会得到原答复",
                   grouped(rows)),
       fmt::format("interrupted; the {} rows that were answered are kept. Run the same command "
                   "again: decided rows get their first answer",
                   grouped(rows))},
      language);
  return Exit::interrupted;
}

/// --manifest names the file and its retailer; else both stand on the command line.
Result<void> complete(ProcessOptions& options, const Rules& rules) {
  if (options.manifest.empty()) {
    if (options.files.empty() || options.retailer.empty())
      return std::unexpected(Error{"E-USAGE",
                                   "process",
                                   {"需要 FILE 和 --retailer，或 --manifest",
                                    "FILE and --retailer are needed, or --manifest"},
                                   {"见 tradein process --help", "see `tradein process --help`"},
                                   Trouble::usage});
    return check_retailer(options.retailer);
  }
  const auto manifest = read_manifest(options.manifest);
  if (!manifest) return std::unexpected(manifest.error());
  if (manifest->retailer.empty() && options.retailer.empty()) return check_retailer("");
  if (!manifest->retailer.empty() && !options.retailer.empty() &&
      manifest->retailer != options.retailer)
    return std::unexpected(other_retailer(*manifest, options.retailer));
  if (options.retailer.empty()) options.retailer = manifest->retailer;
  if (const auto fine = check_retailer(options.retailer); !fine) return fine;
  options.files = {manifest->file.string()};
  return check_against_file(*manifest, options.retailer, rules);
}

int process(ProcessOptions options) {
  const Language language = options.shared.language();
  if (options.manifest.empty())
    if (const auto fine = check_retailer(options.retailer); !fine)
      return report(fine.error(), language);
  const auto rules = load_rules(options.shared.rules, language);
  if (!rules) return report(rules.error(), language);
  if (const auto whole = complete(options, **rules); !whole) return report(whole.error(), language);
  if (!options.ack.empty())
    if (const auto made = make_ack_folder(options.ack); !made)
      return report(made.error(), language);
  auto opened = WrittenStore::open(options.shared.store, language);
  if (!opened) return report(opened.error(), language);
  watch_for_interrupt();
  const auto sink = sink_of(options, (*rules)->kinds, language);
  const auto done =
      process_files(**rules, **opened, options.retailer, options.files, *sink, language);
  if (!done) return report(done.error(), language);
  if (const auto closed = (*opened)->close(); !closed) return report(closed.error(), language);
  if (interrupt_requested()) return interrupted_end(done->answered, language);
  return done->refused_any ? Exit::unusable_input : Exit::done;
}

int check(const ProcessOptions& options) {
  const Language language = options.shared.language();
  if (const auto fine = check_retailer(options.retailer); !fine)
    return report(fine.error(), language);
  const auto rules = load_rules(options.shared.rules, language);
  if (!rules) return report(rules.error(), language);
  watch_for_interrupt();
  const auto sink = sink_of(options, (*rules)->kinds, language);
  ScratchHistory history;
  // Nothing is kept, so the keys need no secret.
  ClaimDesk desk{{rules->get(), options.retailer, SipKey{}, &*history, 0, 0, false}};
  Result<void> told;
  const auto take = [&](std::unique_ptr<AnswerGroup> group) {
    (*history).commit(desk.next_entry(), {});
    told = tell(*group, *sink);
    return told.has_value();
  };
  BatchRun run{**rules,
               options.retailer,
               {"check", (*rules)->book.get(), SipKey{}},
               desk,
               *sink,
               [] { return std::make_unique<AnswerGroup>(); },
               take};
  for (const std::string& file : options.files) {
    const auto ran = run.file(file, language);
    if (!ran) return report(ran.error(), language);
    if (run.ended() || interrupt_requested()) break;
  }
  if (!told) return report(told.error(), language);
  if (interrupt_requested()) return Exit::interrupted;
  return run.refused_any() ? Exit::unusable_input : Exit::done;
}

CLI::App* batch_command(CLI::App& app, const std::string& name, const std::string& what,
                        const std::string& example, bool manifests, ProcessOptions& options) {
  CLI::App* command = add_command(app, name, what, example, options.shared);
  command->add_option("FILE", options.files, "批次文件 batch files: CSV, NDJSON, XLSX")
      ->required(!manifests);
  command
      ->add_option("--retailer", options.retailer, "参与企业的统一社会信用代码 the retailer's USCC")
      ->required(!manifests);
  command->add_option("--ack", options.ack,
                      "回执文件夹 folder for acknowledgement and corrected-file template");
  add_rules_options(*command, options.shared);
  return command;
}

}  // namespace

void add_process_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ProcessOptions>();
  CLI::App* command = batch_command(
      app, "process", "受理批次，裁定并入账 takes in batches, decides, keeps audited decisions",
      "tradein process claims.csv --store claims.db --retailer 91370100MA00012378 --ack ack", true,
      *options);
  command->add_option(
      "--manifest", options->manifest,
      "清单 NAME.manifest.json: names file and retailer, compared before anything is kept");
  add_store_option(*command, options->shared);
  command->callback([=, &exit_code] { exit_code = process(*options); });
}

void add_check_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ProcessOptions>();
  CLI::App* command = batch_command(
      app, "check", "离线预审，不留记录 the retailer's pre-check: same verdicts, nothing is kept",
      "tradein check claims.csv --retailer 91370100MA00012378", false, *options);
  command->callback([=, &exit_code] { exit_code = check(*options); });
}

}  // namespace tradein::tool
