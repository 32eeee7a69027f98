#pragma once
#include <optional>

#include "engine/base/decimal.hpp"

namespace tradein {

/// How a digit that is dropped changes the last one that stays.
enum class DigitRounding : std::uint8_t {
  half_even,
  half_up,    ///< halves away from zero
  half_down,  ///< halves towards zero
  up,         ///< away from zero
  down,       ///< towards zero
  ceiling,    ///< towards plus infinity
  floor,      ///< towards minus infinity
};

/// To `scale` digits after the point (negative: before it). Nothing where the result has no finite
/// decimal128.
[[nodiscard]] std::optional<Decimal> round(Decimal value, int scale, DigitRounding how) noexcept;

/// Mathematical functions to decimal128 precision, computed by the decimal library alone (no binary
/// floating point of the machine), so that they give equal bits everywhere. Nothing where the
/// result is no finite number.
[[nodiscard]] std::optional<Decimal> exp(Decimal value) noexcept;
[[nodiscard]] std::optional<Decimal> log(Decimal value) noexcept;
[[nodiscard]] std::optional<Decimal> sqrt(Decimal value) noexcept;
/// Integer exponents by squaring, so that exact results are exact.
[[nodiscard]] std::optional<Decimal> power(Decimal base, Decimal exponent) noexcept;
/// dividend - divisor * floor(dividend / divisor): the sign of the divisor. Nothing where the
/// divisor is 0.
[[nodiscard]] std::optional<Decimal> modulo(Decimal dividend, Decimal divisor) noexcept;

}  // namespace tradein
