#include "engine/dmn/table.hpp"

#include <algorithm>

#include "engine/dmn/item_types.hpp"
#include "engine/dmn/logic.hpp"
#include "engine/feel/builtins.hpp"

namespace tradein::dmn {
namespace {

using feel::List;
using feel::Value;

Cell cell_of(Result<feel::Expression> compiled) {
  Cell cell;
  if (compiled)
    cell.expression = *std::move(compiled);
  else
    cell.error = std::move(compiled.error());
  return cell;
}

bool blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool always(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos || (text[first] == '-' && blank(text.substr(first + 1)));
}

Value failed(std::string_view zh, std::string_view en, std::string values = {}) {
  return Value::null({.at = 0,
                      .function = "decision table",
                      .values = std::move(values),
                      .what = {std::string{zh}, std::string{en}}});
}

}  // namespace

Value null_of(const Error& error) {
  return Value::null({.at = 0, .function = error.code, .values = error.place, .what = error.what});
}

Value value_of(const Cell& cell, std::span<const Value> frame, feel::Run& run) {
  return cell.expression
             ? feel::placed(cell.expression->evaluate(frame, run), cell.expression->text())
             : null_of(*cell.error);
}

CompiledTable CompiledTable::compile(const Table& table, feel::Surroundings& surroundings) {
  CompiledTable made;
  made.policy_ = table.policy;
  made.aggregation_ = table.aggregation;
  for (const Input& input : table.inputs) {
    CompiledInput compiled;
    compiled.expression =
        std::make_shared<const Logic>(Logic::compile(input.expression, surroundings));
    compiled.type = find_type(input.type, surroundings);
    if (!blank(input.allowed))
      compiled.allowed = cell_of(feel::compile_unary_tests(input.allowed, surroundings));
    made.inputs_.push_back(std::move(compiled));
  }
  for (const Output& output : table.outputs) {
    CompiledOutput compiled{.name = output.name,
                            .type = find_type(output.type, surroundings),
                            .order = {},
                            .fallback = {}};
    if (!blank(output.allowed))
      compiled.order = cell_of(feel::compile_expression("[" + output.allowed + "]", surroundings));
    if (!blank(output.default_value))
      compiled.fallback = cell_of(feel::compile_expression(output.default_value, surroundings));
    made.outputs_.push_back(std::move(compiled));
  }
  for (const Rule& rule : table.rules) {
    CompiledRule compiled;
    for (const std::string& text : rule.inputs)
      compiled.inputs.push_back(
          always(text) ? std::nullopt
                       : std::optional{cell_of(feel::compile_unary_tests(text, surroundings))});
    for (const std::string& text : rule.outputs)
      compiled.outputs.push_back(
          cell_of(feel::compile_expression(blank(text) ? "null" : text, surroundings)));
    compiled.outputs.resize(made.outputs_.size(),
                            cell_of(feel::compile_expression("null", surroundings)));
    made.rules_.push_back(std::move(compiled));
  }
  return made;
}

void CompiledTable::collect_errors(std::vector<Error>& errors) const {
  const auto add = [&](const Cell& cell) {
    if (cell.error) errors.push_back(*cell.error);
  };
  for (const CompiledInput& input : inputs_) {
    input.expression->collect_errors(errors);
    if (input.allowed) add(*input.allowed);
  }
  for (const CompiledRule& rule : rules_) {
    for (const auto& cell : rule.inputs)
      if (cell) add(*cell);
    for (const Cell& cell : rule.outputs) add(cell);
  }
}

void CompiledTable::collect_unresolved(std::vector<std::string>& names) const {
  const auto add = [&](const Cell& cell) {
    if (!cell.expression) return;
    for (const feel::UnresolvedName& name : cell.expression->unresolved())
      names.push_back(name.name);
  };
  for (const CompiledInput& input : inputs_) {
    input.expression->collect_unresolved(names);
    if (input.allowed) add(*input.allowed);
  }
  for (const CompiledOutput& output : outputs_)
    if (output.fallback) add(*output.fallback);
  for (const CompiledRule& rule : rules_) {
    for (const auto& cell : rule.inputs)
      if (cell) add(*cell);
    for (const Cell& cell : rule.outputs) add(cell);
  }
}

Value CompiledTable::evaluate(std::vector<Value>& frame, feel::Run& run) const {
  std::vector<Value> inputs;
  for (const CompiledInput& input : inputs_) {
    Value value = input.expression->evaluate(frame, run);
    if (input.type != nullptr && !value.is_null()) value = feel::coerce(value, *input.type, 0);
    if (input.allowed && input.allowed->expression &&
        !input.allowed->expression->test(value, frame, run).is_true())
      return failed("输入不在允许值之内", "an input is not among the allowed values",
                    feel::shown(value));
    inputs.push_back(std::move(value));
  }
  const bool first_only = policy_ == HitPolicy::first;
  std::vector<Match> matches;
  for (const CompiledRule& rule : rules_) {
    bool hit = true;
    for (std::size_t i = 0; i < inputs.size() && hit; ++i) {
      if (i >= rule.inputs.size() || !rule.inputs[i]) continue;
      const Cell& cell = *rule.inputs[i];
      if (cell.error) return null_of(*cell.error);
      hit = cell.expression->test(inputs[i], frame, run).is_true();
    }
    if (!hit) continue;
    Match match;
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
      Value value = value_of(rule.outputs[i], frame, run);
      if (outputs_[i].type != nullptr) value = feel::coerce(value, *outputs_[i].type, 0);
      match.outputs.push_back(std::move(value));
    }
    matches.push_back(std::move(match));
    if (first_only) break;
  }
  return decide(std::move(matches), frame, run);
}

Value CompiledTable::result(const Match& match) const {
  if (match.outputs.size() == 1) return match.outputs[0];
  feel::Context made;
  for (std::size_t i = 0; i < match.outputs.size(); ++i)
    made.members.emplace_back(outputs_[i].name, match.outputs[i]);
  return Value{std::move(made)};
}

Value CompiledTable::results(const std::vector<Match>& matches) const {
  List all;
  for (const Match& match : matches) all.push_back(result(match));
  return Value{std::move(all)};
}

Value CompiledTable::fallback(std::span<const Value> frame, feel::Run& run) const {
  const bool any = std::ranges::any_of(
      outputs_, [](const CompiledOutput& output) { return output.fallback.has_value(); });
  if (!any) {
    if (aggregation_ == Aggregation::count) return Value{Decimal{0}};
    return failed("没有规则符合", "no rule matches");
  }
  Match match;
  for (const CompiledOutput& output : outputs_)
    match.outputs.push_back(output.fallback ? value_of(*output.fallback, frame, run) : Value{});
  return result(match);
}

void CompiledTable::sort_by_priority(std::vector<Match>& matches, std::span<const Value> frame,
                                     feel::Run& run) const {
  std::vector<List> orders;
  for (const CompiledOutput& output : outputs_) {
    const Value order = output.order ? value_of(*output.order, frame, run) : Value{List{}};
    orders.push_back(order.is(feel::Type::list) ? order.list() : List{});
  }
  const auto rank = [&](const Match& match, std::size_t column) {
    const List& order = orders[column];
    const auto found = std::ranges::find_if(order, [&](const Value& each) {
      return feel::equal(each, match.outputs[column]) == feel::Truth::yes;
    });
    return found - order.begin();
  };
  // The ranks of the outputs, then the rule's place: equal ranks keep the order of the rules.
  std::vector<std::pair<std::vector<std::ptrdiff_t>, std::size_t>> keys(matches.size());
  for (std::size_t i = 0; i < matches.size(); ++i) {
    for (std::size_t column = 0; column < outputs_.size(); ++column)
      keys[i].first.push_back(rank(matches[i], column));
    keys[i].second = i;
  }
  std::ranges::sort(keys);
  std::vector<Match> sorted;
  for (const auto& key : keys) sorted.push_back(std::move(matches[key.second]));
  matches = std::move(sorted);
}

Value CompiledTable::aggregate(const std::vector<Match>& matches, feel::Run& run) const {
  if (aggregation_ == Aggregation::none) return results(matches);
  if (outputs_.size() != 1)
    return failed("汇总只用于一个输出列", "an aggregation takes one output column");
  if (aggregation_ == Aggregation::count)
    return Value{Decimal{static_cast<std::int64_t>(matches.size())}};
  const std::string_view name = aggregation_ == Aggregation::sum   ? "sum"
                                : aggregation_ == Aggregation::min ? "min"
                                                                   : "max";
  const feel::Builtin* builtin = feel::find_builtin(name);
  TRADEIN_ASSERT(builtin != nullptr);
  const std::vector<Value> arguments = {results(matches)};
  return builtin->call(feel::Call{*builtin, arguments, run, 0});
}

Value CompiledTable::decide(std::vector<Match> matches, std::span<const Value> frame,
                            feel::Run& run) const {
  if (matches.empty()) return fallback(frame, run);
  switch (policy_) {
    case HitPolicy::unique:
      if (matches.size() > 1) return failed("不止一条规则符合", "more than one rule matches");
      return result(matches.front());
    case HitPolicy::any: {
      const Value agreed = result(matches.front());
      for (const Match& match : matches)
        if (feel::equal(result(match), agreed) != feel::Truth::yes)
          return failed("符合的规则结果不同", "the rules that match disagree");
      return agreed;
    }
    case HitPolicy::first:
      return result(matches.front());
    case HitPolicy::priority:
      sort_by_priority(matches, frame, run);
      return result(matches.front());
    case HitPolicy::output_order:
      sort_by_priority(matches, frame, run);
      return results(matches);
    case HitPolicy::rule_order:
      return results(matches);
    case HitPolicy::collect:
      return aggregate(matches, run);
  }
  return {};
}

}  // namespace tradein::dmn
