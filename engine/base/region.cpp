#include "engine/base/region.hpp"

namespace tradein {

std::optional<Region> Region::parse(std::string_view six_digits) noexcept {
  if (six_digits.size() != 6) return std::nullopt;
  std::uint32_t code = 0;
  for (const char c : six_digits) {
    if (c < '0' || c > '9') return std::nullopt;
    code = code * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return Region{code};
}

Region Region::above() const noexcept {
  if (code_ % 100 != 0) return Region{code_ / 100 * 100};
  if (code_ % 10'000 != 0) return Region{code_ / 10'000 * 10'000};
  return nation();
}

bool Region::contains(Region other) const noexcept {
  for (Region at = other;; at = at.above()) {
    if (at == *this) return true;
    if (at == nation()) return false;
  }
}

std::string Region::text() const {
  std::string digits(6, '0');
  std::uint32_t rest = code_;
  for (std::size_t i = 6; i-- > 0; rest /= 10) digits[i] = static_cast<char>('0' + rest % 10);
  return digits;
}

}  // namespace tradein
