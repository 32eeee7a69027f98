#include "engine/feel/builtins.hpp"

#include "tests/unit/feel/answers.hpp"

using namespace tradein;
using namespace tradein::feel;

TEST_CASE("built-ins: numbers", "[unit][feel]") {
  check({{"decimal(2.5, 0)", "2"},
         {"decimal(3.5, 0)", "4"},
         {"decimal(1/3, 2)", "0.33"},
         {"decimal(1234, -2)", "1200"},
         {"decimal(1, 7000)", "null"},
         {"floor(-1.5)", "-2"},
         {"floor(1.56, 1)", "1.5"},
         {"ceiling(-1.5)", "-1"},
         {"round up(1.121, 2)", "1.13"},
         {"round up(-1.121, 2)", "-1.13"},
         {"round down(-1.129, 2)", "-1.12"},
         {"round half up(2.5, 0)", "3"},
         {"round half up(-2.5, 0)", "-3"},
         {"round half down(2.5, 0)", "2"},
         {"round half down(2.51, 0)", "3"},
         {"abs(-1)", "1"},
         {"abs(@\"-P1D\")", "P1D"},
         {"modulo(-12, 5)", "3"},
         {"modulo(12, -5)", "-3"},
         {"modulo(1, 0)", "null"},
         {"sqrt(16)", "4"},
         {"sqrt(-1)", "null"},
         {"log(0)", "null"},
         {"exp(0)", "1"},
         {"odd(5)", "true"},
         {"even(5)", "false"},
         {"odd(1.5)", "false"},
         {"number(\"1,000.5\", \",\", \".\")", "1000.5"},
         {"number(\"1.000,5\", \".\", \",\")", "1000.5"},
         {"number(\"1\", \",\", \",\")", "null"},
         {"number(\"one\", null, null)", "null"},
         {"abs([-1])", "1"}});
}

TEST_CASE("built-ins: strings, by code point", "[unit][feel]") {
  check({{"substring(\"foobar\", 3)", "\"obar\""},
         {"substring(\"foobar\", -2, 1)", "\"a\""},
         {"substring(\"😀补贴\", 2, 1)", "\"补\""},
         {"substring(\"abc\", 0)", "null"},
         {"substring(\"abc\", 4)", "null"},
         {"string length(\"😀补\")", "2"},
         {"upper case(\"abc\")", "\"ABC\""},
         {"lower case(\"ABC\")", "\"abc\""},
         {"substring before(\"foobar\", \"bar\")", "\"foo\""},
         {"substring before(\"foobar\", \"x\")", "\"\""},
         {"substring after(\"foobar\", \"o\")", "\"obar\""},
         {"substring after(\"\", \"a\")", "\"\""},
         {"contains(\"foobar\", \"ob\")", "true"},
         {"starts with(\"foobar\", \"fo\")", "true"},
         {"ends with(\"foobar\", \"fo\")", "false"},
         {"matches(\"foobar\", \"^fo*b\")", "true"},
         {"matches(\"foobar\", \"(\")", "null"},
         {"replace(\"abc\", \"[a-z]\", \"#\")", "\"###\""},
         {"split(\"a b c\", \"\\s\")", "[\"a\", \"b\", \"c\"]"},
         {"string join([\"a\", null, \"b\"], \"-\")", "\"a-b\""},
         {"string join([1], \"-\")", "null"},
         {"string(1.10)", "\"1.1\""},
         {"string(null)", "null"},
         {"string(@\"P1D\")", "\"P1D\""},
         {"string length(1)", "null"}});
}

TEST_CASE("built-ins: lists", "[unit][feel]") {
  check({{"list contains([1, null], null)", "true"},
         {"list replace([1, 2, 3], 2, 9)", "[1, 9, 3]"},
         {"list replace([1, 2, 3], function(item, newItem) item > newItem, 1)", "[1, 1, 1]"},
         {"count([])", "0"},
         {"count(null)", "null"},
         {"min(3, 1, 2)", "1"},
         {"max([\"a\", \"b\"])", "\"b\""},
         {"min([])", "null"},
         {"max([1, \"a\"])", "null"},
         {"sum([])", "null"},
         {"sum(1, 2)", "3"},
         {"mean([1, 2])", "1.5"},
         {"median([3, 1, 2])", "2"},
         {"median([])", "null"},
         {"mode([1, 2, 2, 1, 3])", "[1, 2]"},
         {"stddev([2, 4])", "1.414213562373095048801688724209698"},
         {"stddev([1])", "null"},
         {"product([2, 3])", "6"},
         {"all([true, null])", "null"},
         {"all([false, null])", "false"},
         {"any([])", "false"},
         {"sublist([1, 2, 3], -2, 1)", "[2]"},
         {"sublist([1, 2, 3], 1, 4)", "null"},
         {"append([1], 2, 3)", "[1, 2, 3]"},
         {"concatenate([1], [2], 3)", "[1, 2, 3]"},
         {"insert before([1, 3], 2, 2)", "[1, 2, 3]"},
         {"remove([1, 2, 3], -1)", "[1, 2]"},
         {"reverse([1, 2])", "[2, 1]"},
         {"index of([1, 2, 1], 1)", "[1, 3]"},
         {"union([1, 2], [2, 3])", "[1, 2, 3]"},
         {"distinct values([1, null, 1, null])", "[1, null]"},
         {"flatten([1, [2, [3]]])", "[1, 2, 3]"},
         {"sort([3, 1, 2], function(x, y) x < y)", "[1, 2, 3]"},
         {"sort([3, 1, 2])", "[1, 2, 3]"},
         {"sort([3, \"a\"])", "null"},
         {"sort([3, 1], function(x, y) 1)", "null"}});
}

TEST_CASE("built-ins: contexts", "[unit][feel]") {
  check({{"get value({a: 1}, \"a\")", "1"},
         {"get value({a: 1}, \"b\")", "null"},
         {"get entries({a: 1})", "[{key: \"a\", value: 1}]"},
         {"context([{key: \"a\", value: 1}])", "{a: 1}"},
         {"context([{key: \"a\"}])", "null"},
         {"context put({a: 1}, \"b\", 2)", "{a: 1, b: 2}"},
         {"context put({a: {b: 1}}, [\"a\", \"c\"], 2)", "{a: {b: 1, c: 2}}"},
         {"context put({a: 1}, [\"a\", \"c\"], 2)", "null"},
         {"context put(context: {}, key: [\"a\"], value: 2)", "null"},
         {"context merge([{a: 1, b: 2}, {b: 3}])", "{a: 1, b: 3}"}});
}

TEST_CASE("built-ins: dates and times", "[unit][feel]") {
  check({{"date(\"2025-01-31\")", "2025-01-31"},
         {"date(2025, 2, 30)", "null"},
         {"date(@\"2025-01-31T10:00:00\")", "2025-01-31"},
         {"time(10, 20, 30.5)", "10:20:30.5"},
         {"time(10, 20, 30, @\"PT8H\")", "10:20:30+08:00"},
         {"time(24, 0, 0)", "null"},
         {"date and time(@\"2025-01-31\", @\"10:20:30\")", "2025-01-31T10:20:30"},
         {"date and time(2025, 1, 31, 10, 20, 30)", "2025-01-31T10:20:30"},
         {"date and time(2025, 1, 31, 10, 20, 30, \"Asia/Shanghai\").time offset", "PT8H"},
         {"duration(\"P1Y\")", "P1Y"},
         {"duration(\"1Y\")", "null"},
         {"years and months duration(@\"2024-01-31\", @\"2025-03-01\")", "P1Y1M"},
         {"day of week(@\"2025-01-31\")", "\"Friday\""},
         {"month of year(@\"2025-01-31\")", "\"January\""},
         {"day of year(@\"2025-02-01\")", "32"},
         {"week of year(@\"2025-12-29\")", "1"}});
}

TEST_CASE("built-ins: relations of points and ranges", "[unit][feel]") {
  check({{"before(1, 2)", "true"},
         {"before([1..2), [2..3])", "true"},
         {"before([1..2], [2..3])", "false"},
         {"after(3, [1..3))", "true"},
         {"meets([1..2], [2..3])", "true"},
         {"meets([1..2), [2..3])", "false"},
         {"met by([2..3], [1..2])", "true"},
         {"overlaps([1..3], [2..4])", "true"},
         {"overlaps([1..2), [2..4])", "false"},
         {"overlaps before([1..3], [2..4])", "true"},
         {"overlaps after([2..4], [1..3])", "true"},
         {"finishes([2..3], [1..3])", "true"},
         {"finishes(3, [1..3))", "false"},
         {"finished by([1..3], 3)", "true"},
         {"includes([1..3], [1..3))", "true"},
         {"during(2, [1..3])", "true"},
         {"during(3, [1..3))", "false"},
         {"starts(1, [1..3])", "true"},
         {"started by([1..3], [1..2])", "true"},
         {"coincides([1..2], [1..2])", "true"},
         {"coincides([1..2], [1..2))", "false"},
         {"before(1, \"a\")", "null"},
         {"range(\"[1..3]\")", "[1..3]"},
         {"range(\"[3..1]\")", "null"},
         {"range(\"[a..b]\")", "null"}});
}

TEST_CASE("built-ins: the wrong number of arguments names the function", "[unit][feel]") {
  CHECK(why("abs()") == "1:1: `abs`: it takes another number of arguments");
  CHECK(why("count(1, 2)") == "1:1: `count` (1, 2): it takes another number of arguments");
  CHECK(why("date(\"x\")") ==
        "1:1: `date` (\"x\"): the text does not have the form that is wanted");
}

TEST_CASE("built-ins: every one has a signature and fails politely on nulls", "[unit][feel]") {
  CHECK(all_builtins().size() > 80);
  Run run;
  for (const Builtin& builtin : all_builtins()) {
    CAPTURE(builtin.name);
    const auto signatures = signatures_of(builtin);
    REQUIRE_FALSE(signatures.empty());
    for (const Signature& signature : signatures) {
      const std::vector<Value> nulls(signature.parameters.size());
      const Value result = builtin.call(Call{builtin, nulls, run, 0});
      if (builtin.name != "is" && builtin.name != "append" && builtin.name != "list contains")
        CHECK(result.is_null());
    }
  }
}
