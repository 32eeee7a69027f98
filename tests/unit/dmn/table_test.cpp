#include "engine/dmn/table.hpp"

#include "tests/unit/dmn/models.hpp"

using namespace tradein;

namespace {

struct Row {
  const char* test;
  const char* output;
};

// A table with one input, grade, and one output.
std::string table(std::string_view policy, const std::vector<Row>& rows,
                  std::string_view output_extra = "", std::string_view allowed_inputs = "") {
  std::string out =
      input_data("grade", "number") +
      "<decision id=\"d\" name=\"rate\"><variable name=\"rate\"/><informationRequirement>"
      "<requiredInput href=\"#grade\"/></informationRequirement><decisionTable " +
      std::string{policy} + "><input><inputExpression><text>grade</text></inputExpression>" +
      (allowed_inputs.empty()
           ? ""
           : "<inputValues><text>" + std::string{allowed_inputs} + "</text></inputValues>") +
      "</input><output>" + std::string{output_extra} + "</output>";
  for (const Row& row : rows)
    out += "<rule><inputEntry><text><![CDATA[" + std::string{row.test} +
           "]]></text></inputEntry><outputEntry><text>" + row.output +
           "</text></outputEntry></rule>";
  return out + "</decisionTable></decision>";
}

std::string rate(const std::string& elements, std::int64_t grade) {
  return decided(elements, "rate", {given("grade", number(grade))});
}

const std::vector<Row> overlapping = {{"[1..3]", "10"}, {"[2..4]", "20"}, {"[3..5]", "10"}};
constexpr std::string_view priorities = "<outputValues><text>20, 10</text></outputValues>";

}  // namespace

TEST_CASE("decision table: UNIQUE takes the one rule, two are null", "[unit][dmn]") {
  const std::string unique = table("hitPolicy=\"UNIQUE\"", overlapping);
  CHECK(rate(unique, 1) == "10");
  CHECK(rate(unique, 2) == "null");
  CHECK(rate(unique, 6) == "null");
}

TEST_CASE("decision table: FIRST, ANY, PRIORITY", "[unit][dmn]") {
  CHECK(rate(table("hitPolicy=\"FIRST\"", overlapping), 3) == "10");
  CHECK(rate(table("hitPolicy=\"ANY\"", overlapping), 3) == "null");
  CHECK(rate(table("hitPolicy=\"ANY\"", {{"1", "7"}, {"< 2", "7"}}), 1) == "7");
  CHECK(rate(table("hitPolicy=\"PRIORITY\"", overlapping, priorities), 3) == "20");
}

TEST_CASE("decision table: RULE ORDER, OUTPUT ORDER, COLLECT", "[unit][dmn]") {
  CHECK(rate(table("hitPolicy=\"RULE ORDER\"", overlapping), 3) == "[10, 20, 10]");
  CHECK(rate(table("hitPolicy=\"OUTPUT ORDER\"", overlapping, priorities), 3) == "[20, 10, 10]");
  CHECK(rate(table("hitPolicy=\"COLLECT\"", overlapping), 3) == "[10, 20, 10]");
  CHECK(rate(table("hitPolicy=\"COLLECT\" aggregation=\"SUM\"", overlapping), 3) == "40");
  CHECK(rate(table("hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", overlapping), 3) == "3");
  CHECK(rate(table("hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", overlapping), 9) == "0");
  CHECK(rate(table("hitPolicy=\"COLLECT\" aggregation=\"MIN\"", overlapping), 3) == "10");
  CHECK(rate(table("hitPolicy=\"COLLECT\" aggregation=\"MAX\"", overlapping), 3) == "20");
}

TEST_CASE("decision table: the default output where no rule matches", "[unit][dmn]") {
  const std::string with_default =
      table("", {{"1", "10"}}, "<defaultOutputEntry><text>0</text></defaultOutputEntry>");
  CHECK(rate(with_default, 1) == "10");
  CHECK(rate(with_default, 2) == "0");
}

TEST_CASE("decision table: an input outside the allowed values gives null", "[unit][dmn]") {
  const std::string bounded = table("", {{"-", "10"}}, "", "[1..5]");
  CHECK(rate(bounded, 5) == "10");
  CHECK(rate(bounded, 6) == "null");
}

TEST_CASE("decision table: several outputs are a context", "[unit][dmn]") {
  const std::string model =
      "<decision id=\"d\" name=\"d\"><variable name=\"d\"/><decisionTable>"
      "<input><inputExpression><text>1</text></inputExpression></input>"
      "<output name=\"a\"/><output name=\"b c\"/>"
      "<rule><inputEntry><text>1</text></inputEntry><outputEntry><text>2</text></outputEntry>"
      "<outputEntry><text>\"x\"</text></outputEntry></rule></decisionTable></decision>";
  CHECK(decided(model, "d") == "{a: 2, b c: \"x\"}");
}

TEST_CASE("decision table: a cell that is no FEEL gives null and is among the problems",
          "[unit][dmn]") {
  const auto model = compiled({document(table("", {{"[1..", "10"}}))});
  REQUIRE(model.has_value());
  CHECK(decided(*model, "rate", {given("grade", number(1))}) == "null");
  REQUIRE(model->problems().size() == 1);
  CHECK(model->problems()[0].code == "E-FEEL-SYNTAX");
  CHECK(model->problems()[0].place.starts_with("rate:"));
}
