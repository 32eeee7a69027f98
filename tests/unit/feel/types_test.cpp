#include "engine/feel/types.hpp"

#include "tests/unit/feel/answers.hpp"

using namespace tradein;
using namespace tradein::feel;

TEST_CASE("instance of: every built-in type", "[unit][feel]") {
  check({{"1 instance of number", "true"},
         {"1 instance of string", "false"},
         {"1 instance of Any", "true"},
         {"null instance of Any", "false"},
         {"\"a\" instance of string", "true"},
         {"@\"2025-01-01\" instance of date", "true"},
         {"@\"2025-01-01\" instance of date and time", "false"},
         {"@\"P1D\" instance of days and time duration", "true"},
         {"@\"P1Y\" instance of years and months duration", "true"},
         {"[1, 2] instance of list<number>", "true"},
         {"[1, \"a\"] instance of list<number>", "false"},
         {"{a: 1} instance of context<a: number>", "true"},
         {"{a: 1} instance of context<a: number, b: number>", "false"},
         {"[1..2] instance of range<number>", "true"},
         {"(function(a: number) \"x\") instance of function<number> -> string", "true"},
         {"(function(a: number) 1) instance of function<number> -> string", "false"},
         {"(function(a: string) 1) instance of function<number> -> number", "false"},
         {"1 instance of no such type", "false"}});
}

TEST_CASE("coerce: single items and lists of one stand for each other", "[unit][feel]") {
  const TypePtr number = builtin_type("number");
  const TypePtr numbers = make_list_type(number);
  CHECK(coerce(value_of("[5]"), *number, 0).is(Type::number));
  CHECK(coerce(value_of("5"), *numbers, 0).is(Type::list));
  CHECK(coerce(value_of("[5, 6]"), *number, 0).is_null());
  CHECK(coerce(value_of("\"x\""), *numbers, 0).is_null());
  CHECK(coerce(Value{}, *number, 0).is_null());
  const Value wrong = coerce(value_of("\"x\""), *number, 0);
  REQUIRE(wrong.reason() != nullptr);
  CHECK(wrong.reason()->function == "number");
}

TEST_CASE("coerce: a date stands for its midnight in UTC", "[unit][feel]") {
  const Value moment = coerce(value_of("@\"2025-01-31\""), *builtin_type("date and time"), 0);
  CHECK(text_of(moment) == "2025-01-31T00:00:00Z");
}

TEST_CASE("text_of: types as FEEL writes them", "[unit][feel]") {
  CHECK(text_of(*make_list_type(builtin_type("date"))) == "list<date>");
  CHECK(builtin_type("no such type") == nullptr);
}
