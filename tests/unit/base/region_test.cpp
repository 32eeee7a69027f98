#include "engine/base/region.hpp"

#include "tests/support/catch.hpp"

using tradein::Region;

TEST_CASE("region: county, city, province, nation", "[region]") {
  const Region lixia = *Region::parse("370102");
  CHECK(lixia.above().text() == "370100");
  CHECK(lixia.above().above().text() == "370000");
  CHECK(lixia.above().above().above() == Region::nation());
  CHECK(Region::nation().above() == Region::nation());
  CHECK(Region::parse("370000")->contains(lixia));
  CHECK(Region::nation().contains(lixia));
  CHECK_FALSE(lixia.contains(lixia.above()));
  CHECK_FALSE(Region::parse("37010").has_value());
  CHECK_FALSE(Region::parse("37010x").has_value());
}
