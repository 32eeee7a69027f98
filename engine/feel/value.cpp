#include "engine/feel/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/feel/function.hpp"
#include "engine/feel/text.hpp"
#include "engine/feel/visit.hpp"

namespace tradein::feel {
namespace {

template <class Items>
std::uint32_t depth_over(const Items& items, auto&& value_of) {
  std::uint32_t deepest = 0;
  for (const auto& item : items) deepest = std::max(deepest, value_of(item).depth());
  return deepest + 1;
}

constexpr std::int64_t nanos_per_millisecond = 1'000'000;

// Times are told apart to the millisecond.
std::int64_t milliseconds(std::int64_t nanos) { return nanos / nanos_per_millisecond; }

bool same_zone_kind(const Zone& a, const Zone& b) {
  return (a.kind == Zone::Kind::local) == (b.kind == Zone::Kind::local);
}

std::partial_ordering compare_times(const TimeOfDay& a, const TimeOfDay& b) {
  if (!same_zone_kind(a.zone, b.zone)) return std::partial_ordering::unordered;
  return milliseconds(a.nanos) - std::int64_t{a.zone.seconds} * 1000 <=>
         milliseconds(b.nanos) - std::int64_t{b.zone.seconds} * 1000;
}

std::partial_ordering compare_moments(const DateAndTime& a, const DateAndTime& b) {
  if (!same_zone_kind(a.zone, b.zone)) return std::partial_ordering::unordered;
  if (const auto order = instant_seconds(a) <=> instant_seconds(b); order != 0) return order;
  return milliseconds(a.nanos % nanos_per_second) <=> milliseconds(b.nanos % nanos_per_second);
}

Truth all_equal(const List& a, const List& b) {
  if (a.size() != b.size()) return Truth::no;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (const Truth each = equal(a[i], b[i]); each != Truth::yes) return each;
  return Truth::yes;
}

Truth all_equal(const Context& a, const Context& b) {
  if (a.members.size() != b.members.size()) return Truth::no;
  for (const auto& [name, value] : a.members) {
    const Value* other = b.find(name);
    if (other == nullptr) return Truth::no;
    if (const Truth each = equal(value, *other); each != Truth::yes) return each;
  }
  return Truth::yes;
}

bool same_end(const Value& a, bool a_given, const Value& b, bool b_given) {
  if (a_given != b_given) return false;
  return equal(a, b) == Truth::yes;
}

bool same_range(const Range& a, const Range& b) {
  return a.op == b.op && a.start_included == b.start_included && a.end_included == b.end_included &&
         same_end(a.start, a.start_given, b.start, b.start_given) &&
         same_end(a.end, a.end_given, b.end, b.end_given);
}

}  // namespace

const Value* Context::find(std::string_view name) const noexcept {
  for (const auto& [key, value] : members)
    if (key == name) return &value;
  return nullptr;
}

void Context::put(std::string name, Value value) {
  for (auto& [key, held] : members) {
    if (key == name) {
      held = std::move(value);
      return;
    }
  }
  members.emplace_back(std::move(name), std::move(value));
}

Value::Value(List value) : Value{} {
  const std::uint32_t deep =
      depth_over(value, [](const Value& item) -> const Value& { return item; });
  *this = Value{Type::list, std::make_shared<const SharedList>(SharedList{std::move(value), deep})};
}

Value::Value(Context value) : Value{} {
  value.depth =
      depth_over(value.members, [](const auto& member) -> const Value& { return member.second; });
  *this = Value{Type::context, std::make_shared<const Context>(std::move(value))};
}

Value::Value(Range value) : Value{Type::range, std::make_shared<const Range>(std::move(value))} {}

Value Value::null(Reason reason) {
  return Value{Type::null, std::make_shared<const Reason>(std::move(reason))};
}

std::uint32_t Value::depth() const noexcept {
  if (type_ == Type::list) return static_cast<const SharedList*>(held_.shared.get())->depth;
  if (type_ == Type::context) return static_cast<const Context*>(held_.shared.get())->depth;
  if (type_ == Type::function) return static_cast<const Function*>(held_.shared.get())->depth;
  return 0;
}

Truth equal(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null() ? Truth::yes : Truth::no;
  if (a.type() != b.type()) return Truth::unknown;
  const auto truth = [](bool holds) { return holds ? Truth::yes : Truth::no; };
  return visit(a, Cases{[&](bool one) { return truth(one == b.boolean()); },
                        [&](const List& one) { return all_equal(one, b.list()); },
                        [&](const Context& one) { return all_equal(one, b.context()); },
                        [&](const Range& one) { return truth(same_range(one, b.range())); },
                        [&](const Function* one) { return truth(one == b.function()); },
                        [&](const auto&) {
                          return truth(compare(a, b) == std::partial_ordering::equivalent);
                        }});
}

bool identical(const Value& a, const Value& b) {
  if (a.type() != b.type()) return false;
  if (a.is(Type::time)) return a.time() == b.time();
  if (a.is(Type::date_and_time)) return a.date_and_time() == b.date_and_time();
  return equal(a, b) == Truth::yes;
}

std::partial_ordering compare(const Value& a, const Value& b) {
  if (a.type() != b.type()) return std::partial_ordering::unordered;
  using Order = std::partial_ordering;
  return visit(a,
               Cases{[&](const Decimal& one) -> Order { return one <=> b.number(); },
                     // UTF-8 bytes order as code points do.
                     [&](const std::string& one) -> Order { return one.compare(b.string()) <=> 0; },
                     [&](const CalendarDate& one) -> Order { return one <=> b.date(); },
                     [&](const TimeOfDay& one) -> Order { return compare_times(one, b.time()); },
                     [&](const DateAndTime& one) -> Order {
                       return compare_moments(one, b.date_and_time());
                     },
                     [&](const DayDuration& one) -> Order { return one <=> b.day_duration(); },
                     [&](const MonthDuration& one) -> Order { return one <=> b.month_duration(); },
                     [](const auto&) { return Order::unordered; }});
}

Truth contains(const Range& range, const Value& value) {
  if (range.op == "!=") {
    const Truth same = equal(value, range.start);
    return same == Truth::unknown ? same : same == Truth::yes ? Truth::no : Truth::yes;
  }
  if (range.op == "=") return equal(value, range.start);
  if (range.start_given) {
    const auto order = compare(value, range.start);
    if (order == std::partial_ordering::unordered) return Truth::unknown;
    if (order < 0 || (order == 0 && !range.start_included)) return Truth::no;
  }
  if (range.end_given) {
    const auto order = compare(value, range.end);
    if (order == std::partial_ordering::unordered) return Truth::unknown;
    if (order > 0 || (order == 0 && !range.end_included)) return Truth::no;
  }
  return Truth::yes;
}

std::string_view name_of(Type type) noexcept {
  constexpr std::array<std::string_view, 13> names = {"null",
                                                      "boolean",
                                                      "number",
                                                      "string",
                                                      "date",
                                                      "time",
                                                      "date and time",
                                                      "days and time duration",
                                                      "years and months duration",
                                                      "list",
                                                      "context",
                                                      "range",
                                                      "function"};
  return names[static_cast<std::size_t>(type)];
}

}  // namespace tradein::feel
