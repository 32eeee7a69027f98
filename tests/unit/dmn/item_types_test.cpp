#include "engine/dmn/item_types.hpp"

#include "tests/unit/dmn/models.hpp"

using namespace tradein;

namespace {

constexpr std::string_view items =
    "<itemDefinition name=\"tGrade\"><typeRef>number</typeRef>"
    "<allowedValues><text>[1..5]</text></allowedValues></itemDefinition>"
    "<itemDefinition name=\"tGrades\" isCollection=\"true\"><typeRef>tGrade</typeRef>"
    "<typeConstraint><text>count(?) &lt;= 2</text></typeConstraint></itemDefinition>"
    "<itemDefinition name=\"tClaim\"><itemComponent name=\"unit price\"><typeRef>number</typeRef>"
    "</itemComponent><itemComponent name=\"grade\"><typeRef>tGrade</typeRef></itemComponent>"
    "</itemDefinition>"
    "<itemDefinition name=\"tLoop\"><itemComponent name=\"next\"><typeRef>tLoop</typeRef>"
    "</itemComponent></itemDefinition>";

std::string typed(std::string_view text, std::string_view type) {
  return decided(std::string{items} + decision("d", text, {}, type), "d");
}

}  // namespace

TEST_CASE("item definitions: allowed values, of single values and of each in a list",
          "[unit][dmn]") {
  CHECK(typed("5", "tGrade") == "5");
  CHECK(typed("6", "tGrade") == "null");
  CHECK(typed("[1, 5]", "tGrades") == "[1, 5]");
  CHECK(typed("[1, 6]", "tGrades") == "null");
  CHECK(typed("[1, 2, 3]", "tGrades") == "null");
  CHECK(typed("3", "tGrades") == "[3]");
}

TEST_CASE("item definitions: components, missing ones and wrong ones", "[unit][dmn]") {
  CHECK(typed("{unit price: 1, grade: 2}", "tClaim") == "{unit price: 1, grade: 2}");
  CHECK(typed("{unit price: 1, grade: 9}", "tClaim") == "null");
  CHECK(typed("{unit price: 1}", "tClaim") == "null");
  CHECK(typed("{unit price: 1, grade: null, more: 3}.unit price", "number") == "1");
}

TEST_CASE("item definitions: usable after instance of, and within themselves", "[unit][dmn]") {
  CHECK(typed("5 instance of tGrade", "") == "true");
  CHECK(typed("6 instance of tGrade", "") == "false");
  CHECK(typed("{next: {next: 1}}", "tLoop") == "{next: {next: 1}}");
}

TEST_CASE("find_type: prefixes of XML names are dropped, unknown names are any", "[unit][dmn]") {
  CHECK(typed("1", "feel:number") == "1");
  CHECK(typed("\"x\"", "feel:number") == "null");
  CHECK(typed("\"x\"", "tNobody") == "x");
}
