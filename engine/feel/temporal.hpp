#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/decimal.hpp"

namespace tradein::feel {

/// A day of the proleptic Gregorian calendar, years -999,999,999..999,999,999, as days since
/// 1970-01-01. Wider than tradein::Date, which holds only the years that claims have.
struct CalendarDate {
  std::int64_t days = 0;
  friend auto operator<=>(const CalendarDate&, const CalendarDate&) = default;
};

struct YearMonthDay {
  std::int64_t year = 1970;
  unsigned month = 1;
  unsigned day = 1;
};

/// Where a time of day belongs: nowhere said, an offset from UTC, or a zone by its IANA name
/// (`seconds` is then its offset at that time, from the zone rules that were passed in).
struct Zone {
  enum class Kind : std::uint8_t { local, offset, named };
  Kind kind = Kind::local;
  std::int32_t seconds = 0;
  std::string name;
  friend bool operator==(const Zone&, const Zone&) = default;
};

struct TimeOfDay {
  std::int64_t nanos = 0;  ///< since midnight
  Zone zone;
  friend bool operator==(const TimeOfDay&, const TimeOfDay&) = default;
};

struct DateAndTime {
  CalendarDate date;
  std::int64_t nanos = 0;  ///< since midnight
  Zone zone;
  friend bool operator==(const DateAndTime&, const DateAndTime&) = default;
};

/// Days and time duration: seconds rounded down plus 0..999,999,999 nanoseconds.
struct DayDuration {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  friend auto operator<=>(const DayDuration&, const DayDuration&) = default;
};

/// Years and months duration.
struct MonthDuration {
  std::int64_t months = 0;
  friend auto operator<=>(const MonthDuration&, const MonthDuration&) = default;
};

/// The port through which time zones come in; the engine reads no zone files. Without it a named
/// zone is unknown.
class ZoneRules {
 public:
  virtual ~ZoneRules() = default;
  /// The zone's offset from UTC in seconds at the local civil time (seconds since 1970-01-01T00:00
  /// local); nothing for an unknown zone. In a gap or an overlap the offset before the change.
  [[nodiscard]] virtual std::optional<std::int32_t> offset_at(std::string_view zone,
                                                              std::int64_t local) const = 0;
};

inline constexpr std::int64_t nanos_per_second = 1'000'000'000;
inline constexpr std::int64_t seconds_per_day = 86'400;
inline constexpr std::int64_t nanos_per_day = seconds_per_day * nanos_per_second;
inline constexpr std::int64_t year_max = 999'999'999;

[[nodiscard]] YearMonthDay civil(CalendarDate date) noexcept;
/// Nothing where the day does not exist or the year is out of range.
[[nodiscard]] std::optional<CalendarDate> calendar_date(std::int64_t year, std::int64_t month,
                                                        std::int64_t day) noexcept;
[[nodiscard]] unsigned days_in_month(std::int64_t year, unsigned month) noexcept;
/// 1 (Monday) to 7 (Sunday).
[[nodiscard]] unsigned weekday(CalendarDate date) noexcept;
[[nodiscard]] unsigned day_of_year(CalendarDate date) noexcept;
/// ISO 8601 week number.
[[nodiscard]] unsigned week_of_year(CalendarDate date) noexcept;

// Parsers take exactly the lexical forms of DMN 1.5 (XML Schema's, and `@zone`); nothing for
// anything else.
[[nodiscard]] std::optional<CalendarDate> parse_date(std::string_view text) noexcept;
[[nodiscard]] std::optional<TimeOfDay> parse_time(std::string_view text, const ZoneRules* zones);
/// A date alone is that day at 00:00.
[[nodiscard]] std::optional<DateAndTime> parse_date_and_time(std::string_view text,
                                                             const ZoneRules* zones);
[[nodiscard]] std::optional<DayDuration> parse_day_duration(std::string_view text) noexcept;
[[nodiscard]] std::optional<MonthDuration> parse_month_duration(std::string_view text) noexcept;

[[nodiscard]] std::string text_of(CalendarDate date);
[[nodiscard]] std::string text_of(const TimeOfDay& time);
[[nodiscard]] std::string text_of(const DateAndTime& when);
[[nodiscard]] std::string text_of(DayDuration duration);
[[nodiscard]] std::string text_of(MonthDuration duration);

/// Seconds since 1970-01-01T00:00, local where `when` has no zone, else UTC.
[[nodiscard]] std::int64_t instant_seconds(const DateAndTime& when) noexcept;
/// A month later where `months` is 1; a day that the month has not becomes its last. Nothing past
/// the year range.
[[nodiscard]] std::optional<CalendarDate> add_months(CalendarDate date,
                                                     std::int64_t months) noexcept;
/// Whole months from one day to the other, towards zero; times of day do not count.
[[nodiscard]] std::int64_t months_between(CalendarDate from, CalendarDate to) noexcept;
/// Local arithmetic; the offset of a named zone is looked up anew.
[[nodiscard]] std::optional<DateAndTime> add(const DateAndTime& when, DayDuration duration,
                                             const ZoneRules* zones);
[[nodiscard]] std::optional<DateAndTime> add(const DateAndTime& when, MonthDuration duration,
                                             const ZoneRules* zones);
[[nodiscard]] TimeOfDay add(const TimeOfDay& time, DayDuration duration);
[[nodiscard]] std::optional<DayDuration> between(const DateAndTime& from,
                                                 const DateAndTime& to) noexcept;

/// A duration as a number of seconds, and back (digits past the nanosecond dropped).
[[nodiscard]] Decimal to_seconds(DayDuration duration) noexcept;
[[nodiscard]] std::optional<DayDuration> from_seconds(Decimal seconds) noexcept;

/// Sets the offset of a named zone for the date; false where the zone is unknown.
[[nodiscard]] bool resolve(DateAndTime& when, const ZoneRules* zones);

}  // namespace tradein::feel
