#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/assert.hpp"
#include "engine/base/decimal.hpp"
#include "engine/base/result.hpp"
#include "engine/feel/temporal.hpp"

namespace tradein::feel {

class Value;
struct Function;  // function.hpp

/// Why a value is null: where in the expression, which function or operator, what it was given.
struct Reason {
  std::uint32_t at = 0;  ///< byte offset in the expression
  std::string function;
  std::string values;
  Text what;
};

/// The order is that of Value's alternatives.
enum class Type : std::uint8_t {
  null,
  boolean,
  number,
  string,
  date,
  time,
  date_and_time,
  day_duration,
  month_duration,
  list,
  context,
  range,
  function,
};

using List = std::vector<Value>;

/// Members in the order they were written; few, so a name is found by looking at each.
struct Context {
  std::vector<std::pair<std::string, Value>> members;
  std::uint32_t depth = 1;  ///< kept by Value
  [[nodiscard]] const Value* find(std::string_view name) const noexcept;
  /// Replaces the member of that name or adds one.
  void put(std::string name, Value value);
};

struct Range;

struct SharedList {
  List items;
  std::uint32_t depth = 1;
};

/// One FEEL value, 24 bytes. Strings, lists and the like are shared and never change.
class Value {
 public:
  Value() = default;  ///< null without a reason, as a literal null has none
  explicit Value(bool value) : held_{value} {}
  explicit Value(Decimal value) : held_{value} {}
  explicit Value(CalendarDate value) : held_{value} {}
  explicit Value(DayDuration value) : held_{value} {}
  explicit Value(MonthDuration value) : held_{value} {}
  explicit Value(TimeOfDay value) : held_{std::make_shared<const TimeOfDay>(std::move(value))} {}
  explicit Value(DateAndTime value)
      : held_{std::make_shared<const DateAndTime>(std::move(value))} {}
  explicit Value(std::string value)
      : held_{std::make_shared<const std::string>(std::move(value))} {}
  explicit Value(std::string_view value) : Value{std::string{value}} {}
  explicit Value(const char* value) : Value{std::string{value}} {}
  explicit Value(List value);
  explicit Value(Context value);
  explicit Value(Range value);
  explicit Value(std::shared_ptr<const Function> value) : held_{std::move(value)} {}
  [[nodiscard]] static Value null(Reason reason);

  [[nodiscard]] Type type() const noexcept { return static_cast<Type>(held_.index()); }
  [[nodiscard]] bool is_null() const noexcept { return type() == Type::null; }
  [[nodiscard]] bool is(Type type_) const noexcept { return type() == type_; }
  [[nodiscard]] bool is_true() const noexcept { return is(Type::boolean) && boolean(); }
  [[nodiscard]] bool is_false() const noexcept { return is(Type::boolean) && !boolean(); }

  // Each requires the type it names (asserted).
  [[nodiscard]] bool boolean() const { return get<bool>(); }
  [[nodiscard]] Decimal number() const { return get<Decimal>(); }
  [[nodiscard]] const std::string& string() const {
    return *get<std::shared_ptr<const std::string>>();
  }
  [[nodiscard]] CalendarDate date() const { return get<CalendarDate>(); }
  [[nodiscard]] const TimeOfDay& time() const { return *get<std::shared_ptr<const TimeOfDay>>(); }
  [[nodiscard]] const DateAndTime& date_and_time() const {
    return *get<std::shared_ptr<const DateAndTime>>();
  }
  [[nodiscard]] DayDuration day_duration() const { return get<DayDuration>(); }
  [[nodiscard]] MonthDuration month_duration() const { return get<MonthDuration>(); }
  [[nodiscard]] const List& list() const { return get<std::shared_ptr<const SharedList>>()->items; }
  [[nodiscard]] const Context& context() const { return *get<std::shared_ptr<const Context>>(); }
  [[nodiscard]] const Range& range() const { return *get<std::shared_ptr<const Range>>(); }
  [[nodiscard]] const std::shared_ptr<const Function>& function() const {
    return get<std::shared_ptr<const Function>>();
  }
  /// 0 for a plain value, else 1 + the deepest value inside; bounded by the evaluator, so that
  /// walks may recurse.
  [[nodiscard]] std::uint32_t depth() const noexcept;
  /// Why it is null, or nullptr.
  [[nodiscard]] const Reason* reason() const noexcept;

 private:
  using Null = std::shared_ptr<const Reason>;
  template <class T>
  [[nodiscard]] const T& get() const {
    const T* held = std::get_if<T>(&held_);
    TRADEIN_ASSERT(held != nullptr);
    return *held;
  }
  std::variant<Null, bool, Decimal, std::shared_ptr<const std::string>, CalendarDate,
               std::shared_ptr<const TimeOfDay>, std::shared_ptr<const DateAndTime>, DayDuration,
               MonthDuration, std::shared_ptr<const SharedList>, std::shared_ptr<const Context>,
               std::shared_ptr<const Range>, std::shared_ptr<const Function>>
      held_;
};
static_assert(sizeof(Value) <= 24);

/// An end that is null is open without bound where `*_given` is false, and a null otherwise. `op`
/// is the comparison of a unary range such as (>= 5), empty for start..end.
struct Range {
  Value start;
  Value end;
  bool start_included = false;
  bool end_included = false;
  bool start_given = true;
  bool end_given = true;
  std::string op;
};

/// A boolean or null: FEEL's third truth value.
enum class Truth : std::uint8_t { no, yes, unknown };
[[nodiscard]] inline Value to_value(Truth truth) {
  return truth == Truth::unknown ? Value{} : Value{truth == Truth::yes};
}

/// `=`: unknown for values of different types; null equals only null. Numbers by value, times by
/// instant, contexts whatever the order of their members.
[[nodiscard]] Truth equal(const Value& a, const Value& b);
/// `is`: the same type and the same value, zone included.
[[nodiscard]] bool identical(const Value& a, const Value& b);
/// Less, equal or greater for numbers, strings, dates, times, date-times and durations of one type;
/// else unordered.
[[nodiscard]] std::partial_ordering compare(const Value& a, const Value& b);
[[nodiscard]] Truth contains(const Range& range, const Value& value);

/// As FEEL's `string()` gives it; strings inside lists and contexts stand in quotes.
[[nodiscard]] std::string text_of(const Value& value);
/// As it would be written in FEEL; for messages, cut after a few dozen characters.
[[nodiscard]] std::string shown(const Value& value);
[[nodiscard]] std::string_view name_of(Type type) noexcept;

}  // namespace tradein::feel
