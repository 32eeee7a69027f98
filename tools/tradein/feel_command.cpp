#include "tools/tradein/feel_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "adapters/rulefiles/dmn/dmn_file.hpp"
#include "adapters/rulefiles/dmn/json_value.hpp"
#include "adapters/rulefiles/dmn/zone_files.hpp"
#include "engine/feel/evaluate.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/console.hpp"
#include "tools/tradein/feel_clock.hpp"

namespace tradein::tool {
namespace {

struct Options {
  std::string expression;
  std::string context;
  Shared shared;  ///< the answer is JSON with and without --json
};

// Names of members that have several words must be known when parsing.
void add_members(const feel::Value& value, feel::Surroundings& surroundings) {
  if (value.is(feel::Type::list))
    for (const feel::Value& item : value.list()) add_members(item, surroundings);
  if (!value.is(feel::Type::context)) return;
  for (const auto& [name, member] : value.context().members) {
    surroundings.add_member(name);
    add_members(member, surroundings);
  }
}

int run_feel(const Options& options) {
  const Language language = options.shared.language();
  feel::Surroundings surroundings;
  std::vector<feel::Value> variables;
  if (!options.context.empty()) {
    const auto bytes = read_whole_file(options.context);
    if (!bytes) return report(bytes.error(), language);
    const auto facts = feel_from_json(*bytes, options.context);
    if (!facts) return report(facts.error(), language);
    add_members(*facts, surroundings);
    for (const auto& [name, value] : facts->context().members) {
      surroundings.add_variable(name);
      variables.push_back(value);
    }
  }
  auto compiled = feel::compile_expression(options.expression, surroundings);
  if (!compiled) {
    Error error = compiled.error();
    error.trouble = Trouble::usage;
    return report(error, language);
  }
  const auto zones = zone_files();
  feel::Run run{zones.get(), local_now()};
  const feel::Value value = compiled->evaluate(variables, run);
  answer(feel_to_json(value) + "\n");
  if (value.is_null() && value.reason() != nullptr)
    fmt::print(stderr, "null: {}\n",
               in(feel::describe(*value.reason(), options.expression), language));
  return 0;
}

}  // namespace

void add_feel_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      add_command(app, "feel", "计算一个 FEEL 表达式 evaluate one FEEL expression",
                  "tradein feel 'min(price * 0.15, 1500)' --context facts.json", options->shared);
  command->add_option("EXPR", options->expression, "表达式 the expression")->required();
  command->add_option("--context", options->context,
                      "变量 (JSON 对象) a JSON object whose members are its variables");
  command->callback([options, &exit_code] { exit_code = run_feel(*options); });
}

}  // namespace tradein::tool
