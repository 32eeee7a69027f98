#include <array>

#include "engine/feel/builtins.hpp"
#include "engine/feel/evaluator.hpp"

namespace tradein::feel {

Value temporal_from(std::string_view text, const ZoneRules* zones) {
  if (const auto date = parse_date(text)) return Value{*date};
  if (const auto months = parse_month_duration(text)) return Value{*months};
  if (const auto days = parse_day_duration(text)) return Value{*days};
  if (text.find('T') != std::string_view::npos)
    if (auto when = parse_date_and_time(text, zones)) return Value{*std::move(when)};
  if (auto time = parse_time(text, zones)) return Value{*std::move(time)};
  return {};
}

namespace {

Value not_readable(const Call& call) {
  return call.fail("文本不是所要的形式", "the text does not have the form that is wanted");
}

std::optional<std::int64_t> whole(const Call& call, std::size_t index) {
  const Value* number = call.as(index, Type::number);
  return number == nullptr ? std::nullopt : number->number().to_int64();
}

Value date(const Call& call) {
  if (call.size() == 3) {
    const auto year = whole(call, 0);
    const auto month = whole(call, 1);
    const auto day = whole(call, 2);
    if (!year || !month || !day) return call.wrong_arguments();
    const auto made = calendar_date(*year, *month, *day);
    return made ? Value{*made} : call.fail("没有这一天", "there is no such day");
  }
  if (call.size() != 1) return call.wrong_arguments();
  if (const Value* given = call.as(0, Type::date)) return *given;
  if (const Value* when = call.as(0, Type::date_and_time)) return Value{when->date_and_time().date};
  const Value* text = call.as(0, Type::string);
  if (text == nullptr) return call.wrong_arguments();
  const auto made = parse_date(text->string());
  return made ? Value{*made} : not_readable(call);
}

// Seconds may have a fraction; nothing where a part is out of range.
std::optional<std::int64_t> clock_nanos(const Call& call, std::size_t first) {
  const auto hour = whole(call, first);
  const auto minute = whole(call, first + 1);
  const Value* second = call.as(first + 2, Type::number);
  if (!hour || !minute || second == nullptr) return std::nullopt;
  const auto span = from_seconds(second->number());
  if (!span || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 || span->seconds < 0 ||
      span->seconds > 59)
    return std::nullopt;
  return (*hour * 3600 + *minute * 60 + span->seconds) * nanos_per_second + span->nanos;
}

// An offset given as a duration, or a zone by its name; absent is local.
std::optional<Zone> zone_argument(const Call& call, std::size_t index) {
  Zone zone;
  if (!call.has(index)) return zone;
  if (const Value* name = call.as(index, Type::string)) {
    zone.kind = Zone::Kind::named;
    zone.name = name->string();
    return zone;
  }
  const Value* offset = call.as(index, Type::day_duration);
  constexpr std::int64_t offset_max = 18 * 3600;
  if (offset == nullptr || offset->day_duration().seconds > offset_max ||
      offset->day_duration().seconds < -offset_max)
    return std::nullopt;
  zone.kind = Zone::Kind::offset;
  zone.seconds = static_cast<std::int32_t>(offset->day_duration().seconds);
  return zone;
}

Value time(const Call& call) {
  if (call.size() >= 3) {
    const auto nanos = clock_nanos(call, 0);
    auto zone = zone_argument(call, 3);
    if (!nanos || !zone || zone->kind == Zone::Kind::named) return call.wrong_arguments();
    return Value{TimeOfDay{*nanos, *std::move(zone)}};
  }
  if (call.size() != 1) return call.wrong_arguments();
  if (const Value* given = call.as(0, Type::time)) return *given;
  if (const Value* when = call.as(0, Type::date_and_time))
    return Value{TimeOfDay{when->date_and_time().nanos, when->date_and_time().zone}};
  if (call.as(0, Type::date) != nullptr) {
    Zone utc;
    utc.kind = Zone::Kind::offset;
    return Value{TimeOfDay{0, std::move(utc)}};
  }
  const Value* text = call.as(0, Type::string);
  if (text == nullptr) return call.wrong_arguments();
  auto made = parse_time(text->string(), call.run.zones());
  return made ? Value{*std::move(made)} : not_readable(call);
}

Value moment(const Call& call, DateAndTime when) {
  if (!resolve(when, call.run.zones())) return call.fail("时区未知", "the time zone is not known");
  return Value{std::move(when)};
}

Value date_and_time(const Call& call) {
  if (call.size() >= 6) {
    const auto year = whole(call, 0);
    const auto month = whole(call, 1);
    const auto day = whole(call, 2);
    const auto nanos = clock_nanos(call, 3);
    auto zone = zone_argument(call, 6);
    if (!year || !month || !day || !nanos || !zone) return call.wrong_arguments();
    const auto date = calendar_date(*year, *month, *day);
    if (!date) return call.fail("没有这一天", "there is no such day");
    return moment(call, {*date, *nanos, *std::move(zone)});
  }
  if (call.size() == 2) {
    const Value* day = call.as(0, Type::date);
    const Value* when = call.as(0, Type::date_and_time);
    const Value* clock = call.as(1, Type::time);
    if ((day == nullptr && when == nullptr) || clock == nullptr) {
      const Value* text = call.as(0, Type::string);
      const Value* zone = call.as(1, Type::string);
      if (text == nullptr || zone == nullptr) return call.wrong_arguments();
      return call.wrong_arguments();
    }
    const CalendarDate date = day != nullptr ? day->date() : when->date_and_time().date;
    return moment(call, {date, clock->time().nanos, clock->time().zone});
  }
  if (call.size() != 1) return call.wrong_arguments();
  if (const Value* given = call.as(0, Type::date_and_time)) return *given;
  if (const Value* day = call.as(0, Type::date)) return Value{DateAndTime{day->date(), 0, {}}};
  const Value* text = call.as(0, Type::string);
  if (text == nullptr) return call.wrong_arguments();
  auto made = parse_date_and_time(text->string(), call.run.zones());
  return made ? Value{*std::move(made)} : not_readable(call);
}

Value duration(const Call& call) {
  if (call.as(0, Type::day_duration) != nullptr || call.as(0, Type::month_duration) != nullptr)
    return call[0];
  const Value* text = call.as(0, Type::string);
  if (text == nullptr) return call.wrong_arguments();
  if (const auto months = parse_month_duration(text->string())) return Value{*months};
  if (const auto days = parse_day_duration(text->string())) return Value{*days};
  return not_readable(call);
}

std::optional<DateAndTime> day_argument(const Call& call, std::size_t index) {
  if (const Value* day = call.as(index, Type::date)) return DateAndTime{day->date(), 0, {}};
  if (const Value* when = call.as(index, Type::date_and_time)) return when->date_and_time();
  return std::nullopt;
}

Value months_duration(const Call& call) {
  const auto from = day_argument(call, 0);
  const auto to = day_argument(call, 1);
  if (!from || !to) return call.wrong_arguments();
  return Value{MonthDuration{months_between(from->date, to->date)}};
}

Value day_number(const Call& call, unsigned (*number)(CalendarDate)) {
  const auto day = day_argument(call, 0);
  return day ? Value{Decimal{std::int64_t{number(day->date)}}} : call.wrong_arguments();
}

Value day_of_year_of(const Call& call) {
  return day_number(call, [](CalendarDate date) { return day_of_year(date); });
}

Value week_of_year_of(const Call& call) {
  return day_number(call, [](CalendarDate date) { return week_of_year(date); });
}

Value day_of_week(const Call& call) {
  constexpr std::array<const char*, 7> names = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                "Friday", "Saturday", "Sunday"};
  const auto day = day_argument(call, 0);
  return day ? Value{names[weekday(day->date) - 1]} : call.wrong_arguments();
}

Value month_of_year(const Call& call) {
  constexpr std::array<const char*, 12> names = {"January",   "February", "March",    "April",
                                                 "May",       "June",     "July",     "August",
                                                 "September", "October",  "November", "December"};
  const auto day = day_argument(call, 0);
  return day ? Value{names[civil(day->date).month - 1]} : call.wrong_arguments();
}

Value now(const Call& call) {
  return call.run.now() ? Value{*call.run.now()}
                        : call.fail("此处没有时钟", "there is no clock here");
}

Value today(const Call& call) {
  return call.run.now() ? Value{call.run.now()->date}
                        : call.fail("此处没有时钟", "there is no clock here");
}

constexpr std::array<Builtin, 11> table = {{
    {"date", "from | year, month, day", date},
    {"date and time",
     "from | date, time | year, month, day, hour, minute, second, offset? | year, month, day, "
     "hour, minute, second, "
     "timezone",
     date_and_time},
    {"day of week", "date", day_of_week},
    {"day of year", "date", day_of_year_of},
    {"duration", "from", duration},
    {"month of year", "date", month_of_year},
    {"now", "", now},
    {"time", "from | hour, minute, second, offset?", time},
    {"today", "", today},
    {"week of year", "date", week_of_year_of},
    {"years and months duration", "from, to", months_duration},
}};

}  // namespace

std::span<const Builtin> temporal_builtins() noexcept { return table; }

}  // namespace tradein::feel
