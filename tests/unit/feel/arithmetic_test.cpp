#include "engine/feel/arithmetic.hpp"

#include "tests/unit/feel/answers.hpp"

using namespace tradein;
using namespace tradein::feel;

TEST_CASE("arithmetic: numbers, with the digits of decimal128", "[unit][feel]") {
  check({{"0.1 + 0.2", "0.3"},
         {"1 / 3", "0.3333333333333333333333333333333333"},
         {"2 ** 10", "1024"},
         {"2 ** -1", "0.5"},
         {"2 ** 0.5 > 1.414213562", "true"},
         {"1 / 0", "null"},
         {"10 ** 7000", "null"},
         {"--5", "5"}});
}

TEST_CASE("arithmetic: strings are added and nothing else", "[unit][feel]") {
  check({{"\"a\" + \"b\"", "\"ab\""}, {"\"a\" - \"b\"", "null"}, {"\"a\" + 1", "null"}});
}

TEST_CASE("arithmetic: dates, times and durations", "[unit][feel]") {
  check({{"@\"2024-02-29\" + @\"P1Y\"", "2025-02-28"},
         {"@\"2025-01-01\" - @\"P1D\"", "2024-12-31"},
         {"@\"2025-01-02\" - @\"2025-01-01\"", "P1D"},
         {"@\"2025-01-01T23:00:00\" + @\"PT2H\"", "2025-01-02T01:00:00"},
         {"@\"23:00:00\" + @\"PT2H\"", "01:00:00"},
         {"@\"10:00:00\" - @\"09:30:00\"", "PT30M"},
         {"@\"10:00:00\" + @\"P1M\"", "null"},
         {"@\"2025-01-01T00:00:00Z\" - @\"2025-01-01T00:00:00\"", "null"},
         {"@\"2025-01-01T08:00:00@Asia/Shanghai\" - @\"2025-01-01T00:00:00Z\"", "PT0S"},
         {"@\"P1D\" * 1.5", "P1DT12H"},
         {"1.5 * @\"P1M\"", "P1M"},
         {"@\"P1Y\" / 5", "P2M"},
         {"@\"P10D\" / @\"P4D\"", "2.5"},
         {"@\"P1D\" / 0", "null"},
         {"@\"P1D\" + @\"P1M\"", "null"},
         {"-@\"P1D\"", "-P1D"},
         {"-true", "null"},
         {"@\"999999999-12-31\" + @\"P1D\"", "null"}});
}

TEST_CASE("arithmetic: a null says why, and keeps what said so first", "[unit][feel]") {
  CHECK(why("1 + 2 / 0") == "1:5: `/` (2, 0): division by zero");
  CHECK(why("1 + null") == "1:1: `+` (1, null): an operand is null");
  CHECK(why("1 + true") == "1:1: `+` (1, true): values of these types have no such operation");
  CHECK(why("(1 / 0) * 2 + 3") == "1:2: `/` (1, 0): division by zero");
}
