#include <algorithm>

#include "engine/feel/temporal.hpp"

namespace tradein::feel {
namespace {

/// Reads a text from its front; every read says whether it found what it wants.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_{text} {}
  [[nodiscard]] bool done() const noexcept { return rest_.empty(); }
  [[nodiscard]] std::string_view rest() const noexcept { return rest_; }
  bool sign(char c) noexcept {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // The digits at the front; empty where there is none.
  std::string_view digits() noexcept {
    const std::size_t size = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    const std::string_view found = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return found;
  }
  std::optional<std::int64_t> two_digits() noexcept {
    const std::string_view found = digits();
    if (found.size() != 2) return std::nullopt;
    return (found[0] - '0') * 10 + (found[1] - '0');
  }

 private:
  std::string_view rest_;
};

std::optional<std::int64_t> to_number(std::string_view digits) noexcept {
  if (digits.empty() || digits.size() > 18) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

std::optional<CalendarDate> read_date(Reader& in) noexcept {
  const bool negative = in.sign('-');
  const std::string_view digits = in.digits();
  // Four digits, or more without a leading zero.
  if (digits.size() < 4 || digits.size() > 9 || (digits.size() > 4 && digits[0] == '0'))
    return std::nullopt;
  if (!in.sign('-')) return std::nullopt;
  const auto month = in.two_digits();
  if (!month || !in.sign('-')) return std::nullopt;
  const auto day = in.two_digits();
  if (!day) return std::nullopt;
  const std::int64_t year = *to_number(digits);
  return calendar_date(negative ? -year : year, *month, *day);
}

std::optional<std::int64_t> read_fraction(Reader& in) noexcept {
  const std::string_view digits = in.digits();
  if (digits.empty()) return std::nullopt;
  std::int64_t nanos = 0;
  for (std::size_t i = 0; i < 9; ++i)
    nanos = nanos * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  return nanos;
}

// 24:00:00 is the end of the day and given as nanos_per_day.
std::optional<std::int64_t> read_clock(Reader& in) noexcept {
  const auto hour = in.two_digits();
  if (!hour || !in.sign(':')) return std::nullopt;
  const auto minute = in.two_digits();
  if (!minute || !in.sign(':')) return std::nullopt;
  const auto second = in.two_digits();
  if (!second) return std::nullopt;
  std::int64_t nanos = 0;
  if (in.sign('.')) {
    const auto fraction = read_fraction(in);
    if (!fraction) return std::nullopt;
    nanos = *fraction;
  }
  if (*hour == 24 && *minute == 0 && *second == 0 && nanos == 0) return nanos_per_day;
  if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return (*hour * 3600 + *minute * 60 + *second) * nanos_per_second + nanos;
}

std::optional<Zone> read_zone(Reader& in) {
  Zone zone;
  if (in.done()) return zone;
  if (in.sign('Z')) {
    zone.kind = Zone::Kind::offset;
    return in.done() ? std::optional{zone} : std::nullopt;
  }
  if (in.sign('@')) {
    zone.kind = Zone::Kind::named;
    zone.name = in.rest();
    return zone.name.empty() ? std::nullopt : std::optional{zone};
  }
  const bool negative = in.sign('-');
  if (!negative && !in.sign('+')) return std::nullopt;
  const auto hours = in.two_digits();
  if (!hours || !in.sign(':')) return std::nullopt;
  const auto minutes = in.two_digits();
  std::optional<std::int64_t> seconds = 0;
  if (minutes && in.sign(':')) seconds = in.two_digits();
  if (!minutes || !seconds || !in.done() || *minutes > 59 || *seconds > 59) return std::nullopt;
  const std::int64_t total = *hours * 3600 + *minutes * 60 + *seconds;
  if (total > 18 * 3600) return std::nullopt;  // no place is further from UTC
  zone.kind = Zone::Kind::offset;
  zone.seconds = static_cast<std::int32_t>(negative ? -total : total);
  return zone;
}

struct Amounts {
  bool negative = false;
  bool any = false;
  std::int64_t large = 0;  ///< years or days
  std::int64_t months = 0;
  std::int64_t hours = 0;
  std::int64_t minutes = 0;
  std::int64_t seconds = 0;
  std::int64_t nanos = 0;
};

// `PnYnM`.
std::optional<Amounts> read_months(Reader in) noexcept {
  Amounts amounts;
  amounts.negative = in.sign('-');
  if (!in.sign('P')) return std::nullopt;
  int stage = 0;
  while (!in.done()) {
    const auto count = to_number(in.digits());
    if (!count) return std::nullopt;
    if (stage < 1 && in.sign('Y')) {
      stage = 1;
      amounts.large = *count;
    } else if (stage < 2 && in.sign('M')) {
      stage = 2;
      amounts.months = *count;
    } else {
      return std::nullopt;
    }
    amounts.any = true;
  }
  return amounts;
}

// The part after `T`.
bool read_clock_amounts(Reader& in, Amounts& amounts) noexcept {
  int stage = 0;
  while (!in.done()) {
    const auto count = to_number(in.digits());
    if (!count) return false;
    if (stage < 1 && in.sign('H')) {
      stage = 1;
      amounts.hours = *count;
    } else if (stage < 2 && in.sign('M')) {
      stage = 2;
      amounts.minutes = *count;
    } else {
      if (in.sign('.')) {
        const auto fraction = read_fraction(in);
        if (!fraction) return false;
        amounts.nanos = *fraction;
      }
      if (stage > 2 || !in.sign('S')) return false;
      stage = 3;
      amounts.seconds = *count;
    }
  }
  return stage > 0;
}

}  // namespace

std::optional<CalendarDate> parse_date(std::string_view text) noexcept {
  Reader in{text};
  const auto date = read_date(in);
  return in.done() ? date : std::nullopt;
}

std::optional<TimeOfDay> parse_time(std::string_view text, const ZoneRules* zones) {
  Reader in{text};
  const auto clock = read_clock(in);
  if (!clock) return std::nullopt;
  auto zone = read_zone(in);
  if (!zone) return std::nullopt;
  // A time of day alone has the zone's offset of 1970-01-01.
  DateAndTime day{CalendarDate{}, *clock % nanos_per_day, *std::move(zone)};
  if (!resolve(day, zones)) return std::nullopt;
  return TimeOfDay{day.nanos, std::move(day.zone)};
}

std::optional<DateAndTime> parse_date_and_time(std::string_view text, const ZoneRules* zones) {
  Reader in{text};
  auto date = read_date(in);
  if (!date) return std::nullopt;
  DateAndTime when{*date, 0, {}};
  if (in.done()) return when;
  if (!in.sign('T')) return std::nullopt;
  const auto clock = read_clock(in);
  if (!clock) return std::nullopt;
  auto zone = read_zone(in);
  if (!zone) return std::nullopt;
  when.date.days += *clock / nanos_per_day;
  when.nanos = *clock % nanos_per_day;
  when.zone = *std::move(zone);
  return resolve(when, zones) ? std::optional{when} : std::nullopt;
}

std::optional<DayDuration> parse_day_duration(std::string_view text) noexcept {
  Reader in{text};
  Amounts amounts;
  amounts.negative = in.sign('-');
  if (!in.sign('P')) return std::nullopt;
  if (!in.done() && in.rest()[0] != 'T') {
    const auto days = to_number(in.digits());
    if (!days || !in.sign('D')) return std::nullopt;
    amounts.large = *days;
    amounts.any = true;
  }
  if (in.sign('T') && !(amounts.any = read_clock_amounts(in, amounts))) return std::nullopt;
  if (!amounts.any || !in.done()) return std::nullopt;
  // Each part fits 18 digits, so only their sum needs a bound.
  constexpr std::int64_t part_max = std::int64_t{1} << 58;
  if (amounts.large > part_max / seconds_per_day || amounts.hours > part_max / 3600 ||
      amounts.minutes > part_max / 60 || amounts.seconds > part_max)
    return std::nullopt;
  DayDuration duration{amounts.large * seconds_per_day + amounts.hours * 3600 +
                           amounts.minutes * 60 + amounts.seconds,
                       static_cast<std::int32_t>(amounts.nanos)};
  if (!amounts.negative) return duration;
  if (duration.nanos == 0) return DayDuration{-duration.seconds, 0};
  return DayDuration{-duration.seconds - 1,
                     static_cast<std::int32_t>(nanos_per_second - duration.nanos)};
}

std::optional<MonthDuration> parse_month_duration(std::string_view text) noexcept {
  const auto amounts = read_months(Reader{text});
  constexpr std::int64_t years_max = 100'000'000'000;  // its months fit without overflow
  if (!amounts || !amounts->any || amounts->large > years_max || amounts->months > 12 * years_max)
    return std::nullopt;
  const std::int64_t months = amounts->large * 12 + amounts->months;
  return MonthDuration{amounts->negative ? -months : months};
}

}  // namespace tradein::feel
