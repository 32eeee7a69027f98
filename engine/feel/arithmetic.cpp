#include "engine/feel/arithmetic.hpp"

#include <string>

#include "engine/base/decimal_math.hpp"

namespace tradein::feel {
namespace {

constexpr std::size_t string_bytes_max = 4 * 1024 * 1024;

/// One operation with its operands, so that a failure can name them.
struct Operation {
  Kind kind;
  const Value& left;
  const Value& right;
  Run& run;
  std::uint32_t at;

  [[nodiscard]] std::string_view sign() const {
    if (kind == Kind::add) return "+";
    if (kind == Kind::subtract) return "-";
    if (kind == Kind::multiply) return "*";
    return kind == Kind::divide ? "/" : "**";
  }
  [[nodiscard]] Value fail(std::string_view zh, std::string_view en) const {
    return Value::null({.at = at,
                        .function = std::string{sign()},
                        .values = shown(left) + ", " + shown(right),
                        .what = {std::string{zh}, std::string{en}}});
  }
  template <class T>
  [[nodiscard]] Value checked(const std::optional<T>& result) const {
    return result ? Value{*result} : fail("结果超出范围", "the result is out of range");
  }
};

Value numbers(const Operation& op) {
  const Decimal a = op.left.number();
  const Decimal b = op.right.number();
  if (op.kind == Kind::divide && b.sign() == 0) return op.fail("除数为零", "division by zero");
  if (op.kind == Kind::add) return op.checked(a.add(b));
  if (op.kind == Kind::subtract) return op.checked(a.subtract(b));
  if (op.kind == Kind::multiply) return op.checked(a.multiply(b));
  if (op.kind == Kind::divide) return op.checked(a.divide(b));
  return op.checked(power(a, b));
}

Value join(const Operation& op) {
  if (op.kind != Kind::add) return op.fail("字符串只能相加", "strings can only be added");
  const std::size_t size = op.left.string().size() + op.right.string().size();
  if (size > string_bytes_max || !op.run.spend(size / 64))
    return op.fail("字符串过长", "the string is too long");
  return Value{op.left.string() + op.right.string()};
}

std::optional<DayDuration> scale(DayDuration duration, Decimal factor, bool divide) {
  const Decimal seconds = to_seconds(duration);
  const auto scaled = divide ? seconds.divide(factor) : seconds.multiply(factor);
  return scaled ? from_seconds(*scaled) : std::nullopt;
}

std::optional<MonthDuration> scale(MonthDuration duration, Decimal factor, bool divide) {
  const Decimal months{duration.months};
  const auto scaled = divide ? months.divide(factor) : months.multiply(factor);
  const auto whole = scaled ? round(*scaled, 0, DigitRounding::down) : std::nullopt;
  const auto count = whole ? whole->to_int64() : std::nullopt;
  constexpr std::int64_t months_max = std::int64_t{1} << 60;
  if (!count || *count > months_max || *count < -months_max) return std::nullopt;
  return MonthDuration{*count};
}

DayDuration minus(DayDuration duration) {
  if (duration.nanos == 0) return {-duration.seconds, 0};
  return {-duration.seconds - 1, static_cast<std::int32_t>(nanos_per_second - duration.nanos)};
}

// Operands below 2^60 in size, so the sum of two fits.
std::optional<DayDuration> sum(DayDuration a, DayDuration b) {
  const std::int64_t nanos = std::int64_t{a.nanos} + b.nanos;
  const DayDuration made{a.seconds + b.seconds + nanos / nanos_per_second,
                         static_cast<std::int32_t>(nanos % nanos_per_second)};
  constexpr std::int64_t seconds_max = std::int64_t{1} << 60;
  if (made.seconds > seconds_max || made.seconds < -seconds_max) return std::nullopt;
  return made;
}

std::optional<MonthDuration> sum(MonthDuration a, MonthDuration b) {
  constexpr std::int64_t months_max = std::int64_t{1} << 60;
  const std::int64_t months = a.months + b.months;
  if (months > months_max || months < -months_max) return std::nullopt;
  return MonthDuration{months};
}

// Two durations of one kind.
template <class Duration>
Value durations(const Operation& op, Duration a, Duration b, Decimal a_units, Decimal b_units) {
  if (op.kind == Kind::add) return op.checked(sum(a, b));
  if (op.kind == Kind::subtract) {
    if constexpr (std::is_same_v<Duration, DayDuration>)
      return op.checked(sum(a, minus(b)));
    else
      return op.checked(sum(a, MonthDuration{-b.months}));
  }
  if (op.kind != Kind::divide)
    return op.fail("时长不能如此运算", "durations have no such operation");
  if (b_units.sign() == 0) return op.fail("除数为零", "division by zero");
  return op.checked(a_units.divide(b_units));
}

bool is_duration(const Value& value) {
  return value.is(Type::day_duration) || value.is(Type::month_duration);
}
bool is_day(const Value& value) { return value.is(Type::date) || value.is(Type::date_and_time); }

// A date takes part as its midnight, UTC where the other side has a zone.
DateAndTime moment(const Value& value, bool zoned) {
  if (value.is(Type::date_and_time)) return value.date_and_time();
  DateAndTime midnight{value.date(), 0, {}};
  if (zoned) midnight.zone.kind = Zone::Kind::offset;
  return midnight;
}

Value day_difference(const Operation& op) {
  const auto zoned = [](const Value& value) {
    return value.is(Type::date_and_time) && value.date_and_time().zone.kind != Zone::Kind::local;
  };
  const bool any_zoned = zoned(op.left) || zoned(op.right);
  const DateAndTime a = moment(op.left, any_zoned);
  const DateAndTime b = moment(op.right, any_zoned);
  if ((a.zone.kind == Zone::Kind::local) != (b.zone.kind == Zone::Kind::local))
    return op.fail("一个有时区，另一个没有", "one has a time zone and the other has none");
  return op.checked(between(b, a));
}

Value time_difference(const Operation& op) {
  const TimeOfDay& a = op.left.time();
  const TimeOfDay& b = op.right.time();
  if ((a.zone.kind == Zone::Kind::local) != (b.zone.kind == Zone::Kind::local))
    return op.fail("一个有时区，另一个没有", "one has a time zone and the other has none");
  return op.checked(between({{}, b.nanos, b.zone}, {{}, a.nanos, a.zone}));
}

// A date, time or date and time with a duration.
Value shift(const Operation& op, const Value& when, const Value& duration) {
  const bool back = op.kind == Kind::subtract;
  if (duration.is(Type::month_duration)) {
    const MonthDuration months{back ? -duration.month_duration().months
                                    : duration.month_duration().months};
    if (when.is(Type::date)) return op.checked(add_months(when.date(), months.months));
    if (when.is(Type::date_and_time))
      return op.checked(add(when.date_and_time(), months, op.run.zones()));
    return op.fail("时刻不能加减年月", "a time has no years and months to add");
  }
  const DayDuration span = back ? minus(duration.day_duration()) : duration.day_duration();
  if (when.is(Type::time)) return Value{add(when.time(), span)};
  const auto sum_of = add(moment(when, false), span, op.run.zones());
  if (sum_of && when.is(Type::date)) return Value{sum_of->date};
  return op.checked(sum_of);
}

Value dispatch(const Operation& op) {
  const Value& a = op.left;
  const Value& b = op.right;
  const bool sums = op.kind == Kind::add || op.kind == Kind::subtract;
  if (a.is(Type::string) && b.is(Type::string)) return join(op);
  if (a.is(Type::day_duration) && b.is(Type::day_duration))
    return durations(op, a.day_duration(), b.day_duration(), to_seconds(a.day_duration()),
                     to_seconds(b.day_duration()));
  if (a.is(Type::month_duration) && b.is(Type::month_duration))
    return durations(op, a.month_duration(), b.month_duration(), Decimal{a.month_duration().months},
                     Decimal{b.month_duration().months});
  if (sums && (is_day(a) || a.is(Type::time)) && is_duration(b)) return shift(op, a, b);
  if (op.kind == Kind::add && is_duration(a) && (is_day(b) || b.is(Type::time)))
    return shift(op, b, a);
  if (op.kind == Kind::subtract && is_day(a) && is_day(b)) return day_difference(op);
  if (op.kind == Kind::subtract && a.is(Type::time) && b.is(Type::time)) return time_difference(op);
  const bool scales = op.kind == Kind::multiply || op.kind == Kind::divide;
  if (scales && is_duration(a) && b.is(Type::number)) {
    const bool divide = op.kind == Kind::divide;
    if (divide && b.number().sign() == 0) return op.fail("除数为零", "division by zero");
    if (a.is(Type::day_duration)) return op.checked(scale(a.day_duration(), b.number(), divide));
    return op.checked(scale(a.month_duration(), b.number(), divide));
  }
  if (op.kind == Kind::multiply && a.is(Type::number) && is_duration(b)) {
    if (b.is(Type::day_duration)) return op.checked(scale(b.day_duration(), a.number(), false));
    return op.checked(scale(b.month_duration(), a.number(), false));
  }
  return op.fail("这两种类型的值不能如此运算", "values of these types have no such operation");
}

}  // namespace

Value arithmetic(Kind operation, const Value& left, const Value& right, Run& run,
                 std::uint32_t at) {
  const Operation op{operation, left, right, run, at};
  if (left.is(Type::number) && right.is(Type::number)) return numbers(op);
  // The first null says why; a null without a reason gets this one.
  if (left.is_null() || right.is_null()) {
    const Value& null = left.is_null() ? left : right;
    return null.reason() != nullptr ? null : op.fail("一个操作数为空值", "an operand is null");
  }
  return dispatch(op);
}

Value negate(const Value& value, std::uint32_t at) {
  if (value.is(Type::number)) return Value{value.number().negate()};
  if (value.is(Type::day_duration)) return Value{minus(value.day_duration())};
  if (value.is(Type::month_duration)) return Value{MonthDuration{-value.month_duration().months}};
  if (value.is_null() && value.reason() != nullptr) return value;
  return Value::null(
      {.at = at,
       .function = "-",
       .values = shown(value),
       .what = {"只有数字和时长可以取负", "only numbers and durations can be negated"}});
}

}  // namespace tradein::feel
