#include "engine/base/hex.hpp"

#include <array>

#include "tests/support/catch.hpp"

using namespace tradein;

TEST_CASE("hex: reads back what it wrote, and nothing else", "[hex]") {
  CHECK(hex(std::string_view{"\x00\x7f\xff", 3}) == "007fff");
  CHECK(hex("").empty());
  std::array<std::uint8_t, 3> bytes{};
  REQUIRE(read_hex("007fff", bytes));
  CHECK(bytes == std::array<std::uint8_t, 3>{0, 0x7f, 0xff});
  for (const char* bad : {"007ff", "007fff0", "007fFF", "00 fff", "00gfff"}) {
    CAPTURE(bad);
    CHECK_FALSE(read_hex(bad, bytes));
  }
}
