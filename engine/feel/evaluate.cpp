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

Text describe(const Reason& reason, std::string_view expression) {
  const LineColumn place =
      line_column(expression, std::min<std::size_t>(reason.at, expression.size()));
  const std::string of =
      reason.function.empty() ? std::string{} : fmt::format("`{}`", reason.function);
  const std::string given =
      reason.values.empty() ? std::string{} : fmt::format(" ({})", reason.values);
  return {fmt::format("{}:{}: {}{}: {}", place.line, place.column, of, given, reason.what.zh),
          fmt::format("{}:{}: {}{}: {}", place.line, place.column, of, given, reason.what.en)};
}

}  // namespace tradein::feel
