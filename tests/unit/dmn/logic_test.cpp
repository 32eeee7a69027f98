#include "engine/dmn/logic.hpp"

#include "tests/unit/dmn/models.hpp"

using namespace tradein;

namespace {

std::string literal(std::string_view text) {
  return "<literalExpression><text><![CDATA[" + std::string{text} +
         "]]></text></literalExpression>";
}

// The value of a decision with this boxed expression.
std::string boxed(std::string_view expression) {
  return decided("<decision id=\"d\" name=\"d\"><variable name=\"d\"/>" + std::string{expression} +
                     "</decision>",
                 "d");
}

std::string entry(std::string_view name, std::string_view text) {
  return "<contextEntry>" +
         (name.empty() ? std::string{} : "<variable name=\"" + std::string{name} + "\"/>") +
         literal(text) + "</contextEntry>";
}

}  // namespace

TEST_CASE("boxed context: entries see earlier ones; a last without a name is the result",
          "[unit][dmn]") {
  CHECK(boxed("<context>" + entry("unit price", "2") + entry("sum", "unit price * 3") +
              "</context>") == "{unit price: 2, sum: 6}");
  CHECK(boxed("<context>" + entry("a", "2") + entry("", "a + 1") + "</context>") == "3");
}

TEST_CASE("boxed function and invocation", "[unit][dmn]") {
  const std::string function =
      "<contextEntry><variable name=\"f\"/><functionDefinition><formalParameter name=\"x\"/>" +
      literal("x * 2") + "</functionDefinition></contextEntry>";
  CHECK(boxed("<context>" + function + entry("", "f(21)") + "</context>") == "42");
  const std::string invocation = "<contextEntry><invocation>" + literal("f") +
                                 "<binding><parameter name=\"x\"/>" + literal("4") +
                                 "</binding></invocation></contextEntry>";
  CHECK(boxed("<context>" + function + invocation + "</context>") == "8");
}

TEST_CASE("boxed list and relation", "[unit][dmn]") {
  CHECK(boxed("<list>" + literal("1") + literal("\"a\"") + "</list>") == "[1, \"a\"]");
  CHECK(boxed("<relation><column name=\"a\"/><column name=\"b\"/><row>" + literal("1") +
              literal("2") + "</row></relation>") == "[{a: 1, b: 2}]");
}

TEST_CASE("boxed conditional: only a boolean or null decides", "[unit][dmn]") {
  const auto conditional = [](std::string_view condition) {
    return boxed("<conditional><if>" + literal(condition) + "</if><then>" + literal("1") +
                 "</then><else>" + literal("2") + "</else></conditional>");
  };
  CHECK(conditional("true") == "1");
  CHECK(conditional("false") == "2");
  CHECK(conditional("null") == "2");
  CHECK(conditional("\"yes\"") == "null");
}

TEST_CASE("boxed filter, for, some, every", "[unit][dmn]") {
  CHECK(boxed("<filter><in>" + literal("[1,2,3]") + "</in><match>" + literal("item > 1") +
              "</match></filter>") == "[2, 3]");
  CHECK(boxed("<filter><in>" + literal("[{a: 1},{a: 2}]") + "</in><match>" + literal("a > 1") +
              "</match></filter>") == "[{a: 2}]");
  CHECK(boxed("<for iteratorVariable=\"x\"><in>" + literal("[1,2]") + "</in><return>" +
              literal("x * 10 + count(partial)") + "</return></for>") == "[10, 21]");
  CHECK(boxed("<some iteratorVariable=\"x\"><in>" + literal("[1,2]") + "</in><satisfies>" +
              literal("x > 1") + "</satisfies></some>") == "true");
  CHECK(boxed("<every iteratorVariable=\"x\"><in>" + literal("[1,2]") + "</in><satisfies>" +
              literal("x > 1") + "</satisfies></every>") == "false");
}

TEST_CASE("a function in another language is null and a problem", "[unit][dmn]") {
  const auto model = compiled({document(
      "<decision id=\"d\" name=\"d\"><variable name=\"d\"/><functionDefinition kind=\"Java\"/>"
      "</decision>")});
  REQUIRE(model.has_value());
  CHECK(decided(*model, "d") == "null");
  REQUIRE(model->problems().size() == 1);
  CHECK(model->problems()[0].code == "E-DMN-UNSUPPORTED");
}

TEST_CASE("an expression's own type is kept to", "[unit][dmn]") {
  CHECK(boxed("<context><contextEntry><variable name=\"n\" typeRef=\"number\"/>" +
              literal("\"x\"") + "</contextEntry></context>") == "{n: null}");
}
