#include "engine/base/base64.hpp"

#include <array>

#include "tests/support/catch.hpp"

using namespace tradein;

TEST_CASE("base64url: reads back what it wrote, and nothing else", "[base64]") {
  std::string text;
  append_base64url(text, std::string_view{"\x00\x10\x83\xff\xfe\xfd\x01", 7});
  CHECK(text == "ABCD__79AQ");
  std::array<char, 7> back{};
  REQUIRE(read_base64url(text, back));
  CHECK(std::string_view{back.data(), 7} == std::string_view{"\x00\x10\x83\xff\xfe\xfd\x01", 7});
  CHECK_FALSE(read_base64url("ABCD__79AR", back));  // spare bits set
  CHECK_FALSE(read_base64url("ABCD__79A", back));   // too short
  CHECK_FALSE(read_base64url("ABCD//79AQ", back));  // the other alphabet
}
