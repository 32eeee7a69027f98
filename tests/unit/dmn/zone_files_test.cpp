#include "adapters/rulefiles/dmn/zone_files.hpp"

#include <filesystem>

#include "tests/support/catch.hpp"

using namespace tradein;

namespace {

std::int64_t local_seconds(const char* text) {
  const auto when = feel::parse_date_and_time(text, nullptr);
  REQUIRE(when.has_value());
  return feel::instant_seconds(*when);
}

}  // namespace

TEST_CASE("zone_files: offsets by date, past the table too", "[unit][dmn]") {
  if (!std::filesystem::exists("/usr/share/zoneinfo/Europe/Paris")) return;  // no tzdata here
  const auto zones = zone_files();
  const auto paris = [&](const char* text) {
    return zones->offset_at("Europe/Paris", local_seconds(text));
  };
  CHECK(paris("2025-01-31T12:00:00") == 3'600);
  CHECK(paris("2025-07-31T12:00:00") == 7'200);
  CHECK(paris("2025-03-30T01:59:59") == 3'600);
  CHECK(paris("2025-03-30T03:00:00") == 7'200);
  CHECK(paris("2999-07-31T12:00:00") == 7'200);
  CHECK(paris("999999999-12-31T12:00:00") == 3'600);
  CHECK(zones->offset_at("Asia/Shanghai", local_seconds("2025-01-31T12:00:00")) == 28'800);
  CHECK(zones->offset_at("Australia/Melbourne", local_seconds("2025-01-31T12:00:00")) == 39'600);
}

TEST_CASE("zone_files: no name leads out of the folder", "[unit][dmn]") {
  const auto zones = zone_files();
  for (const char* name : {"", "/etc/passwd", "../../../etc/passwd", "No/Where", "Europe", "a b"})
    CHECK_FALSE(zones->offset_at(name, 0).has_value());
  CHECK_FALSE(zone_files("/no/such/folder")->offset_at("Europe/Paris", 0).has_value());
}
