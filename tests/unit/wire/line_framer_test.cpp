#include "adapters/wire/line_framer.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace tradein::wire;

namespace {

constexpr std::size_t line_max = 16;

/// What is taken, as `row:text`; a line over the limit as `row!`, a blank one as `row_`.
std::string taken(LineFramer& framer, std::size_t lines_max = 100) {
  std::string out;
  LineRun run;
  while (framer.take(lines_max, run)) {
    std::uint64_t row = run.first_row;
    for (const LineSpan& span : run.lines) {
      out += (out.empty() ? "" : " ") + std::to_string(row++);
      if (span.too_long)
        out += "!";
      else if (span.length == 0)
        out += "_";
      else
        out += ":" + std::string{run.bytes.data() + span.offset, span.length};
    }
    CHECK(run.bytes.size() >= LineRun::padding);
  }
  return out;
}

}  // namespace

TEST_CASE("line framer: lines keep their text and their numbers, however the stream was torn",
          "[unit][wire]") {
  const std::string stream = "one\ntwo\r\n\n  \t\nfive\nsix";
  const auto step = GENERATE(1U, 2U, 3U, 7U, 100U);
  CAPTURE(step);
  LineFramer framer{line_max};
  for (std::size_t at = 0; at < stream.size(); at += step)
    framer.add(std::string_view{stream}.substr(at, step));
  CHECK(taken(framer) == "1:one 2:two\r 3_ 4_ 5:five");
  CHECK(framer.in_line());  // `six` has no line end: it is no line
  framer.add("\n");
  CHECK(taken(framer) == "6:six");
  CHECK_FALSE(framer.in_line());
  CHECK(framer.buffered() == 0);
}

TEST_CASE("line framer: a line of just the limit is whole, one byte more is not kept",
          "[unit][wire]") {
  const auto step = GENERATE(1U, 5U, 64U);
  CAPTURE(step);
  const std::string stream = std::string(line_max, 'a') + "\n" + std::string(line_max + 1, 'b') +
                             "\nc\n" + std::string(1000, 'd');
  LineFramer framer{line_max};
  std::size_t most = 0;
  for (std::size_t at = 0; at < stream.size(); at += step) {
    framer.add(std::string_view{stream}.substr(at, step));
    most = std::max(most, framer.buffered());
  }
  CHECK(taken(framer) == "1:" + std::string(line_max, 'a') + " 2! 3:c");
  CHECK(framer.in_line());
  // The thousand bytes of the last line are not held.
  CHECK(framer.buffered() == 0);
  CHECK(most < 3 * line_max + step);
  framer.add("\ne\n");
  CHECK(taken(framer) == "4! 5:e");
}

TEST_CASE("line framer: no more lines to answer are taken than asked for, blank ones come along",
          "[unit][wire]") {
  LineFramer framer{line_max};
  framer.add("a\n\nb\n\n\nc\nd\n");
  LineRun run;
  REQUIRE(framer.take(2, run));
  CHECK(run.first_row == 1);
  CHECK(run.to_answer == 2);
  CHECK(run.lines.size() == 5);
  CHECK(framer.next_row() == 6);
  REQUIRE(framer.take(2, run));
  CHECK(run.first_row == 6);
  CHECK(run.to_answer == 2);
  CHECK_FALSE(framer.take(2, run));
}
