#include "engine/base/decimal.hpp"

#include "tests/support/catch.hpp"

using tradein::Decimal;

namespace {
Decimal dec(const char* text) { return Decimal::parse(text).value(); }
}  // namespace

TEST_CASE("decimal: exact where binary floating point is not", "[decimal]") {
  CHECK(dec("0.1").add(dec("0.2")) == dec("0.3"));
  CHECK(dec("4999").multiply(dec("0.15"))->text() == "749.85");
  CHECK(dec("1").divide(dec("3"))->text() == "0.3333333333333333333333333333333333");
  CHECK_FALSE(dec("1").divide(dec("0")).has_value());
  CHECK_FALSE(dec("9e6144").multiply(dec("10")).has_value());
}

TEST_CASE("decimal: text has no exponent and no trailing zeros", "[decimal]") {
  for (const char* same :
       {"0", "1", "-1", "0.05", "-12.5", "1000000", "123456789012345678901234567890"})
    CHECK(dec(same).text() == same);
  CHECK(dec("1.500").text() == "1.5");
  CHECK(dec("1e3").text() == "1000");
  CHECK(dec("-0").text() == "0");
}

TEST_CASE("decimal: equal by value, whatever the number of zeros", "[decimal]") {
  CHECK(dec("1.0") == dec("1.00"));
  CHECK(dec("1.0") < dec("1.01"));
  CHECK(dec("20000.00").to_int64() == 20000);
  CHECK_FALSE(dec("0.5").to_int64().has_value());
  CHECK(dec("1799.80").to_scaled(2) == 179980);
  CHECK_FALSE(dec("1.005").to_scaled(2).has_value());
  CHECK(Decimal::scaled(150, 2) == dec("1.5"));
}

TEST_CASE("decimal: only digits make a number", "[decimal]") {
  for (const char* bad : {"", "inf", "NaN", "0x10", "1e", ".", "1.2.3", " 1", "1 ", "--1"}) {
    CAPTURE(bad);
    CHECK_FALSE(Decimal::parse(bad).has_value());
  }
  CHECK(dec(".5").text() == "0.5");
  CHECK(dec("5.").text() == "5");
}
