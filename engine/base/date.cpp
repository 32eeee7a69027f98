#include "engine/base/date.hpp"

#include <array>

namespace tradein {
namespace {

/// All digits of text[at, at + count), or -1.
constexpr int digits(std::string_view text, std::size_t at, std::size_t count) noexcept {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

/// Days before each month of the years that claims are about: a million claims read six million
/// dates.
constexpr int first_year = 1900, years = 200;
constexpr auto month_begins = [] {
  std::array<std::int32_t, years * 12 + 1> begins{};
  for (int i = 0; i <= years * 12; ++i)
    begins[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(
        std::chrono::sys_days{std::chrono::year{first_year + i / 12} / (i % 12 + 1) / 1}
            .time_since_epoch()
            .count());
  return begins;
}();

char* write_digits(unsigned value, unsigned count, char* out) noexcept {
  for (unsigned i = count; i-- > 0;) {
    out[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  return out + count;
}

}  // namespace

std::optional<Date> Date::from_ymd(int year, unsigned month, unsigned day) noexcept {
  using namespace std::chrono;
  if (year >= first_year && year < first_year + years && month >= 1 && month <= 12) {
    const std::int32_t* const begin =
        &month_begins[static_cast<std::size_t>(year - first_year) * 12 + month - 1];
    const auto days = static_cast<std::int32_t>(day) + begin[0] - 1;
    return day >= 1 && day <= 31 && days < begin[1] ? std::optional{Date{days}} : std::nullopt;
  }
  if (year < 1 || year > 9999) return std::nullopt;
  const year_month_day ymd{std::chrono::year{year}, std::chrono::month{month},
                           std::chrono::day{day}};
  if (!ymd.ok()) return std::nullopt;
  return Date{static_cast<std::int32_t>(sys_days{ymd}.time_since_epoch().count())};
}

std::chrono::year_month_day Date::ymd() const noexcept {
  return std::chrono::sys_days{std::chrono::days{days_}};
}

std::optional<Date> parse_iso_date(std::string_view text) noexcept {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  return Date::from_ymd(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
}

char* write_iso(Date date, char* out) noexcept {
  const auto ymd = date.ymd();
  out = write_digits(static_cast<unsigned>(static_cast<int>(ymd.year())), 4, out);
  *out++ = '-';
  out = write_digits(static_cast<unsigned>(ymd.month()), 2, out);
  *out++ = '-';
  return write_digits(static_cast<unsigned>(ymd.day()), 2, out);
}

std::string to_iso(Date date) {
  char text[10];
  return {text, write_iso(date, text)};
}

Date DateTime::date() const noexcept {
  std::int64_t days = minutes_ / 1440;
  if (minutes_ % 1440 < 0) --days;
  return Date::from_days(static_cast<std::int32_t>(days));
}

int DateTime::minute_of_day() const noexcept {
  const auto rest = static_cast<int>(minutes_ % 1440);
  return rest < 0 ? rest + 1440 : rest;
}

std::optional<DateTime> parse_iso_minutes(std::string_view text) noexcept {
  if (text.size() != 16 || text[10] != 'T' || text[13] != ':') return std::nullopt;
  const auto date = parse_iso_date(text.substr(0, 10));
  const int hour = digits(text, 11, 2), minute = digits(text, 14, 2);
  if (!date || hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  return DateTime::of(*date, hour, minute);
}

char* write_iso(DateTime time, char* out) noexcept {
  out = write_iso(time.date(), out);
  const auto minute = static_cast<unsigned>(time.minute_of_day());
  *out++ = 'T';
  out = write_digits(minute / 60, 2, out);
  *out++ = ':';
  return write_digits(minute % 60, 2, out);
}

std::string to_iso(DateTime time) {
  char text[16];
  return {text, write_iso(time, text)};
}

}  // namespace tradein
