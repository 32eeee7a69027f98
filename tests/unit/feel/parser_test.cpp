#include "engine/feel/parser.hpp"

#include "engine/base/limits.hpp"
#include "tests/unit/feel/answers.hpp"

using namespace tradein;
using namespace tradein::feel;

namespace {

// The tree as nested words, for comparing.
std::string shape(const Node& node) {
  std::string out = std::to_string(static_cast<int>(node.kind)) + node.text;
  if (node.children.empty()) return out;
  out += "(";
  for (const Node& child : node.children) out += shape(child) + " ";
  out.back() = ')';
  return out;
}

bool same(std::string_view a, std::string_view b, const Scope& scope = {}) {
  const auto left = parse_expression(a, scope);
  const auto right = parse_expression(b, scope);
  return left && right && shape(*left) == shape(*right);
}

}  // namespace

TEST_CASE("parse_expression: precedence", "[unit][feel]") {
  CHECK(same("1+2*3", "1+(2*3)"));
  CHECK(same("2*3**4", "2*(3**4)"));
  CHECK(same("-2**2", "(-2)**2"));
  CHECK(same("3**4**5", "(3**4)**5"));
  CHECK(same("1-2-3", "(1-2)-3"));
  CHECK(same("a or b and c", "a or (b and c)"));
  CHECK(same("1+2 < 3 and x", "((1+2) < 3) and x"));
  CHECK(same("a.b[1](2)", "((a.b)[1])(2)"));
  CHECK(same("not(a) and b", "(not(a)) and b"));
}

TEST_CASE("parse_expression: nodes say where they stand", "[unit][feel]") {
  const auto tree = parse_expression("1 + price", {});
  REQUIRE(tree.has_value());
  CHECK(tree->begin == 0);
  CHECK(tree->end == 9);
  CHECK(tree->children[1].begin == 4);
  CHECK(tree->children[1].text == "price");
}

TEST_CASE("parse_expression: names with spaces and signs by longest match", "[unit][feel]") {
  Scope scope;
  scope.variables.insert("Pre-bureau risk");
  scope.variables.insert("新车 价格");
  scope.variables.insert("days in weekend");
  const auto tree = parse_expression("Pre-bureau risk + 新车  价格", scope);
  REQUIRE(tree.has_value());
  CHECK(tree->children[0].text == "Pre-bureau risk");
  CHECK(tree->children[1].text == "新车 价格");
  CHECK(parse_expression("for i in days in weekend return i", scope).has_value());
}

TEST_CASE("parse_expression: names that the expression binds have spaces too", "[unit][feel]") {
  for (const char* text :
       {"{unit price: 1, total: unit price * 2}.total", "for one item in [1] return one item + 1",
        "function(the sum: number, n) the sum / n", "some new car in [1] satisfies new car > 0",
        "{a b: 1}.a b"})
    CHECK(parse_expression(text, {}).has_value());
}

TEST_CASE("parse_expression: ranges, with every bracket", "[unit][feel]") {
  for (const char* text : {"[1..2]", "(1..2]", "]1..2]", "[1..2)", "[1..2[", "]1..2[", "(1..2)",
                           "x in ]1..2[", "x in (1..2[", "[1..2[.end", "(< 5)", "[a[1]..b[2]]"}) {
    CAPTURE(text);
    const auto tree = parse_expression(text, {});
    CHECK(tree.has_value());
  }
  const auto tree = parse_expression("[1..2[", {});
  REQUIRE(tree.has_value());
  CHECK(tree->kind == Kind::range);
  CHECK(tree->flag);
  CHECK_FALSE(tree->flag2);
}

TEST_CASE("parse_unary_tests: the forms of a cell", "[unit][feel]") {
  for (const char* text : {"-", " - ", "1", "1,2", "< 5", "[1..2]", "not(1,2)", "\"a\",\"b\"",
                           "? > 1 and ? < 5", "not(?) and true", "-5", "null"}) {
    CAPTURE(text);
    CHECK(parse_unary_tests(text, {}).has_value());
  }
  const auto negated = parse_unary_tests("not(1, 2)", {});
  REQUIRE(negated.has_value());
  CHECK(negated->flag);
  CHECK(negated->children.size() == 2);
  const auto call = parse_unary_tests("not(?) and true", {});
  REQUIRE(call.has_value());
  CHECK_FALSE(call->flag);
}

TEST_CASE("E-FEEL-SYNTAX: says where and what was expected", "[unit][feel]") {
  CHECK(error_of("1 +") == "E-FEEL-SYNTAX 1:4");
  CHECK(error_of("if true then 1") == "E-FEEL-SYNTAX 1:15");
  CHECK(error_of("[1, 2") == "E-FEEL-SYNTAX 1:6");
  CHECK(error_of("date(") == "E-FEEL-SYNTAX 1:6");
  CHECK(error_of("for x in return x") == "E-FEEL-SYNTAX 1:10");
  CHECK(error_of("1\n+ 补 贴") == "E-FEEL-SYNTAX 2:5");
  CHECK(error_of("f(1,)") == "E-FEEL-SYNTAX 1:5");
  CHECK(error_of("{a 1}") == "E-FEEL-SYNTAX 1:2");
  CHECK(error_of("x instance of list<number") == "E-FEEL-SYNTAX 1:26");
  const auto compiled = compile_expression("[1, 2", {});
  REQUIRE_FALSE(compiled.has_value());
  CHECK(compiled.error().what.en == "the expression ends where `]` was expected");
}

TEST_CASE("E-FEEL-STRING, E-FEEL-NUMBER, E-FEEL-UTF8", "[unit][feel]") {
  CHECK(error_of("1 + \"open") == "E-FEEL-STRING 1:5");
  CHECK(error_of("1e999999999") == "E-FEEL-NUMBER 1:1");
  CHECK(error_of("1 + \xFF") == "E-FEEL-UTF8 1:5");
}

TEST_CASE("E-FEEL-DEPTH: nesting is bounded, on both sides of the bound", "[unit][feel]") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "1" + std::string(depth, ')');
  };
  CHECK(error_of(nested(limits::feel_depth_max - 1)).empty());
  CHECK(error_of(nested(limits::feel_depth_max)).starts_with("E-FEEL-DEPTH"));
  CHECK(error_of(nested(100'000)).starts_with("E-FEEL-DEPTH"));
  CHECK(error_of(std::string(100'000, '-') + "1").starts_with("E-FEEL-DEPTH"));
  std::string chain = "1";
  for (int i = 0; i < depth_max + 1; ++i) chain += "+1";
  CHECK(error_of(chain).starts_with("E-FEEL-DEPTH"));
}

TEST_CASE("parse_expression: a long chain of `and` is wide, not deep", "[unit][feel]") {
  std::string chain = "true";
  for (int i = 0; i < 5'000; ++i) chain += " and true";
  CHECK(answer(chain) == "true");
}

TEST_CASE("E-FEEL-SIZE: the length of a text is bounded", "[unit][feel]") {
  CHECK(error_of(std::string(limits::feel_text_bytes_max, ' ') + "1").starts_with("E-FEEL-SIZE"));
}
