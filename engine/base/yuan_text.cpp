#include "engine/base/yuan_text.hpp"

#include <charconv>
#include <string>

namespace tradein {

std::optional<Money> parse_yuan(std::string_view text) {
  const auto point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string cents{point == std::string_view::npos ? "" : text.substr(point + 1)};
  if (whole.empty() || whole.size() > 12 || cents.size() > 2 ||
      (point != std::string_view::npos && cents.empty()))
    return std::nullopt;
  cents.resize(2, '0');
  const std::string digits = std::string{whole} + cents;
  if (digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  std::int64_t fen = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), fen);
  return Money::from_fen(fen);
}

}  // namespace tradein
