#include "engine/claim/check_digits.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace tradein;

namespace {

/// Every other sign of the alphabet at every place must break the check.
template <class Check>
void breaks_with_any_other_sign(const std::string& good, std::string_view alphabet, Check check) {
  REQUIRE(check(good));
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const char sign : alphabet) {
      if (sign == good[i]) continue;
      std::string bad = good;
      bad[i] = sign;
      CAPTURE(bad);
      CHECK_FALSE(check(bad));
    }
  }
}

}  // namespace

TEST_CASE("resident_id: the standard's vectors hold, one wrong digit does not", "[unit][claim]") {
  for (const std::string id : {"11010519491231002X", "440524188001010014"}) {
    CHECK(resident_id_shape(id));
    CHECK(resident_id_check(id));
    CHECK(resident_id_birthday(id).has_value());
  }
  breaks_with_any_other_sign("440524188001010014", "0123456789", resident_id_check);
  CHECK(to_iso(*resident_id_birthday("11010519491231002X")) == "1949-12-31");
}

TEST_CASE("resident_id: shape and birthday", "[unit][claim]") {
  CHECK_FALSE(resident_id_shape("11010519491231002"));
  CHECK_FALSE(resident_id_shape("11010519491231002x"));
  CHECK_FALSE(resident_id_shape("1101051949123100X2"));
  CHECK_FALSE(resident_id_birthday("11010519490229002X").has_value());
  CHECK(resident_id_birthday("11010519480229002X").has_value());
  CHECK_FALSE(resident_id_birthday("11010518791231002X").has_value());
}

TEST_CASE("uscc: the vector holds, one wrong sign does not", "[unit][claim]") {
  CHECK(uscc_shape("91350100M000100Y43"));
  breaks_with_any_other_sign("91350100M000100Y43", "0123456789ABCDEFGHJKLMNPQRTUWXY", uscc_check);
  for (const char sign : std::string{"IOSVZ"}) {
    std::string bad = "91350100M000100Y43";
    bad[8] = sign;
    CHECK_FALSE(uscc_shape(bad));
  }
  CHECK_FALSE(uscc_shape("91350100M000100Y4"));
}

TEST_CASE("vin: the vectors hold; I, O and Q are no signs of it", "[unit][claim]") {
  for (const std::string vin : {"1M8GDM9AXKP042788", "11111111111111111"}) {
    CHECK(vin_shape(vin));
    CHECK(vin_check(vin));
  }
  CHECK_FALSE(vin_check("1M8GDM9A1KP042788"));
  CHECK_FALSE(vin_check("11111111211111111"));
  for (const char sign : std::string{"IOQ"}) {
    std::string bad = "1M8GDM9AXKP042788";
    bad[1] = sign;
    CHECK_FALSE(vin_shape(bad));
  }
}

TEST_CASE("gtin13 and luhn: the vectors hold, one wrong digit does not", "[unit][claim]") {
  breaks_with_any_other_sign("6901234567892", "0123456789", gtin13_check);
  breaks_with_any_other_sign("490154203237518", "0123456789", luhn_check);
}
