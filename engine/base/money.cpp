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

std::optional<std::int64_t> divide(Int128 numerator, Int128 denominator,
                                   Rounding rounding) noexcept {
  TRADEIN_ASSERT(denominator > 0);
  // Most quotients are of sums of money: 64 bits divide ten times as fast.
  if (rounding == Rounding::down && numerator == static_cast<std::int64_t>(numerator) &&
      denominator == static_cast<std::int64_t>(denominator))
    return static_cast<std::int64_t>(numerator) / static_cast<std::int64_t>(denominator);
  const bool negative = numerator < 0;
  const Int128 magnitude = negative ? -numerator : numerator;
  Int128 quotient = magnitude / denominator;
  const Int128 rest = magnitude % denominator;
  if (rest != 0) {
    const Int128 half = denominator - rest;  // rest > half means more than one half
    switch (rounding) {
      case Rounding::down:
        break;
      case Rounding::up:
        ++quotient;
        break;
      case Rounding::half_up:
        quotient += rest >= half ? 1 : 0;
        break;
      case Rounding::half_even:
        quotient += rest > half || (rest == half && quotient % 2 != 0) ? 1 : 0;
        break;
    }
  }
  if (quotient > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return static_cast<std::int64_t>(negative ? -quotient : quotient);
}

}  // namespace tradein
