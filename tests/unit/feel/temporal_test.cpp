#include "engine/feel/temporal.hpp"

#include "tests/unit/feel/answers.hpp"

using namespace tradein::feel;

TEST_CASE("calendar_date: leap years, and days that are not", "[unit][feel]") {
  CHECK(calendar_date(2024, 2, 29).has_value());
  CHECK_FALSE(calendar_date(2025, 2, 29).has_value());
  CHECK_FALSE(calendar_date(1900, 2, 29).has_value());
  CHECK(calendar_date(2000, 2, 29).has_value());
  CHECK_FALSE(calendar_date(2025, 13, 1).has_value());
  CHECK_FALSE(calendar_date(2025, 4, 31).has_value());
  CHECK(calendar_date(1970, 1, 1)->days == 0);
  CHECK(calendar_date(year_max, 12, 31).has_value());
  CHECK_FALSE(calendar_date(year_max + 1, 1, 1).has_value());
}

TEST_CASE("civil: the inverse of calendar_date, far in both directions", "[unit][feel]") {
  for (const std::int64_t year :
       {-999'999'999LL, -400LL, -1LL, 0LL, 1LL, 1969LL, 2024LL, 999'999'999LL}) {
    for (const unsigned month : {1U, 2U, 3U, 12U}) {
      const auto date = calendar_date(year, month, 28);
      REQUIRE(date.has_value());
      const YearMonthDay parts = civil(*date);
      CHECK(parts.year == year);
      CHECK(parts.month == month);
      CHECK(parts.day == 28);
    }
  }
}

TEST_CASE("weekday, day_of_year, week_of_year", "[unit][feel]") {
  CHECK(weekday(*calendar_date(2025, 1, 1)) == 3);
  CHECK(weekday(*calendar_date(1969, 12, 28)) == 7);
  CHECK(day_of_year(*calendar_date(2024, 12, 31)) == 366);
  CHECK(week_of_year(*calendar_date(2021, 1, 3)) == 53);  // the last week of 2020
  CHECK(week_of_year(*calendar_date(2021, 1, 4)) == 1);
}

TEST_CASE("parse_date: exactly the form of the standard", "[unit][feel]") {
  CHECK(text_of(*parse_date("2025-01-31")) == "2025-01-31");
  CHECK(text_of(*parse_date("-0044-03-15")) == "-0044-03-15");
  CHECK(text_of(*parse_date("12025-01-31")) == "12025-01-31");
  for (const char* bad : {"2025-1-31", "25-01-31", "+2025-01-31", "02025-01-31", "2025-02-30",
                          "2025-01-31 ", "2025-01-31Z", "", "2025-01"})
    CHECK_FALSE(parse_date(bad).has_value());
}

TEST_CASE("parse_time: fractions, offsets and zones", "[unit][feel]") {
  const TestZones zones;
  for (const char* text : {"10:20:30", "10:20:30.5", "10:20:30Z", "10:20:30+08:00",
                           "10:20:30-02:30", "10:20:30+02:01:05", "10:20:30@Asia/Shanghai"}) {
    const auto time = parse_time(text, &zones);
    REQUIRE(time.has_value());
    CHECK(text_of(*time) == text);
  }
  CHECK(parse_time("10:20:30@Asia/Shanghai", &zones)->zone.seconds == 8 * 3600);
  CHECK(parse_time("24:00:00", nullptr)->nanos == 0);
  for (const char* bad : {"24:00:01", "10:60:00", "10:20:60", "1:20:30", "10:20", "10:20:30+19:00",
                          "10:20:30@No/Where", "10:20:30@", "10:20:30.", "10:20:30+8:00"})
    CHECK_FALSE(parse_time(bad, &zones).has_value());
  CHECK_FALSE(parse_time("10:20:30@Asia/Shanghai", nullptr).has_value());
}

TEST_CASE("parse_date_and_time: a date alone is its midnight, 24:00 the next one", "[unit][feel]") {
  CHECK(text_of(*parse_date_and_time("2025-01-31", nullptr)) == "2025-01-31T00:00:00");
  CHECK(text_of(*parse_date_and_time("2025-01-31T24:00:00", nullptr)) == "2025-02-01T00:00:00");
  CHECK_FALSE(parse_date_and_time("2025-01-31T", nullptr).has_value());
}

TEST_CASE("parse_day_duration and parse_month_duration: written in their normal form",
          "[unit][feel]") {
  CHECK(text_of(*parse_day_duration("PT25H61M")) == "P1DT2H1M");
  CHECK(text_of(*parse_day_duration("-PT0.5S")) == "-PT0.5S");
  CHECK(text_of(*parse_day_duration("P0D")) == "PT0S");
  CHECK(text_of(*parse_month_duration("P26M")) == "P2Y2M");
  CHECK(text_of(*parse_month_duration("-P1Y")) == "-P1Y");
  for (const char* bad :
       {"P", "PT", "P1DT", "P1H", "1D", "P1D1H", "PT1M1H", "P1Y", "PT1.S", "P999999999999999999D"})
    CHECK_FALSE(parse_day_duration(bad).has_value());
  for (const char* bad : {"P", "P1M1Y", "P1D", "P1Y1", "P999999999999999Y"})
    CHECK_FALSE(parse_month_duration(bad).has_value());
}

TEST_CASE("add_months: a day that the month has not becomes its last", "[unit][feel]") {
  CHECK(text_of(*add_months(*parse_date("2025-01-31"), 1)) == "2025-02-28");
  CHECK(text_of(*add_months(*parse_date("2024-02-29"), 12)) == "2025-02-28");
  CHECK(text_of(*add_months(*parse_date("2025-01-15"), -1)) == "2024-12-15");
  CHECK_FALSE(add_months(*parse_date("999999999-12-31"), 1).has_value());
}

TEST_CASE("months_between: whole months, towards zero", "[unit][feel]") {
  const auto between_days = [](const char* from, const char* to) {
    return months_between(*parse_date(from), *parse_date(to));
  };
  CHECK(between_days("2025-01-31", "2025-02-28") == 0);
  CHECK(between_days("2025-01-28", "2025-02-28") == 1);
  CHECK(between_days("2025-02-28", "2025-01-28") == -1);
  CHECK(between_days("2025-02-28", "2025-01-29") == 0);
}

TEST_CASE("to_seconds and from_seconds: nanoseconds survive, more does not", "[unit][feel]") {
  const auto half = *tradein::Decimal::parse("-0.5");
  const auto span = from_seconds(half);
  REQUIRE(span.has_value());
  CHECK(to_seconds(*span) == half);
  CHECK(from_seconds(*tradein::Decimal::parse("0.0000000009"))->nanos == 0);
  CHECK_FALSE(from_seconds(*tradein::Decimal::parse("1e30")).has_value());
}
