#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tradein {

/// Exact money in fen (1 CNY = 100 fen). No floating point, no implicit conversion.
class Money {
 public:
  constexpr Money() noexcept = default;
  [[nodiscard]] static constexpr Money from_fen(std::int64_t fen) noexcept { return Money{fen}; }
  [[nodiscard]] constexpr std::int64_t fen() const noexcept { return fen_; }
  friend constexpr auto operator<=>(Money, Money) noexcept = default;

 private:
  explicit constexpr Money(std::int64_t fen) noexcept : fen_{fen} {}
  std::int64_t fen_ = 0;
};

/// Sum and difference; nothing on overflow, because a wrapped sum would be a wrong payment.
[[nodiscard]] std::optional<Money> add(Money a, Money b) noexcept;
[[nodiscard]] std::optional<Money> subtract(Money a, Money b) noexcept;

/// Yuan with two decimals, as every answer of the product writes it: "1799.80", "-3.05".
[[nodiscard]] std::string to_yuan(Money amount);

/// Appends the same text; for the paths that must not allocate.
char* write_yuan(Money amount, char* out) noexcept;
inline constexpr std::size_t yuan_bytes_max = 24;

/// How a fraction is dropped. Stored by name in rule packs, never by number.
enum class Rounding : std::uint8_t { down, up, half_up, half_even };

__extension__ typedef __int128 Int128;  // wide enough for every product of two sums of money

/// numerator / denominator, rounded as named; denominator > 0 (asserted). Negative numbers mirror
/// positive ones (down is towards zero, up away from it). Nothing when the result does not fit.
[[nodiscard]] std::optional<std::int64_t> divide(Int128 numerator, Int128 denominator,
                                                 Rounding rounding) noexcept;

}  // namespace tradein
