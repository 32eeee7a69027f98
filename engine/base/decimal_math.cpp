#include "engine/base/decimal_math.hpp"

#include <bid_conf.h>
#include <bid_functions.h>

#include <cstring>

namespace tradein {
namespace {

constexpr unsigned half_even = 0;  // BID_ROUNDING_TO_NEAREST

BID_UINT128 wide(const Decimal& value) noexcept {
  BID_UINT128 bits;
  std::memcpy(&bits, &value.bits(), sizeof bits);
  return bits;
}

std::optional<Decimal> finite(BID_UINT128 bits) noexcept {
  Decimal::Bits out;
  std::memcpy(&out, &bits, sizeof out);
  return Decimal::from_bits(out);
}

BID_UINT128 integral(BID_UINT128 value, DigitRounding how) noexcept {
  unsigned flags = 0;
  switch (how) {
    case DigitRounding::half_even:
      return bid128_round_integral_nearest_even(value, &flags);
    case DigitRounding::half_up:
      return bid128_round_integral_nearest_away(value, &flags);
    case DigitRounding::down:
      return bid128_round_integral_zero(value, &flags);
    case DigitRounding::ceiling:
      return bid128_round_integral_positive(value, &flags);
    case DigitRounding::floor:
      return bid128_round_integral_negative(value, &flags);
    case DigitRounding::up:
      return bid128_isSigned(value) != 0 ? bid128_round_integral_negative(value, &flags)
                                         : bid128_round_integral_positive(value, &flags);
    case DigitRounding::half_down: {
      // Only an exact half differs from rounding halves away.
      const BID_UINT128 whole = bid128_round_integral_zero(value, &flags);
      const BID_UINT128 rest = bid128_abs(bid128_sub(value, whole, half_even, &flags));
      const BID_UINT128 half = bid128_scalbn(bid128_from_int64(5), -1, half_even, &flags);
      return bid128_quiet_equal(rest, half, &flags) != 0
                 ? whole
                 : bid128_round_integral_nearest_away(value, &flags);
    }
  }
  return value;
}

}  // namespace

std::optional<Decimal> round(Decimal value, int scale, DigitRounding how) noexcept {
  unsigned flags = 0;
  // A number has 34 digits at most: where all of them stay, nothing is to round.
  int exponent = 0;
  bid128_frexp(wide(value), &exponent);  // |value| < 10^exponent
  if (value.sign() == 0 || exponent + scale >= 34) return value;
  if (exponent + scale < -1) {
    // Every digit goes: the result is 0 or one unit of the last place kept.
    if (how == DigitRounding::half_even || how == DigitRounding::half_up ||
        how == DigitRounding::half_down || how == DigitRounding::down)
      return Decimal{};
    const bool negative = value.sign() < 0;
    if ((how == DigitRounding::ceiling && negative) || (how == DigitRounding::floor && !negative))
      return Decimal{};
    return finite(bid128_scalbn(bid128_from_int64(negative ? -1 : 1), -scale, half_even, &flags));
  }
  const BID_UINT128 moved = bid128_scalbn(wide(value), scale, half_even, &flags);
  if (bid128_isFinite(moved) == 0) return value;
  return finite(bid128_scalbn(integral(moved, how), -scale, half_even, &flags));
}

std::optional<Decimal> exp(Decimal value) noexcept {
  unsigned flags = 0;
  return finite(bid128_exp(wide(value), half_even, &flags));
}

std::optional<Decimal> log(Decimal value) noexcept {
  unsigned flags = 0;
  if (value.sign() <= 0) return std::nullopt;
  return finite(bid128_log(wide(value), half_even, &flags));
}

std::optional<Decimal> sqrt(Decimal value) noexcept {
  unsigned flags = 0;
  if (value.sign() < 0) return std::nullopt;
  return finite(bid128_sqrt(wide(value), half_even, &flags));
}

std::optional<Decimal> power(Decimal base, Decimal exponent) noexcept {
  constexpr std::int64_t squaring_max = 1'000'000;
  const auto whole = exponent.to_int64();
  if (!whole || *whole > squaring_max || *whole < -squaring_max) {
    unsigned flags = 0;
    return finite(bid128_pow(wide(base), wide(exponent), half_even, &flags));
  }
  std::optional<Decimal> result = Decimal{1};
  std::optional<Decimal> square = base;
  for (std::int64_t left = *whole < 0 ? -*whole : *whole; left != 0; left /= 2) {
    if (left % 2 != 0) result = result->multiply(*square);
    if (left > 1) square = square->multiply(*square);
    if (!result || !square) return std::nullopt;
  }
  return *whole < 0 ? Decimal{1}.divide(*result) : result;
}

std::optional<Decimal> modulo(Decimal dividend, Decimal divisor) noexcept {
  if (divisor.sign() == 0) return std::nullopt;
  unsigned flags = 0;
  const auto rest = finite(bid128_fmod(wide(dividend), wide(divisor), &flags));
  if (!rest || rest->sign() == 0) return rest;
  return rest->sign() == divisor.sign() ? rest : rest->add(divisor);
}

}  // namespace tradein
