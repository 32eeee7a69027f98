#pragma once
#include "engine/base/assert.hpp"
#include "engine/feel/value.hpp"

namespace tradein::feel {

/// What visit() gives for a null.
struct Null {};

/// Lambdas as one visitor; one that takes `const auto&` answers for every type without its own.
template <class... F>
struct Cases : F... {
  using F::operator()...;
};

/// Calls `f` with what the value holds: Null, bool, Decimal, std::string, the dates, times and
/// durations, List, Context, Range, const Function*. The one place that lists FEEL's types to tell
/// them apart.
template <class F>
auto visit(const Value& value, const F& f) {
  switch (value.type()) {
    case Type::null:
      break;
    case Type::boolean:
      return f(value.boolean());
    case Type::number:
      return f(value.number());
    case Type::string:
      return f(value.string());
    case Type::date:
      return f(value.date());
    case Type::time:
      return f(value.time());
    case Type::date_and_time:
      return f(value.date_and_time());
    case Type::day_duration:
      return f(value.day_duration());
    case Type::month_duration:
      return f(value.month_duration());
    case Type::list:
      return f(value.list());
    case Type::context:
      return f(value.context());
    case Type::range:
      return f(value.range());
    case Type::function:
      return f(value.function());
  }
  TRADEIN_ASSERT(value.is_null());
  return f(Null{});
}

}  // namespace tradein::feel
