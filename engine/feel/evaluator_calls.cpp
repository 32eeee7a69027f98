#include <algorithm>

#include "engine/feel/builtins.hpp"
#include "engine/feel/evaluator.hpp"
#include "engine/feel/slots.hpp"
#include "engine/feel/visit.hpp"

namespace tradein::feel {
namespace {

Value failed_call(std::string_view name, std::span<const Value> arguments, std::uint32_t at,
                  std::string_view zh, std::string_view en) {
  std::string values;
  for (const Value& each : arguments) values += (values.empty() ? "" : ", ") + shown(each);
  return Value::null({.at = at,
                      .function = std::string{name},
                      .values = std::move(values),
                      .what = {std::string{zh}, std::string{en}}});
}

Value call_lambda(const Function& function, std::span<const Value> arguments, Run& run,
                  std::uint32_t at) {
  const Lambda& lambda = *function.lambda;
  if (lambda.external)
    return failed_call("function", arguments, at, "外部函数不可用",
                       "external functions are not run");
  Slots slots{lambda.slots};
  for (std::size_t i = 0; i < lambda.captures.size(); ++i)
    slots[lambda.captures[i].inner] = function.captured[i];
  for (std::size_t i = 0; i < arguments.size(); ++i)
    slots[lambda.parameter_slots[i]] = arguments[i];
  return Evaluator{run, slots.data()}.evaluate(lambda.body);
}

// Arguments in the order of the signature that has all the names; absent ones at the end are left
// out.
Value call_builtin_named(const Builtin& builtin, std::span<const std::string> names,
                         std::span<const Value> arguments, Run& run, std::uint32_t at) {
  int which = -1;
  for (const Signature& signature : signatures_of(builtin)) {
    ++which;
    std::vector<Value> ordered(signature.parameters.size());
    std::vector<bool> given(signature.parameters.size());
    bool fits = true;
    for (std::size_t i = 0; i < names.size() && fits; ++i) {
      const auto found = std::ranges::find(signature.parameters, names[i]);
      fits = found != signature.parameters.end();
      if (!fits) break;
      const auto index = static_cast<std::size_t>(found - signature.parameters.begin());
      fits = !given[index];
      given[index] = true;
      ordered[index] = arguments[i];
    }
    for (std::size_t i = 0; i < signature.required && fits; ++i) fits = given[i];
    if (!fits) continue;
    while (!ordered.empty() && !given.back() && ordered.size() > signature.required) {
      ordered.pop_back();
      given.pop_back();
    }
    return builtin.call(Call{builtin, ordered, run, at, which});
  }
  return failed_call(builtin.name, arguments, at, "没有这样的参数", "it has no such parameters");
}

Value zone_property(const Zone& zone, std::string_view name) {
  if (name == "time offset")
    return zone.kind == Zone::Kind::local ? Value{} : Value{DayDuration{zone.seconds, 0}};
  return zone.kind == Zone::Kind::named ? Value{zone.name} : Value{};
}

std::optional<Value> date_property(CalendarDate date, std::string_view name) {
  const YearMonthDay parts = civil(date);
  if (name == "year") return Value{Decimal{parts.year}};
  if (name == "month") return Value{Decimal{std::int64_t{parts.month}}};
  if (name == "day") return Value{Decimal{std::int64_t{parts.day}}};
  if (name == "weekday") return Value{Decimal{std::int64_t{weekday(date)}}};
  return std::nullopt;
}

std::optional<Value> clock_property(std::int64_t nanos, const Zone& zone, std::string_view name) {
  const std::int64_t seconds = nanos / nanos_per_second;
  if (name == "hour") return Value{Decimal{seconds / 3600}};
  if (name == "minute") return Value{Decimal{seconds / 60 % 60}};
  if (name == "second") return Value{Decimal{seconds % 60}};
  if (name == "time offset" || name == "timezone") return zone_property(zone, name);
  return std::nullopt;
}

std::optional<Value> duration_property(DayDuration duration, std::string_view name) {
  // Parts have the duration's sign.
  std::int64_t seconds = duration.seconds;
  if (seconds < 0 && duration.nanos != 0) ++seconds;
  if (name == "days") return Value{Decimal{seconds / seconds_per_day}};
  if (name == "hours") return Value{Decimal{seconds / 3600 % 24}};
  if (name == "minutes") return Value{Decimal{seconds / 60 % 60}};
  if (name == "seconds") return Value{Decimal{seconds % 60}};
  return std::nullopt;
}

std::optional<Value> range_property(const Range& range, std::string_view name) {
  if (name == "start") return range.start_given ? range.start : Value{};
  if (name == "end") return range.end_given ? range.end : Value{};
  if (name == "start included") return Value{range.start_included};
  if (name == "end included") return Value{range.end_included};
  return std::nullopt;
}

std::optional<Value> property(const Value& value, std::string_view name) {
  using Found = std::optional<Value>;
  return visit(
      value,
      Cases{[&](const Context& context) -> Found {
              const Value* member = context.find(name);
              return member == nullptr ? Found{} : Found{*member};
            },
            [&](const CalendarDate& date) -> Found { return date_property(date, name); },
            [&](const TimeOfDay& time) -> Found {
              return clock_property(time.nanos, time.zone, name);
            },
            [&](const DateAndTime& when) -> Found {
              if (auto found = date_property(when.date, name)) return found;
              return clock_property(when.nanos, when.zone, name);
            },
            [&](const DayDuration& duration) -> Found { return duration_property(duration, name); },
            [&](const MonthDuration& duration) -> Found {
              if (name == "years") return Value{Decimal{duration.months / 12}};
              if (name == "months") return Value{Decimal{duration.months % 12}};
              return {};
            },
            [&](const Range& range) -> Found { return range_property(range, name); },
            [](const auto&) -> Found { return {}; }});
}

}  // namespace

Value member_of(const Value& value, std::string_view name, std::uint32_t at) {
  if (value.is(Type::list)) {
    List each;
    each.reserve(value.list().size());
    for (const Value& item : value.list()) each.push_back(member_of(item, name, at));
    return Value{std::move(each)};
  }
  if (auto found = property(value, name)) return *std::move(found);
  if (value.is_null() && value.reason() != nullptr) return value;
  return Value::null({.at = at,
                      .function = "." + std::string{name},
                      .values = shown(value),
                      .what = {"没有这个成员", "there is no such member"}});
}

Value Evaluator::path(const Code& code) {
  Value made;
  return member_of(look(code.children[0], made), code.name, code.begin);
}

Value Evaluator::function(const Code& code) {
  Function made;
  made.lambda = code.lambda;
  made.captured.reserve(code.lambda->captures.size());
  for (const Lambda::Capture& capture : code.lambda->captures) {
    made.captured.push_back(slots_[capture.outer]);
    made.depth = std::max(made.depth, made.captured.back().depth() + 1);
  }
  return Value{std::make_shared<const Function>(std::move(made))};
}

Value Evaluator::call(const Code& code) {
  Value made;
  const Value& callee = look(code.children[0], made);
  std::vector<Value> arguments;
  std::vector<std::string> names;
  arguments.reserve(code.children.size() - 1);
  for (std::size_t i = 1; i < code.children.size(); ++i) {
    const Code& argument = code.children[i];
    const bool named = argument.op == Code::Op::node && argument.kind == Kind::named_argument;
    if (named) names.push_back(argument.name);
    arguments.push_back(evaluate(named ? argument.children[0] : argument));
  }
  if (!callee.is(Type::function)) {
    if (callee.reason() != nullptr) return callee;
    return failed_call(shown(callee), arguments, code.begin, "这不是函数", "this is no function");
  }
  if (names.empty()) return feel::call(*callee.function(), arguments, run_, code.begin);
  if (names.size() != arguments.size())
    return failed_call("()", arguments, code.begin, "参数须全部具名或全部不具名",
                       "arguments are all named or none is");
  return call_named(*callee.function(), names, arguments, run_, code.begin);
}

std::span<const Parameter> parameters_of(const Function& function) noexcept {
  if (function.lambda != nullptr) return function.lambda->parameters;
  if (function.native != nullptr) return function.native->parameters;
  return {};
}

Value call(const Function& function, std::span<const Value> arguments, Run& run, std::uint32_t at) {
  if (function.builtin != nullptr) {
    if (!builtin_takes(*function.builtin, arguments.size()))
      return failed_call(function.builtin->name, arguments, at, "参数个数不对",
                         "it takes another number of arguments");
    return function.builtin->call(Call{*function.builtin, arguments, run, at});
  }
  const auto parameters = parameters_of(function);
  if (parameters.size() != arguments.size())
    return failed_call("function", arguments, at, "参数个数不对",
                       "it takes another number of arguments");
  std::vector<Value> fitted(arguments.begin(), arguments.end());
  for (std::size_t i = 0; i < fitted.size(); ++i) {
    if (parameters[i].type == nullptr || fitted[i].is_null()) continue;
    fitted[i] = coerce(fitted[i], *parameters[i].type, at);
    if (fitted[i].is_null()) return fitted[i];
  }
  if (function.lambda != nullptr) return call_lambda(function, fitted, run, at);
  Value result = function.native->call(fitted, run);
  return function.native->result == nullptr ? result : coerce(result, *function.native->result, at);
}

Value call_named(const Function& function, std::span<const std::string> names,
                 std::span<const Value> arguments, Run& run, std::uint32_t at) {
  if (function.builtin != nullptr)
    return call_builtin_named(*function.builtin, names, arguments, run, at);
  const auto parameters = parameters_of(function);
  std::vector<Value> ordered;
  for (const Parameter& parameter : parameters) {
    const auto found = std::ranges::find(names, parameter.name);
    if (found == names.end() || names.size() != parameters.size())
      return failed_call("function", arguments, at, "没有这样的参数", "it has no such parameters");
    ordered.push_back(arguments[static_cast<std::size_t>(found - names.begin())]);
  }
  return call(function, ordered, run, at);
}

}  // namespace tradein::feel
