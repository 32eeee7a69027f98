#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tradein {

/// A region of GB/T 2260: six digits; 000000 is the nation, PP0000 a province, PPCC00 a city, else
/// a county.
class Region {
 public:
  constexpr Region() noexcept = default;
  [[nodiscard]] static std::optional<Region> parse(std::string_view six_digits) noexcept;
  [[nodiscard]] static constexpr Region nation() noexcept { return Region{}; }
  [[nodiscard]] constexpr std::uint32_t code() const noexcept { return code_; }
  /// The layer above: county -> city -> province -> nation; the nation is above itself.
  [[nodiscard]] Region above() const noexcept;
  /// True for itself and for every region below.
  [[nodiscard]] bool contains(Region other) const noexcept;
  [[nodiscard]] std::string text() const;
  friend constexpr auto operator<=>(Region, Region) noexcept = default;

 private:
  explicit constexpr Region(std::uint32_t code) noexcept : code_{code} {}
  std::uint32_t code_ = 0;
};

}  // namespace tradein
