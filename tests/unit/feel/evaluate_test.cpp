#include "engine/feel/evaluate.hpp"

#include "tests/unit/feel/answers.hpp"

using namespace tradein;
using namespace tradein::feel;

TEST_CASE("evaluate: three-valued logic", "[unit][feel]") {
  check({{"true and null", "null"},
         {"false and null", "false"},
         {"null and false", "false"},
         {"true or null", "true"},
         {"null or true", "true"},
         {"false or null", "null"},
         {"true and 1", "null"},
         {"not(null)", "null"},
         {"if null then 1 else 2", "2"}});
}

TEST_CASE("evaluate: comparisons and between", "[unit][feel]") {
  check({{"1 < 2", "true"},
         {"1 < \"2\"", "null"},
         {"\"a\" < \"b\"", "true"},
         {"5 between 1 and 5", "true"},
         {"6 between 1 and 5", "false"},
         {"null between 1 and 5", "null"}});
}

TEST_CASE("evaluate: in, with tests of every form", "[unit][feel]") {
  check({{"1 in (2, 3, 1)", "true"},
         {"1 in [2, 3]", "false"},
         {"5 in (< 3, >= 5)", "true"},
         {"5 in [[1..2], [4..6]]", "true"},
         {"[1] in [[1], [2]]", "true"},
         {"\"a\" in \"a\"", "true"},
         {"5 in !=5", "false"},
         {"null in (null, 1)", "true"}});
}

TEST_CASE("evaluate: lists and filters", "[unit][feel]") {
  check({{"[1, 2, 3][1]", "1"},
         {"[1, 2, 3][-1]", "3"},
         {"[1, 2, 3][4]", "null"},
         {"[1, 2, 3][0]", "null"},
         {"[1, 2, 3][item > 1]", "[2, 3]"},
         {"[{a: 1}, {a: 2}][a > 1]", "[{a: 2}]"},
         {"[{a: 1}, {a: 2}][item.a > 1].a", "[2]"},
         {"[{item: 1}, {item: 2}][item > 1]", "[{item: 2}]"},
         {"[{a: 1}, {b: 2}][a > 0]", "[{a: 1}]"},
         {"5[1]", "5"},
         {"5[true]", "[5]"},
         {"null[true]", "[]"},
         {"[1, 2][\"x\"]", "null"},
         {"{n: 2, r: [1, 2, 3][n]}.r", "2"},
         {"[[1, 2, 3][item > 1], [4]][count(item) > 1]", "[[2, 3]]"}});
}

TEST_CASE("evaluate: contexts see their earlier entries", "[unit][feel]") {
  check({{"{a: 1, b: a + 1}.b", "2"},
         {"{a: 1, b: {c: a}}.b.c", "1"},
         {"{a: 1, a: 2}", "null"},
         {"{\"x y\": 1}.x y", "1"},
         {"[{a: 1}, {a: 2}].a", "[1, 2]"},
         {"{a: 1}.b", "null"}});
}

TEST_CASE("evaluate: for, with ranges, several domains and partial results", "[unit][feel]") {
  check({{"for i in 1..3 return i * i", "[1, 4, 9]"},
         {"for i in 3..1 return i", "[3, 2, 1]"},
         {"for i in [1..3) return i", "[1, 2]"},
         {"for i in (1..2) return i", "[]"},
         {"for i in 1..2, j in i..2 return [i, j]", "[[1, 1], [1, 2], [2, 2]]"},
         {"for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"},
         {"for d in @\"2025-01-30\"..@\"2025-02-01\" return day of week(d)",
          "[\"Thursday\", \"Friday\", \"Saturday\"]"},
         {"for i in \"a\"..\"c\" return i", "null"},
         {"for i in null return i", "null"},
         {"for i in 5 return i", "[5]"}});
}

TEST_CASE("evaluate: some and every", "[unit][feel]") {
  check({{"some x in [1, 2] satisfies x > 1", "true"},
         {"some x in [] satisfies x > 1", "false"},
         {"every x in [] satisfies x > 1", "true"},
         {"every x in [2, 3] satisfies x > 1", "true"},
         {"some x in [1, null] satisfies x > 1", "null"},
         {"every x in [0, null] satisfies x > 1", "false"},
         {"some x in [1, 2], y in [2, 3] satisfies x = y", "true"}});
}

TEST_CASE("evaluate: functions, named arguments and closures", "[unit][feel]") {
  check({{"(function(x) x + 1)(2)", "3"},
         {"{f: function(a, b) a - b, r: f(b: 1, a: 5)}.r", "4"},
         {"{n: 10, f: function(x) x + n, r: f(1)}.r", "11"},
         {"(function(x) function(y) x * y)(3)(4)", "12"},
         {"(function(x: string) x)(1)", "null"},
         {"(function(x) x)(1, 2)", "null"},
         {"{f: function(a) a, r: f(b: 1)}.r", "null"},
         {"substring(start position: 2, string: \"abc\")", "\"bc\""},
         {"abs(number: -1)", "null"},
         {"1(2)", "null"},
         {"for x in [1, 2] return (function() x)()", "[1, 2]"},
         {"[1, 5][(function(v) v > item - 1)(item)]", "[1, 5]"}});
}

TEST_CASE("evaluate: properties of dates, times, durations and ranges", "[unit][feel]") {
  check({{"@\"2025-01-31\".weekday", "5"},
         {"@\"2025-01-31T10:20:30+08:00\".time offset", "PT8H"},
         {"@\"10:20:30@Asia/Shanghai\".timezone", "\"Asia/Shanghai\""},
         {"@\"10:20:30\".time offset", "null"},
         {"@\"-P1DT2H\".hours", "-2"},
         {"@\"P14M\".months", "2"},
         {"[1..5).end included", "false"},
         {"(< 5).start", "null"}});
}

TEST_CASE("evaluate: variables are found by name, the last of a name counts", "[unit][feel]") {
  CHECK(answer("新车 价格 - 100", {{"新车 价格", Value{Decimal{4999}}}}) == "4899");
  CHECK(answer("x", {{"x", Value{Decimal{1}}}, {"x", Value{Decimal{2}}}}) == "2");
  CHECK(answer("count", {{"count", Value{Decimal{7}}}}) == "7");
  CHECK(answer("[{p: 1}][p = q]", {{"q", Value{Decimal{1}}}}) == "[{p: 1}]");
}

TEST_CASE("unresolved: names that nothing declares", "[unit][feel]") {
  const auto compiled = compile_expression("1 + nobody * 2", {});
  REQUIRE(compiled.has_value());
  REQUIRE(compiled->unresolved().size() == 1);
  CHECK(compiled->unresolved()[0].name == "nobody");
  CHECK(compiled->unresolved()[0].at == 4);
  CHECK(why("nobody") == "1:1: `nobody`: nothing has this name");
}

TEST_CASE("test: the cells of a decision table", "[unit][feel]") {
  const auto passes_cell = [](std::string_view cell, const Value& input) {
    const auto tests = compile_unary_tests(cell, {});
    REQUIRE(tests.has_value());
    Run run;
    return text_of(tests->test(input, {}, run));
  };
  const Value five{Decimal{5}};
  CHECK(passes_cell("-", five) == "true");
  CHECK(passes_cell("5", five) == "true");
  CHECK(passes_cell("1, 5", five) == "true");
  CHECK(passes_cell("not(5)", five) == "false");
  CHECK(passes_cell("not(1, 2)", five) == "true");
  CHECK(passes_cell("< 5", five) == "false");
  CHECK(passes_cell("<= 5", five) == "true");
  CHECK(passes_cell("[1..5)", five) == "false");
  CHECK(passes_cell("? > 1 and ? < 9", five) == "true");
  CHECK(passes_cell("\"a\"", five) == "null");
  CHECK(passes_cell("null", Value{}) == "true");
  CHECK(passes_cell("null", five) == "false");
  CHECK(passes_cell("false", Value{false}) == "true");
}

TEST_CASE("now and today: only what the run was given", "[unit][feel]") {
  CHECK(answer("today()") == "2024-10-04");
  const auto compiled = compile_expression("now()", {});
  REQUIRE(compiled.has_value());
  Run run;
  const Value value = compiled->evaluate({}, run);
  CHECK(value.is_null());
  CHECK(value.reason()->what.en == "there is no clock here");
}

TEST_CASE("evaluate: what would not end gives null and says so", "[unit][feel]") {
  CHECK(why("for i in 1..1000000000 return i") == "1:1: `for`: the list is too long");
  CHECK(why("some x in 1..1000000000000 satisfies x < 0").ends_with("takes too many steps"));
  CHECK(why("for i in 1..100000, j in 1..100000 return 1").ends_with("the list is too long"));
  CHECK(why("for i in 1..1000000000000000000000 return i").ends_with("whole numbers or dates"));
  CHECK(answer("{f: function(g, n) g(g, n + 1), r: f(f, 0)}.r") == "null");
  CHECK(answer("for i in 1..500 return [partial[-1]]") == "null");
}
