#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tradein {

/// An IEEE 754 decimal128 number, always finite (34 digits, half-even). Operations give nothing
/// where the result is no finite number (division by zero, overflow). Equality is by value: 1.0
/// == 1.00.
class Decimal {
 public:
  constexpr Decimal() noexcept = default;
  Decimal(
      std::int64_t value) noexcept;  // NOLINT(google-explicit-constructor): exact for every int64
  [[nodiscard]] static std::optional<Decimal> parse(std::string_view text) noexcept;
  /// mantissa * 10^-scale, exactly.
  [[nodiscard]] static Decimal scaled(std::int64_t mantissa, int scale) noexcept;

  [[nodiscard]] std::optional<Decimal> add(Decimal other) const noexcept;
  [[nodiscard]] std::optional<Decimal> subtract(Decimal other) const noexcept;
  [[nodiscard]] std::optional<Decimal> multiply(Decimal other) const noexcept;
  [[nodiscard]] std::optional<Decimal> divide(Decimal other) const noexcept;
  [[nodiscard]] Decimal negate() const noexcept;
  [[nodiscard]] Decimal abs() const noexcept;
  [[nodiscard]] bool is_integer() const noexcept;
  [[nodiscard]] int sign() const noexcept;
  /// The value as int64 where it is an integer that fits.
  [[nodiscard]] std::optional<std::int64_t> to_int64() const noexcept;
  /// value * 10^scale as int64 where that is exact and fits: money in fen is `to_scaled(2)`.
  [[nodiscard]] std::optional<std::int64_t> to_scaled(int scale) const noexcept;
  /// Plain digits, without exponent and without trailing zeros after the point: "0.1", "-12",
  /// "1000000".
  [[nodiscard]] std::string text() const;

  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) noexcept;
  friend bool operator==(const Decimal& a, const Decimal& b) noexcept;

  /// The bits as the decimal library has them (BID encoding); for engine/base/decimal_math only.
  struct Bits {
    std::uint64_t w[2];
  };
  [[nodiscard]] const Bits& bits() const noexcept { return bits_; }
  [[nodiscard]] static std::optional<Decimal> from_bits(Bits bits) noexcept;

 private:
  Bits bits_{{0, 0x3040000000000000}};  // +0
};

}  // namespace tradein
