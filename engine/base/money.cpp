#include "engine/base/money.hpp"

#include <limits>

#include "engine/base/assert.hpp"

namespace tradein {

std::optional<Money> add(Money a, Money b) noexcept {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a.fen(), b.fen(), &sum)) return std::nullopt;
  return Money::from_fen(sum);
}

std::optional<Money> subtract(Money a, Money b) noexcept {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a.fen(), b.fen(), &difference)) return std::nullopt;
  return Money::from_fen(difference);
}

char* write_yuan(Money amount, char* out) noexcept {
  std::uint64_t fen = static_cast<std::uint64_t>(amount.fen());
  if (amount.fen() < 0) {
    *out++ = '-';
    fen = 0 - fen;
  }
  char digits[24];
  std::size_t n = 0;
  std::uint64_t yuan = fen / 100;
  do {
    digits[n++] = static_cast<char>('0' + yuan % 10);
    yuan /= 10;
  } while (yuan != 0);
  while (n != 0) *out++ = digits[--n];
  *out++ = '.';
  *out++ = static_cast<char>('0' + fen % 100 / 10);
  *out++ = static_cast<char>('0' + fen % 10);
  return out;
}

std::string to_yuan(Money amount) {
  char text[yuan_bytes_max];
  return {text, write_yuan(amount, text)};
}

namespace {

/// Of magnitudes; the denominator is above zero. `Int` holds twice the quotient.
template <class Int>
Int divide_rounded(Int magnitude, Int denominator, Rounding rounding) noexcept {
  const Int quotient = magnitude / denominator;
  const Int rest = magnitude % denominator;
  if (rest == 0) return quotient;
  const Int half = denominator - rest;  // rest > half means more than one half
  switch (rounding) {
    case Rounding::down:
      break;
    case Rounding::up:
      return quotient + 1;
    case Rounding::half_up:
      return quotient + (rest >= half ? 1 : 0);
    case Rounding::half_even:
      return quotient + (rest > half || (rest == half && quotient % 2 != 0) ? 1 : 0);
  }
  return quotient;
}

}  // namespace

std::optional<std::int64_t> divide(Int128 numerator, Int128 denominator,
                                   Rounding rounding) noexcept {
  TRADEIN_ASSERT(denominator > 0);
  const bool negative = numerator < 0;
  const Int128 magnitude = negative ? -numerator : numerator;
  constexpr Int128 max = std::numeric_limits<std::int64_t>::max();
  // Most quotients are of sums of money: 64 bits divide ten times as fast.
  const Int128 quotient =
      magnitude < max && denominator < max
          ? Int128{divide_rounded(static_cast<std::int64_t>(magnitude),
                                  static_cast<std::int64_t>(denominator), rounding)}
          : divide_rounded(magnitude, denominator, rounding);
  if (quotient > max) return std::nullopt;
  return static_cast<std::int64_t>(negative ? -quotient : quotient);
}

}  // namespace tradein
