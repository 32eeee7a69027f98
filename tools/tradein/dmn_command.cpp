#include "tools/tradein/dmn_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/rulefiles/dmn/dmn_file.hpp"
#include "adapters/rulefiles/dmn/json_value.hpp"
#include "adapters/rulefiles/dmn/tck_xml.hpp"
#include "adapters/rulefiles/dmn/zone_files.hpp"
#include "engine/dmn/compiled_model.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/console.hpp"
#include "tools/tradein/feel_clock.hpp"

namespace tradein::tool {
namespace {

namespace fs = std::filesystem;

struct EvalOptions {
  std::string model;
  std::string decision;
  std::string input;
  Shared shared;  ///< the answer is JSON with and without --json
};

struct TckOptions {
  std::string folder;
  Shared shared;
};

Result<dmn::CompiledModel> compile_file(const fs::path& path, const feel::ZoneRules* zones) {
  const auto definitions = load_dmn_file(path);
  if (!definitions) return std::unexpected(definitions.error());
  return dmn::CompiledModel::compile(*definitions, zones);
}

int run_eval(const EvalOptions& options) {
  const Language language = options.shared.language();
  const auto zones = zone_files();
  const auto model = compile_file(options.model, zones.get());
  if (!model) return report(model.error(), language);
  for (const Error& problem : model->problems()) report(problem, language);
  std::vector<dmn::GivenInput> inputs;
  if (!options.input.empty()) {
    const auto bytes = read_whole_file(options.input);
    if (!bytes) return report(bytes.error(), language);
    const auto facts = feel_from_json(*bytes, options.input);
    if (!facts) return report(facts.error(), language);
    for (const auto& [name, value] : facts->context().members)
      inputs.push_back({name, model->fitted(name, value, zones.get()), {}});
  }
  feel::Run run{zones.get(), local_now()};
  auto value = model->evaluate_decision(options.decision, inputs, run);
  if (!value) value = model->evaluate_invocable(options.decision, inputs, run);
  if (!value) {
    Error error = value.error();
    error.trouble = Trouble::usage;
    return report(error, language);
  }
  answer(feel_to_json(*value) + "\n");
  if (value->is_null() && value->reason() != nullptr)
    fmt::print(stderr, "null: {}\n", in(feel::describe(*value->reason(), ""), language));
  return 0;
}

/// What was counted in a folder and its folders.
struct Tally {
  std::size_t passed = 0;
  std::size_t failed = 0;
};

class TckRun {
 public:
  TckRun() : zones_{zone_files()}, now_{local_now()} {}

  int run(const fs::path& folder, Language language) {
    std::vector<fs::path> files;
    std::error_code failure;
    for (fs::recursive_directory_iterator at{folder, failure}, end; !failure && at != end;
         at.increment(failure))
      if (at->is_regular_file(failure) && at->path().extension() == ".xml")
        files.push_back(at->path());
    if (failure) {
      return report({.code = "E-FILE",
                     .place = folder.string(),
                     .what = {"读不到目录", "the folder cannot be read"},
                     .fix = {"检查路径", "check the path"}},
                    language);
    }
    std::ranges::sort(files);
    for (const fs::path& file : files) run_file(file);
    for (const std::string& file : unreadable_) fmt::print("UNREADABLE {}\n", file);
    for (const auto& [level, tally] : levels_)
      fmt::print("{}: {} passed, {} failed\n", level, tally.passed, tally.failed);
    if (!unreadable_.empty()) fmt::print("{} unreadable files\n", unreadable_.size());
    fmt::print("{} passed, {} failed\n", total_.passed, total_.failed);
    return total_.failed == 0 ? 0 : 1;
  }

 private:
  static std::string level_of(const fs::path& file) {
    for (const fs::path& part : fs::absolute(file))
      if (part.string().starts_with("compliance-level-"))
        return "level " + part.string().substr(17);
    return "no level";
  }

  void count(const fs::path& file, const std::string& id, const std::string& trouble) {
    const std::string name =
        file.parent_path().filename().string() + "/" + file.stem().string() + "/" + id;
    fmt::print("{} {}{}{}\n", trouble.empty() ? "PASS" : "FAIL", name, trouble.empty() ? "" : ": ",
               trouble);
    Tally& level = levels_[level_of(file)];
    ++(trouble.empty() ? level.passed : level.failed);
    ++(trouble.empty() ? total_.passed : total_.failed);
  }

  void run_file(const fs::path& path) {
    const auto bytes = read_whole_file(path);
    const Result<TckFile> file =
        bytes ? read_tck_xml(*bytes, path.string(), zones_.get()) : std::unexpected(bytes.error());
    if (!file) {
      unreadable_.push_back(fmt::format("{}: {}", path.string(), file.error().what.en));
      return;
    }
    if (file->cases.empty()) return;
    fs::path model_path = path.parent_path() / file->model;
    if (file->model.empty())
      model_path = path.parent_path() / (path.parent_path().filename().string() + ".dmn");
    const auto model = compile_file(model_path, zones_.get());
    for (const TckCase& each : file->cases)
      count(path, each.id,
            model ? verdict(*model, each) : model.error().place + " " + model.error().what.en);
  }

  // Why the case fails, or nothing.
  std::string verdict(const dmn::CompiledModel& model, const TckCase& each) const {
    if (!each.unreadable.empty())
      return fmt::format("the value `{}` cannot be read", each.unreadable);
    if (each.results.empty()) return "no result is expected";
    for (const TckResult& result : each.results) {
      feel::Run run{zones_.get(), now_};
      const bool invokes = !each.invocable.empty() && each.type != "decision" && !each.type.empty();
      auto value = invokes ? model.evaluate_invocable(each.invocable, each.inputs, run)
                           : model.evaluate_decision(result.name, each.inputs, run);
      if (!value) return value.error().what.en;
      // A service with several outputs answers with all of them.
      if (invokes && value->is(feel::Type::context) && !result.expected.is(feel::Type::context))
        if (const feel::Value* one = value->context().find(result.name)) value = feel::Value{*one};
      if (!result.given) return fmt::format("{}: no value is expected", result.name);
      if (tck_matches(result.expected, *value)) continue;
      const std::string why =
          value->reason() == nullptr ? "" : " (" + feel::describe(*value->reason(), "").en + ")";
      return fmt::format("{}: expected {}, got {}{}", result.name, feel_to_json(result.expected),
                         feel_to_json(*value), why);
    }
    return {};
  }

  std::unique_ptr<feel::ZoneRules> zones_;
  feel::DateAndTime now_;
  Tally total_;
  std::map<std::string, Tally> levels_;
  std::vector<std::string> unreadable_;
};

}  // namespace

void add_dmn_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("dmn", "计算 DMN 模型 evaluate DMN models");
  command->require_subcommand(1);

  auto eval = std::make_shared<EvalOptions>();
  CLI::App* eval_command = add_command(
      *command, "eval", "计算模型的一个决策 evaluate one decision of a model",
      "tradein dmn eval --model loan.dmn --decision Approval --input applicant.json", eval->shared);
  eval_command->add_option("--model", eval->model, "DMN 文件 the DMN file")->required();
  eval_command->add_option("--decision", eval->decision, "决策名 the decision's name")->required();
  eval_command->add_option("--input", eval->input,
                           "输入 (JSON 对象) a JSON object: input name to value");
  eval_command->callback([eval, &exit_code] { exit_code = run_eval(*eval); });

  auto tck = std::make_shared<TckOptions>();
  CLI::App* tck_command =
      add_command(*command, "tck", "运行 DMN 兼容性测试 run the cases of the DMN compatibility kit",
                  "tradein dmn tck tck/TestCases/compliance-level-3", tck->shared);
  tck_command->add_option("DIR", tck->folder, "测试目录 a folder of the kit, or all of it")
      ->required();
  tck_command->callback(
      [tck, &exit_code] { exit_code = TckRun{}.run(tck->folder, tck->shared.language()); });
}

}  // namespace tradein::tool
