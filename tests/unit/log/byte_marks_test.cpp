#include "engine/log/byte_marks.hpp"

#include <bit>

#include "tests/support/catch.hpp"

using namespace tradein;

namespace {

/// Eight letters, but for one byte.
constexpr std::uint64_t with(int byte, int place) {
  return (byte_ones * 'a' & ~(std::uint64_t{0xff} << (8 * place))) |
         std::uint64_t{static_cast<unsigned char>(byte)} << (8 * place);
}

/// Where the lowest mark is; 8: nowhere.
int lowest(std::uint64_t marks) { return std::countr_zero(marks) / 8; }

}  // namespace

TEST_CASE("byte marks: on each place, of each byte that is looked for and no other", "[log]") {
  for (int place = 0; place < 8; ++place) {
    for (int byte = 0; byte < 256; ++byte) {
      CAPTURE(place, byte);
      const std::uint64_t word = with(byte, place);
      const bool quote_or_backslash = byte == '"' || byte == '\\';
      CHECK(lowest(marks_of_quotes_and_backslashes(word)) == (quote_or_backslash ? place : 8));
      CHECK(lowest(marks_of_controls(word)) == (byte < 0x20 ? place : 8));
    }
  }
}
