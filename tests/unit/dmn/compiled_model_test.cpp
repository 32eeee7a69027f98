#include "engine/dmn/compiled_model.hpp"

#include "tests/unit/dmn/models.hpp"

using namespace tradein;

namespace {

std::string knowledge(std::string_view name, std::string_view parameter, std::string_view text,
                      std::string_view requires_knowledge = "") {
  std::string out = "<businessKnowledgeModel id=\"" + std::string{name} + "\" name=\"" +
                    std::string{name} + "\"><variable name=\"" + std::string{name} + "\"/>";
  if (!requires_knowledge.empty())
    out += "<knowledgeRequirement><requiredKnowledge href=\"#" + std::string{requires_knowledge} +
           "\"/></knowledgeRequirement>";
  return out + "<encapsulatedLogic><formalParameter name=\"" + std::string{parameter} +
         "\"/><literalExpression><text><![CDATA[" + std::string{text} +
         "]]></text></literalExpression></encapsulatedLogic></businessKnowledgeModel>";
}

}  // namespace

TEST_CASE("evaluate_decision: through requirements to the inputs", "[unit][dmn]") {
  const std::string model = input_data("paid price", "number") +
                            decision("subsidy", "paid price * 0.15", {"#paid price"}) +
                            decision("capped", "min(subsidy, 500)", {"#subsidy"});
  CHECK(decided(model, "capped", {given("paid price", number(1'000))}) == "150");
  CHECK(decided(model, "capped", {given("paid price", number(9'000))}) == "500");
  CHECK(decided(model, "capped") == "null");
  CHECK(decided(model, "capped", {given("paid price", feel::Value{"much"})}) == "null");
}

TEST_CASE("E-DMN-DECISION: a decision that the model has not", "[unit][dmn]") {
  CHECK(decided(decision("a", "1"), "b") == "E-DMN-DECISION");
  const auto model = compiled({document(decision("a", "1"))});
  REQUIRE(model.has_value());
  CHECK(model->decision_names() == std::vector<std::string>{"a"});
  feel::Run run;
  CHECK_FALSE(model->evaluate_invocable("a", {}, run).has_value());
}

TEST_CASE("E-DMN-REFERENCE: a requirement that leads nowhere", "[unit][dmn]") {
  CHECK(decided(decision("a", "1", {"#nowhere"}), "a") == "E-DMN-REFERENCE");
}

TEST_CASE("E-DMN-CYCLE: decisions that require one another", "[unit][dmn]") {
  const std::string model =
      decision("a", "b", {"#b"}) + decision("b", "c", {"#c"}) + decision("c", "a", {"#a"});
  CHECK(decided(model, "a") == "E-DMN-CYCLE");
  CHECK(decided(decision("a", "a", {"#a"}), "a") == "E-DMN-CYCLE");
}

TEST_CASE("E-DMN-IMPORT: a model that is not there", "[unit][dmn]") {
  CHECK(decided("<import name=\"x\" namespace=\"elsewhere\"/>" + decision("a", "1"), "a") ==
        "E-DMN-IMPORT");
}

TEST_CASE("imports: elements and types of another model by its name", "[unit][dmn]") {
  const std::string other =
      document("<itemDefinition name=\"tAmount\"><typeRef>number</typeRef></itemDefinition>" +
                   decision("base rate", "7"),
               "there", "other");
  const std::string main =
      document("<import name=\"other\" namespace=\"there\"/>" +
               decision("rate", "other.base rate + 1", {"there#base rate"}, "other.tAmount"));
  const auto model = compiled({main, other});
  REQUIRE(model.has_value());
  CHECK(decided(*model, "rate") == "8");
}

TEST_CASE("knowledge models: called by name, also by themselves", "[unit][dmn]") {
  const std::string model =
      knowledge("double it", "x", "x * 2") +
      "<decision id=\"d\" name=\"d\"><variable name=\"d\"/><knowledgeRequirement>"
      "<requiredKnowledge href=\"#double it\"/></knowledgeRequirement><literalExpression>"
      "<text>double it(21)</text></literalExpression></decision>";
  CHECK(decided(model, "d") == "42");
  const std::string recursive =
      knowledge("fact", "n", "if n <= 1 then 1 else n * fact(n - 1)", "fact") +
      "<decision id=\"d\" name=\"d\"><variable name=\"d\"/><knowledgeRequirement>"
      "<requiredKnowledge href=\"#fact\"/></knowledgeRequirement><literalExpression>"
      "<text>[fact(5), fact(100000)]</text></literalExpression></decision>";
  CHECK(decided(recursive, "d") == "[120, null]");
}

TEST_CASE("decision services: inputs stand for what would be computed", "[unit][dmn]") {
  const std::string model =
      input_data("data") + decision("inner", "\"computed\"") +
      decision("outer", "[inner, data]", {"#inner", "#data"}) +
      "<decisionService id=\"s\" name=\"s\"><variable name=\"s\"/><outputDecision href=\"#outer\"/>"
      "<inputDecision href=\"#inner\"/><inputData href=\"#data\"/></decisionService>"
      "<decision id=\"d\" name=\"d\"><variable name=\"d\"/><knowledgeRequirement>"
      "<requiredKnowledge href=\"#s\"/></knowledgeRequirement><literalExpression>"
      "<text>s(inner: 1, data: 2)</text></literalExpression></decision>";
  CHECK(decided(model, "d") == "[1, 2]");
  CHECK(decided(model, "outer", {given("data", number(3))}) == "[\"computed\", 3]");
  const auto compiled_model = compiled({document(model)});
  REQUIRE(compiled_model.has_value());
  feel::Run run;
  const auto value = compiled_model->evaluate_invocable("s", {given("inner", number(1))}, run);
  REQUIRE(value.has_value());
  CHECK(feel::text_of(*value) == "[1, null]");
}

TEST_CASE("fitted: texts become what the input's type wants", "[unit][dmn]") {
  const auto model = compiled({document(
      "<itemDefinition name=\"tDays\" isCollection=\"true\"><typeRef>date</typeRef>"
      "</itemDefinition><itemDefinition name=\"tBill\"><itemComponent name=\"at\">"
      "<typeRef>date and time</typeRef></itemComponent></itemDefinition>" +
      input_data("day", "date") + input_data("days", "tDays") + input_data("bill", "tBill"))});
  REQUIRE(model.has_value());
  const feel::Value text{"2025-01-31"};
  CHECK(model->fitted("day", text, nullptr).is(feel::Type::date));
  CHECK(model->fitted("day", feel::Value{"soon"}, nullptr).is(feel::Type::string));
  CHECK(
      model->fitted("days", feel::Value{feel::List{text}}, nullptr).list()[0].is(feel::Type::date));
  feel::Context bill;
  bill.put("at", text);
  const feel::Value fitted = model->fitted("bill", feel::Value{std::move(bill)}, nullptr);
  CHECK(fitted.context().find("at")->is(feel::Type::date_and_time));
}

TEST_CASE("elements without an id are still told apart", "[unit][dmn]") {
  const std::string model =
      "<decision name=\"a\"><variable name=\"a\"/><literalExpression><text>1</text>"
      "</literalExpression></decision>"
      "<decision name=\"b\"><variable name=\"b\"/><literalExpression><text>2</text>"
      "</literalExpression></decision>";
  CHECK(decided(model, "a") == "1");
  CHECK(decided(model, "b") == "2");
}

TEST_CASE("a null of a model says in which element and where it arose", "[unit][dmn]") {
  const auto model =
      compiled({document(decision("a", "1 +\n 2 / 0") + decision("b", "a * 2", {"#a"}))});
  REQUIRE(model.has_value());
  feel::Run run;
  const auto value = model->evaluate_decision("b", {}, run);
  REQUIRE(value.has_value());
  REQUIRE(value->reason() != nullptr);
  CHECK(feel::describe(*value->reason(), "").en == "a:2:2: `/` (2, 0): division by zero");
}
