#include "engine/feel/value.hpp"

#include "tests/unit/feel/answers.hpp"

using namespace tradein;
using namespace tradein::feel;

TEST_CASE("equal: values of different types are not comparable, null equals null", "[unit][feel]") {
  check({{"1 = 1.0", "true"},
         {"1 = \"1\"", "null"},
         {"null = null", "true"},
         {"0 = null", "false"},
         {"[1, 2] = [1, 2]", "true"},
         {"[1, 2] = [2, 1]", "false"},
         {"{a: 1, b: 2} = {b: 2, a: 1}", "true"},
         {"{a: 1} = {a: 1, b: null}", "false"},
         {"[1..2] = [1..2]", "true"},
         {"[1..2] = [1..2)", "false"},
         {"@\"P1D\" = @\"PT24H\"", "true"},
         {"@\"P1Y\" = @\"P365D\"", "null"}});
}

TEST_CASE("equal: moments are compared as instants", "[unit][feel]") {
  check({{"@\"2025-01-01T08:00:00+08:00\" = @\"2025-01-01T00:00:00Z\"", "true"},
         {"@\"2025-01-01T08:00:00@Asia/Shanghai\" = @\"2025-01-01T00:00:00Z\"", "true"},
         {"is(@\"2025-01-01T08:00:00+08:00\", @\"2025-01-01T00:00:00Z\")", "false"},
         {"@\"08:00:00\" < @\"09:00:00\"", "true"},
         {"@\"08:00:00\" < @\"09:00:00Z\"", "null"}});
}

TEST_CASE("contains: bounds of a range from both sides", "[unit][feel]") {
  check({{"1 in [1..2)", "true"},
         {"2 in [1..2)", "false"},
         {"1 in (1..2]", "false"},
         {"2 in (1..2]", "true"},
         {"5 in (< 5)", "false"},
         {"5 in (<= 5)", "true"},
         {"5 in (!= 5)", "false"},
         {"\"a\" in [1..2]", "null"}});
}

TEST_CASE("text_of: lists, contexts and ranges as FEEL writes them", "[unit][feel]") {
  check({{"[1, \"a\", null, {b c: [true]}]", "[1, \"a\", null, {b c: [true]}]"},
         {"{\"a+b\": 1}", "{\"a+b\": 1}"},
         {"[1..2)", "[1..2)"},
         {"(< 5)", "(< 5)"},
         {"1.50", "1.5"}});
}

TEST_CASE("shown: a long value is cut for a message", "[unit][feel]") {
  CHECK(shown(Value{std::string(500, 'x')}).size() < 100);
  CHECK(shown(value_of("for i in 1..1000 return i")).size() < 100);
}

TEST_CASE("Context: put replaces or adds", "[unit][feel]") {
  Context context;
  context.put("a", Value{Decimal{1}});
  context.put("a", Value{Decimal{2}});
  context.put("b", Value{});
  CHECK(context.members.size() == 2);
  CHECK(context.find("a")->number() == Decimal{2});
  CHECK(context.find("c") == nullptr);
}
