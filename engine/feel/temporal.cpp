#include "engine/feel/temporal.hpp"

#include <fmt/format.h>

#include <array>

#include "engine/base/decimal_math.hpp"

namespace tradein::feel {
namespace {

__extension__ using Wide = __int128;

bool leap(std::int64_t year) noexcept {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept {
  return a / b - (a % b < 0 ? 1 : 0);
}

// Days from the civil date by 400-year eras that begin on 1 March.
std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day) noexcept {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = floor_div(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t shifted = month > 2 ? month - 3 : month + 9;
  const std::int64_t day_of_year = (153 * shifted + 2) / 5 + day - 1;
  return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719'468;
}

std::string zone_text(const Zone& zone) {
  if (zone.kind == Zone::Kind::local) return {};
  if (zone.kind == Zone::Kind::named) return "@" + zone.name;
  if (zone.seconds == 0) return "Z";
  const std::int32_t size = zone.seconds < 0 ? -zone.seconds : zone.seconds;
  std::string text =
      fmt::format("{}{:02}:{:02}", zone.seconds < 0 ? '-' : '+', size / 3600, size / 60 % 60);
  if (size % 60 != 0) text += fmt::format(":{:02}", size % 60);
  return text;
}

std::string fraction_text(std::int64_t nanos) {
  if (nanos == 0) return {};
  std::string text = fmt::format(".{:09}", nanos);
  while (text.back() == '0') text.pop_back();
  return text;
}

std::string clock_text(std::int64_t nanos) {
  const std::int64_t seconds = nanos / nanos_per_second;
  return fmt::format("{:02}:{:02}:{:02}{}", seconds / 3600, seconds / 60 % 60, seconds % 60,
                     fraction_text(nanos % nanos_per_second));
}

}  // namespace

unsigned days_in_month(std::int64_t year, unsigned month) noexcept {
  constexpr std::array<unsigned, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap(year) ? 29 : days[month - 1];
}

YearMonthDay civil(CalendarDate date) noexcept {
  const std::int64_t days = date.days + 719'468;
  const std::int64_t era = floor_div(days, 146'097);
  const std::int64_t day_of_era = days - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted = (5 * day_of_year + 2) / 153;
  const auto day = static_cast<unsigned>(day_of_year - (153 * shifted + 2) / 5 + 1);
  const auto month = static_cast<unsigned>(shifted < 10 ? shifted + 3 : shifted - 9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

std::optional<CalendarDate> calendar_date(std::int64_t year, std::int64_t month,
                                          std::int64_t day) noexcept {
  if (year < -year_max || year > year_max || month < 1 || month > 12 || day < 1)
    return std::nullopt;
  const auto m = static_cast<unsigned>(month);
  if (day > std::int64_t{days_in_month(year, m)}) return std::nullopt;
  return CalendarDate{days_from_civil(year, m, static_cast<unsigned>(day))};
}

unsigned weekday(CalendarDate date) noexcept {
  const std::int64_t since_monday = (date.days + 3) % 7;  // 1970-01-01 was a Thursday
  return static_cast<unsigned>((since_monday + 7) % 7 + 1);
}

unsigned day_of_year(CalendarDate date) noexcept {
  return static_cast<unsigned>(date.days - days_from_civil(civil(date).year, 1, 1) + 1);
}

unsigned week_of_year(CalendarDate date) noexcept {
  // The week of a day is the week of its Thursday.
  const CalendarDate thursday{date.days + 4 - std::int64_t{weekday(date)}};
  return (day_of_year(thursday) - 1) / 7 + 1;
}

std::string text_of(CalendarDate date) {
  const YearMonthDay parts = civil(date);
  const std::int64_t size = parts.year < 0 ? -parts.year : parts.year;
  return fmt::format("{}{:04}-{:02}-{:02}", parts.year < 0 ? "-" : "", size, parts.month,
                     parts.day);
}

std::string text_of(const TimeOfDay& time) { return clock_text(time.nanos) + zone_text(time.zone); }

std::string text_of(const DateAndTime& when) {
  return text_of(when.date) + "T" + clock_text(when.nanos) + zone_text(when.zone);
}

std::string text_of(DayDuration duration) {
  Wide nanos = Wide{duration.seconds} * nanos_per_second + duration.nanos;
  const bool negative = nanos < 0;
  if (negative) nanos = -nanos;
  const auto seconds = static_cast<std::int64_t>(nanos / nanos_per_second);
  const auto rest = static_cast<std::int64_t>(nanos % nanos_per_second);
  std::string text = negative ? "-P" : "P";
  if (seconds >= seconds_per_day) text += fmt::format("{}D", seconds / seconds_per_day);
  std::string clock;
  if (const std::int64_t hours = seconds / 3600 % 24; hours != 0)
    clock += fmt::format("{}H", hours);
  if (const std::int64_t minutes = seconds / 60 % 60; minutes != 0)
    clock += fmt::format("{}M", minutes);
  if (seconds % 60 != 0 || rest != 0)
    clock += fmt::format("{}{}S", seconds % 60, fraction_text(rest));
  if (!clock.empty()) return text + "T" + clock;
  return seconds < seconds_per_day ? text + "T0S" : text;
}

std::string text_of(MonthDuration duration) {
  const bool negative = duration.months < 0;
  const std::int64_t size = negative ? -duration.months : duration.months;
  std::string text = negative ? "-P" : "P";
  if (size >= 12) text += fmt::format("{}Y", size / 12);
  if (size % 12 != 0 || size == 0) text += fmt::format("{}M", size % 12);
  return text;
}

std::int64_t instant_seconds(const DateAndTime& when) noexcept {
  return when.date.days * seconds_per_day + when.nanos / nanos_per_second - when.zone.seconds;
}

std::optional<CalendarDate> add_months(CalendarDate date, std::int64_t months) noexcept {
  constexpr std::int64_t months_max = 2 * 12 * year_max;
  if (months > months_max || months < -months_max) return std::nullopt;
  const YearMonthDay parts = civil(date);
  const std::int64_t total = parts.year * 12 + parts.month - 1 + months;
  const std::int64_t year = floor_div(total, 12);
  const auto month = static_cast<unsigned>(total - year * 12 + 1);
  if (year < -year_max || year > year_max) return std::nullopt;
  return calendar_date(year, month, std::min(parts.day, days_in_month(year, month)));
}

std::int64_t months_between(CalendarDate from, CalendarDate to) noexcept {
  const YearMonthDay a = civil(from);
  const YearMonthDay b = civil(to);
  std::int64_t months = (b.year - a.year) * 12 + std::int64_t{b.month} - std::int64_t{a.month};
  if (months > 0 && b.day < a.day) --months;
  if (months < 0 && b.day > a.day) ++months;
  return months;
}

bool resolve(DateAndTime& when, const ZoneRules* zones) {
  if (when.zone.kind != Zone::Kind::named) return true;
  if (zones == nullptr) return false;
  const auto offset = zones->offset_at(
      when.zone.name, when.date.days * seconds_per_day + when.nanos / nanos_per_second);
  if (!offset) return false;
  when.zone.seconds = *offset;
  return true;
}

std::optional<DateAndTime> add(const DateAndTime& when, DayDuration duration,
                               const ZoneRules* zones) {
  constexpr std::int64_t days_max = 2 * 366 * year_max;
  const std::int64_t whole_days = floor_div(duration.seconds, seconds_per_day);
  if (whole_days > days_max || whole_days < -days_max) return std::nullopt;
  std::int64_t nanos = when.nanos +
                       (duration.seconds - whole_days * seconds_per_day) * nanos_per_second +
                       duration.nanos;
  DateAndTime sum = when;
  sum.date.days += whole_days + nanos / nanos_per_day;
  sum.nanos = nanos % nanos_per_day;
  const std::int64_t year = civil(sum.date).year;
  if (year > year_max || year < -year_max || !resolve(sum, zones)) return std::nullopt;
  return sum;
}

std::optional<DateAndTime> add(const DateAndTime& when, MonthDuration duration,
                               const ZoneRules* zones) {
  const auto date = add_months(when.date, duration.months);
  if (!date) return std::nullopt;
  DateAndTime sum = when;
  sum.date = *date;
  if (!resolve(sum, zones)) return std::nullopt;
  return sum;
}

TimeOfDay add(const TimeOfDay& time, DayDuration duration) {
  const std::int64_t within_day =
      duration.seconds - floor_div(duration.seconds, seconds_per_day) * seconds_per_day;
  TimeOfDay sum = time;
  sum.nanos = (time.nanos + within_day * nanos_per_second + duration.nanos) % nanos_per_day;
  return sum;
}

std::optional<DayDuration> between(const DateAndTime& from, const DateAndTime& to) noexcept {
  DayDuration span{instant_seconds(to) - instant_seconds(from), 0};
  std::int64_t nanos = to.nanos % nanos_per_second - from.nanos % nanos_per_second;
  if (nanos < 0) {
    nanos += nanos_per_second;
    --span.seconds;
  }
  span.nanos = static_cast<std::int32_t>(nanos);
  return span;
}

Decimal to_seconds(DayDuration duration) noexcept {
  return *Decimal{duration.seconds}.add(Decimal::scaled(duration.nanos, 9));
}

std::optional<DayDuration> from_seconds(Decimal seconds) noexcept {
  const auto cut = round(seconds, 9, DigitRounding::down);
  if (!cut) return std::nullopt;
  const auto whole = round(*cut, 0, DigitRounding::floor);
  const auto whole_seconds = whole ? whole->to_int64() : std::nullopt;
  // Far past every date, so that sums of a few durations cannot wrap.
  constexpr std::int64_t seconds_max = std::int64_t{1} << 60;
  if (!whole_seconds || *whole_seconds > seconds_max || *whole_seconds < -seconds_max)
    return std::nullopt;
  const auto rest = cut->subtract(*whole);
  const auto nanos = rest ? rest->to_scaled(9) : std::nullopt;
  if (!nanos) return std::nullopt;
  return DayDuration{*whole_seconds, static_cast<std::int32_t>(*nanos)};
}

}  // namespace tradein::feel
