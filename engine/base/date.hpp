#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tradein {

/// A civil date of the years 1..9999; no time zone. Stored as days since 1970-01-01.
class Date {
 public:
  constexpr Date() noexcept = default;
  [[nodiscard]] static constexpr Date from_days(std::int32_t days) noexcept { return Date{days}; }
  /// Nothing where the day does not exist (2025-02-29).
  [[nodiscard]] static std::optional<Date> from_ymd(int year, unsigned month,
                                                    unsigned day) noexcept;
  [[nodiscard]] constexpr std::int32_t days() const noexcept { return days_; }
  [[nodiscard]] std::chrono::year_month_day ymd() const noexcept;
  friend constexpr auto operator<=>(Date, Date) noexcept = default;

 private:
  explicit constexpr Date(std::int32_t days) noexcept : days_{days} {}
  std::int32_t days_ = 0;
};

/// Exactly YYYY-MM-DD; nothing else.
[[nodiscard]] std::optional<Date> parse_iso_date(std::string_view text) noexcept;

/// Writes the ten characters YYYY-MM-DD and returns the end.
char* write_iso(Date date, char* out) noexcept;
[[nodiscard]] std::string to_iso(Date date);

/// Minutes since 1970-01-01T00:00 of the local civil time (+08:00 by contract); no zone inside.
class DateTime {
 public:
  constexpr DateTime() noexcept = default;
  [[nodiscard]] static constexpr DateTime from_minutes(std::int64_t minutes) noexcept {
    return DateTime{minutes};
  }
  [[nodiscard]] static constexpr DateTime of(Date date, int hour, int minute) noexcept {
    return DateTime{std::int64_t{date.days()} * 1440 + hour * 60 + minute};
  }
  [[nodiscard]] constexpr std::int64_t minutes() const noexcept { return minutes_; }
  [[nodiscard]] Date date() const noexcept;
  [[nodiscard]] int minute_of_day() const noexcept;
  friend constexpr auto operator<=>(DateTime, DateTime) noexcept = default;

 private:
  explicit constexpr DateTime(std::int64_t minutes) noexcept : minutes_{minutes} {}
  std::int64_t minutes_ = 0;
};

/// Exactly YYYY-MM-DDTHH:MM.
[[nodiscard]] std::optional<DateTime> parse_iso_minutes(std::string_view text) noexcept;
/// Writes the sixteen characters YYYY-MM-DDTHH:MM and returns the end.
char* write_iso(DateTime time, char* out) noexcept;
[[nodiscard]] std::string to_iso(DateTime time);

}  // namespace tradein
