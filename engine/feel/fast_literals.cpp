#include "engine/feel/fast_literals.hpp"

#include "engine/base/date.hpp"

namespace tradein::feel {
namespace {

std::optional<FastTemporal> parse_duration(std::string_view text) noexcept {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (!text.starts_with('P')) return std::nullopt;
  text.remove_prefix(1);
  std::int64_t months = 0, minutes = 0;
  bool time = false, any_months = false, any_minutes = false;
  while (!text.empty()) {
    if (text[0] == 'T' && !time && text.size() > 1) {
      time = true;
      text.remove_prefix(1);
      continue;
    }
    std::int64_t count = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9' && digits < 9;
         ++digits)
      count = count * 10 + (text[digits] - '0');
    if (digits == 0 || digits == text.size()) return std::nullopt;
    const char unit = text[digits];
    text.remove_prefix(digits + 1);
    if (!time && unit == 'Y')
      months += count * 12, any_months = true;
    else if (!time && unit == 'M')
      months += count, any_months = true;
    else if (!time && unit == 'D')
      minutes += count * 1440, any_minutes = true;
    else if (time && unit == 'H')
      minutes += count * 60, any_minutes = true;
    else if (time && unit == 'M')
      minutes += count, any_minutes = true;
    else if (time && unit == 'S' && count % 60 == 0)
      minutes += count / 60, any_minutes = true;
    else
      return std::nullopt;
  }
  if (any_months == any_minutes) return std::nullopt;
  const std::int64_t sign = negative ? -1 : 1;
  if (any_months) return FastTemporal{FastType::months_duration, sign * months};
  return FastTemporal{FastType::days_duration, sign * minutes};
}

}  // namespace

std::optional<FastTemporal> parse_fast_temporal(std::string_view text) noexcept {
  if (const auto date = parse_iso_date(text)) return FastTemporal{FastType::date, date->days()};
  if (text.size() == 19 && text.ends_with(":00")) text.remove_suffix(3);
  if (const auto time = parse_iso_minutes(text))
    return FastTemporal{FastType::date_time, time->minutes()};
  return parse_duration(text);
}

}  // namespace tradein::feel
