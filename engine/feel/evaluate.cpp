#include "engine/feel/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/limits.hpp"
#include "engine/feel/evaluator.hpp"
#include "engine/feel/slots.hpp"
#include "engine/feel/text.hpp"

namespace tradein::feel {

Value Expression::evaluate(std::span<const Value> variables, Run& run) const {
  TRADEIN_ASSERT(variables.size() >= variables_);
  Slots slots{slots_};
  for (const std::uint32_t slot : used_) slots[slot] = variables[slot];
  return Evaluator{run, slots.data()}.evaluate(*code_);
}

Value Expression::test(const Value& input, std::span<const Value> variables, Run& run) const {
  TRADEIN_ASSERT(variables.size() >= variables_);
  Slots slots{slots_};
  for (const std::uint32_t slot : used_) slots[slot] = variables[slot];
  slots[input_slot_] = input;
  return Evaluator{run, slots.data()}.evaluate(*code_);
}

Truth passes(const Value& value, const Value& tested) {
  if (tested.is(Type::range) && !value.is(Type::range)) return contains(tested.range(), value);
  if (tested.is(Type::list)) {
    if (value.is(Type::list) && equal(value, tested) == Truth::yes) return Truth::yes;
    Truth all = Truth::no;
    for (const Value& each : tested.list()) {
      const Truth one = each.is(Type::list) ? equal(value, each) : passes(value, each);
      if (one == Truth::yes) return one;
    }
    return all;
  }
  return equal(value, tested);
}

Value placed(Value value, std::string_view expression) {
  const Reason* reason = value.reason();
  if (reason == nullptr || !reason->place.empty()) return value;
  Reason known = *reason;
  const LineColumn at = line_column(expression, std::min<std::size_t>(known.at, expression.size()));
  known.place = fmt::format("{}:{}", at.line, at.column);
  return Value::null(std::move(known));
}

Value placed_in(Value value, std::string_view element) {
  const Reason* reason = value.reason();
  // A place with a name in it came from an element that this one requires.
  if (reason == nullptr || element.empty() ||
      reason->place.find_first_not_of("0123456789:") != std::string::npos)
    return value;
  Reason known = *reason;
  known.place =
      known.place.empty() ? std::string{element} : fmt::format("{}:{}", element, known.place);
  return Value::null(std::move(known));
}

Text describe(const Reason& reason, std::string_view expression) {
  std::string place = reason.place;
  if (place.empty()) {
    const LineColumn at =
        line_column(expression, std::min<std::size_t>(reason.at, expression.size()));
    place = fmt::format("{}:{}", at.line, at.column);
  }
  const std::string of = reason.function.empty() ? "" : fmt::format(" `{}`", reason.function);
  const std::string given = reason.values.empty() ? "" : fmt::format(" ({})", reason.values);
  return {fmt::format("{}:{}{}: {}", place, of, given, reason.what.zh),
          fmt::format("{}:{}{}: {}", place, of, given, reason.what.en)};
}

}  // namespace tradein::feel
