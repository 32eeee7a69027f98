#pragma once
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
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
  std::string place{};  ///< once known, element and line:column; empty while only `at` is
};

/// What a value is.
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
///
/// A tag and a union of its own rather than std::variant: copies, moves and destruction look at one
/// byte instead of going through a table of functions, which halves the time of an evaluation.
class Value {
 public:
  Value() noexcept {}  ///< null without a reason, as a literal null has none
  explicit Value(bool value) noexcept : type_{Type::boolean} { held_.boolean = value; }
  explicit Value(Decimal value) noexcept : type_{Type::number} { held_.number = value; }
  explicit Value(CalendarDate value) noexcept : type_{Type::date} { held_.date = value; }
  explicit Value(DayDuration value) noexcept : type_{Type::day_duration} { held_.days = value; }
  explicit Value(MonthDuration value) noexcept : type_{Type::month_duration} {
    held_.months = value;
  }
  explicit Value(TimeOfDay value)
      : Value{Type::time, std::make_shared<const TimeOfDay>(std::move(value))} {}
  explicit Value(DateAndTime value)
      : Value{Type::date_and_time, std::make_shared<const DateAndTime>(std::move(value))} {}
  explicit Value(std::string value)
      : Value{Type::string, std::make_shared<const std::string>(std::move(value))} {}
  explicit Value(std::string_view value) : Value{std::string{value}} {}
  explicit Value(const char* value) : Value{std::string{value}} {}
  explicit Value(List value);
  explicit Value(Context value);
  explicit Value(Range value);
  explicit Value(std::shared_ptr<const Function> value) : Value{Type::function, std::move(value)} {}
  [[nodiscard]] static Value null(Reason reason);

  Value(const Value& other) noexcept : type_{other.type_}, shared_{other.shared_} {
    if (shared_)
      new (&held_.shared) Shared{other.held_.shared};
    else
      copy_plain(other);
  }
  Value(Value&& other) noexcept : type_{other.type_}, shared_{other.shared_} {
    if (shared_)
      new (&held_.shared) Shared{std::move(other.held_.shared)};
    else
      copy_plain(other);
    other.release();
  }
  Value& operator=(const Value& other) noexcept {
    if (this != &other) *this = Value{other};
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    if (this == &other) return *this;
    release();
    type_ = other.type_;
    shared_ = other.shared_;
    if (shared_)
      new (&held_.shared) Shared{std::move(other.held_.shared)};
    else
      copy_plain(other);
    other.release();
    return *this;
  }
  ~Value() { release(); }

  [[nodiscard]] Type type() const noexcept { return type_; }
  [[nodiscard]] bool is_null() const noexcept { return type_ == Type::null; }
  [[nodiscard]] bool is(Type type) const noexcept { return type_ == type; }
  [[nodiscard]] bool is_true() const noexcept { return is(Type::boolean) && held_.boolean; }
  [[nodiscard]] bool is_false() const noexcept { return is(Type::boolean) && !held_.boolean; }

  // Each requires the type it names (asserted).
  [[nodiscard]] bool boolean() const { return plain(Type::boolean).boolean; }
  [[nodiscard]] Decimal number() const { return plain(Type::number).number; }
  [[nodiscard]] CalendarDate date() const { return plain(Type::date).date; }
  [[nodiscard]] DayDuration day_duration() const { return plain(Type::day_duration).days; }
  [[nodiscard]] MonthDuration month_duration() const { return plain(Type::month_duration).months; }
  [[nodiscard]] const std::string& string() const { return get<std::string>(Type::string); }
  [[nodiscard]] const TimeOfDay& time() const { return get<TimeOfDay>(Type::time); }
  [[nodiscard]] const DateAndTime& date_and_time() const {
    return get<DateAndTime>(Type::date_and_time);
  }
  [[nodiscard]] const List& list() const { return get<SharedList>(Type::list).items; }
  [[nodiscard]] const Context& context() const { return get<Context>(Type::context); }
  [[nodiscard]] const Range& range() const { return get<Range>(Type::range); }
  [[nodiscard]] const Function* function() const { return &get<Function>(Type::function); }
  /// 0 for a plain value, else 1 + the deepest value inside; bounded by the evaluator, so that
  /// walks may recurse.
  [[nodiscard]] std::uint32_t depth() const noexcept;
  /// Why it is null, or nullptr.
  [[nodiscard]] const Reason* reason() const noexcept {
    return is_null() && shared_ ? static_cast<const Reason*>(held_.shared.get()) : nullptr;
  }

 private:
  using Shared = std::shared_ptr<const void>;
  union Held {
    Held() noexcept : words{} {}
    ~Held() {}
    std::uint64_t words[2];
    bool boolean;
    Decimal number;
    CalendarDate date;
    DayDuration days;
    MonthDuration months;
    Shared shared;
  };

  Value(Type type, Shared shared) noexcept : type_{type}, shared_{true} {
    new (&held_.shared) Shared{std::move(shared)};
  }
  void copy_plain(const Value& other) noexcept {
    std::memcpy(static_cast<void*>(&held_), static_cast<const void*>(&other.held_), sizeof held_);
  }
  void release() noexcept {
    if (shared_) held_.shared.~Shared();
    shared_ = false;
    type_ = Type::null;
  }
  [[nodiscard]] const Held& plain(Type type) const {
    TRADEIN_ASSERT(type_ == type);
    return held_;
  }
  template <class T>
  [[nodiscard]] const T& get(Type type) const {
    TRADEIN_ASSERT(type_ == type);
    return *static_cast<const T*>(held_.shared.get());
  }

  Held held_;
  Type type_ = Type::null;
  bool shared_ = false;
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
