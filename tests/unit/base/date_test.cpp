#include "engine/base/date.hpp"

#include "tests/support/catch.hpp"

using namespace tradein;

TEST_CASE("parse_iso_date: takes existing days only", "[date]") {
  CHECK(to_iso(*parse_iso_date("2024-02-29")) == "2024-02-29");
  CHECK(parse_iso_date("1970-01-01")->days() == 0);
  for (const char* bad : {"2025-02-29", "2025-13-01", "2025-00-10", "2025-1-5", "2025/01/05",
                          "0000-00-00", "2025-01-05 ", ""}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_iso_date(bad).has_value());
  }
}

TEST_CASE("from_ymd: agrees with the calendar on both sides of its table of months", "[date]") {
  using namespace std::chrono;
  for (const int of : {1582, 1899, 1900, 1999, 2000, 2024, 2099, 2100})
    for (unsigned m = 0; m <= 13; ++m)
      for (unsigned d = 0; d <= 33; ++d) {
        const year_month_day ymd{year{of}, month{m}, day{d}};
        const auto date = Date::from_ymd(of, m, d);
        REQUIRE(date.has_value() == ymd.ok());
        if (date) REQUIRE(date->ymd() == ymd);
      }
  CHECK_FALSE(Date::from_ymd(2025, 1, 0xffff'ffff));
}

TEST_CASE("every day of four centuries reads back", "[date]") {
  for (std::int32_t day = parse_iso_date("1800-01-01")->days();
       day <= parse_iso_date("2200-12-31")->days(); ++day) {
    if (parse_iso_date(to_iso(Date::from_days(day))) != Date::from_days(day)) FAIL(day);
  }
}

TEST_CASE("parse_iso_minutes: local civil minutes", "[date]") {
  const auto at = parse_iso_minutes("2025-05-18T09:30");
  REQUIRE(at);
  CHECK(to_iso(*at) == "2025-05-18T09:30");
  CHECK(to_iso(at->date()) == "2025-05-18");
  CHECK(at->minute_of_day() == 570);
  CHECK(to_iso(DateTime::from_minutes(-1)) == "1969-12-31T23:59");
  for (const char* bad :
       {"2025-05-18T24:00", "2025-05-18T09:60", "2025-05-18 09:30", "2025-05-18T9:30"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_iso_minutes(bad).has_value());
  }
}
