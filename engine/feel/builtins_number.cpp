#include <array>

#include "engine/base/decimal_math.hpp"
#include "engine/feel/builtins.hpp"

namespace tradein::feel {
namespace {

// decimal128 holds exponents of -6176..6111.
constexpr std::int64_t scale_max = 6'176;

Value rounded(const Call& call, DigitRounding how) {
  const Value* number = call.as(0, Type::number);
  const Value* scale = call.as(1, Type::number);
  if (number == nullptr || (call.size() > 1 && scale == nullptr)) return call.wrong_arguments();
  std::int64_t digits = 0;
  if (scale != nullptr) {
    const auto whole = round(scale->number(), 0, DigitRounding::down);
    const auto given = whole ? whole->to_int64() : std::nullopt;
    if (!given || *given > scale_max || *given < -scale_max + 65)
      return call.fail("小数位数超出范围", "the scale is out of range");
    digits = *given;
  }
  const auto result = round(number->number(), static_cast<int>(digits), how);
  return result ? Value{*result} : call.fail("结果超出范围", "the result is out of range");
}

Value decimal(const Call& call) { return rounded(call, DigitRounding::half_even); }
Value floor(const Call& call) { return rounded(call, DigitRounding::floor); }
Value ceiling(const Call& call) { return rounded(call, DigitRounding::ceiling); }
Value round_up(const Call& call) { return rounded(call, DigitRounding::up); }
Value round_down(const Call& call) { return rounded(call, DigitRounding::down); }
Value round_half_up(const Call& call) { return rounded(call, DigitRounding::half_up); }
Value round_half_down(const Call& call) { return rounded(call, DigitRounding::half_down); }

Value absolute(const Call& call) {
  if (const Value* n = call.as(0, Type::number)) return Value{n->number().abs()};
  if (const Value* months = call.as(0, Type::month_duration)) {
    const std::int64_t count = months->month_duration().months;
    return Value{MonthDuration{count < 0 ? -count : count}};
  }
  if (const Value* days = call.as(0, Type::day_duration)) {
    const auto size = from_seconds(to_seconds(days->day_duration()).abs());
    return size ? Value{*size} : call.fail("结果超出范围", "the result is out of range");
  }
  return call.wrong_arguments();
}

Value of_one(const Call& call, std::optional<Decimal> (*function)(Decimal) noexcept) {
  const Value* n = call.as(0, Type::number);
  if (n == nullptr) return call.wrong_arguments();
  const auto result = function(n->number());
  return result ? Value{*result} : call.fail("没有有限的结果", "there is no finite result");
}

Value square_root(const Call& call) { return of_one(call, &sqrt); }
Value logarithm(const Call& call) { return of_one(call, &log); }
Value exponential(const Call& call) { return of_one(call, &exp); }

Value modulo_of(const Call& call) {
  const Value* dividend = call.as(0, Type::number);
  const Value* divisor = call.as(1, Type::number);
  if (dividend == nullptr || divisor == nullptr) return call.wrong_arguments();
  const auto result = modulo(dividend->number(), divisor->number());
  return result ? Value{*result} : call.fail("除数为零", "division by zero");
}

Value parity(const Call& call, int wanted) {
  const Value* n = call.as(0, Type::number);
  if (n == nullptr) return call.wrong_arguments();
  const auto rest = modulo(n->number(), Decimal{2});
  return Value{rest && *rest == Decimal{wanted}};
}

Value odd(const Call& call) { return parity(call, 1); }
Value even(const Call& call) { return parity(call, 0); }

Value negation(const Call& call) {
  const Value* value = call.as(0, Type::boolean);
  return value == nullptr ? call.wrong_arguments() : Value{!value->boolean()};
}

// A separator is null or one of the characters that the standard allows.
bool separator(const Call& call, std::size_t index, std::string_view allowed, std::string& out) {
  if (index >= call.size() || call[index].is_null()) return true;
  if (!call[index].is(Type::string)) return false;
  out = call[index].string();
  return out.size() == 1 && allowed.find(out[0]) != std::string_view::npos;
}

Value number(const Call& call) {
  const Value* from = call.as(0, Type::string);
  if (from == nullptr) return call.wrong_arguments();
  std::string grouping;
  std::string point;
  if (!separator(call, 1, " ,.", grouping) || !separator(call, 2, ".,", point) ||
      (!grouping.empty() && grouping == point))
    return call.fail("分隔符不对", "the separators are not usable");
  if (point.empty() && grouping == ".")
    return call.fail("分隔符不对", "the separators are not usable");
  std::string plain;
  for (const char c : from->string()) {
    if (!grouping.empty() && c == grouping[0]) continue;
    plain += !point.empty() && c == point[0] ? '.' : (c == '.' && point == "," ? '?' : c);
  }
  const auto value = Decimal::parse(plain);
  return value ? Value{*value} : call.fail("不是数字", "this is no number");
}

Value identical_values(const Call& call) {
  const Value absent;
  return Value{identical(call.size() > 0 ? call[0] : absent, call.size() > 1 ? call[1] : absent)};
}

constexpr std::array<Builtin, 17> table = {{
    {"abs", "n", absolute},
    {"ceiling", "n, scale?", ceiling},
    {"decimal", "n, scale", decimal},
    {"even", "number", even},
    {"exp", "number", exponential},
    {"floor", "n, scale?", floor},
    {"is", "value1?, value2?", identical_values},
    {"log", "number", logarithm},
    {"modulo", "dividend, divisor", modulo_of},
    {"not", "negand", negation},
    {"number", "from, grouping separator?, decimal separator?", number},
    {"odd", "number", odd},
    {"round down", "n, scale?", round_down},
    {"round half down", "n, scale?", round_half_down},
    {"round half up", "n, scale?", round_half_up},
    {"round up", "n, scale?", round_up},
    {"sqrt", "number", square_root},
}};

}  // namespace

std::span<const Builtin> number_builtins() noexcept { return table; }

}  // namespace tradein::feel
