#include "engine/base/yuan_text.hpp"

#include "tests/support/catch.hpp"

using namespace tradein;

TEST_CASE("yuan are read with at most two decimals", "[base][money]") {
  CHECK(parse_yuan("1799.80") == Money::from_fen(179980));
  CHECK(parse_yuan("1799.8") == Money::from_fen(179980));
  CHECK(parse_yuan("1799") == Money::from_fen(179900));
  CHECK(parse_yuan("0.00") == Money::from_fen(0));
  CHECK(parse_yuan("999999999999.99") == Money::from_fen(99'999'999'999'999));
  for (const char* const text : {"", ".", ".5", "1.", "1.234", "-1.00", "+1", "1,000.00", "1e3",
                                 " 1", "1.2.3", "1000000000000.00", "99999999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_yuan(text).has_value());
  }
}
