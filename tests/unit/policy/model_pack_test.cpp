// A pack whose amount and checks come from a DMN model (tests/data/model-pack).
#include <algorithm>

#include "adapters/rulefiles/dmn/pack_models.hpp"
#include "engine/base/json.hpp"
#include "engine/policy/book.hpp"
#include "tests/unit/policy/packs.hpp"

using namespace tradein;

namespace {

std::string folder() { return std::string{TRADEIN_SOURCE_DIR} + "/tests/data/model-pack"; }

Pack model_pack() {
  const auto tree = read_tree(folder() + "/ebike.yaml");
  REQUIRE(tree.has_value());
  PackReading reading = read_pack(*tree);
  read_models(
      reading.pack, folder() + "/ebike.yaml", [](const std::string&) { return 1u; },
      reading.problems);
  REQUIRE(reading.problems.empty());
  return std::move(reading.pack);
}

/// The codes of what is wrong with the pack after `text` of its model was replaced.
std::vector<std::string> codes(std::string_view text, std::string_view with) {
  Pack pack = model_pack();
  Model& model = pack.models.front();
  const std::size_t at = model.text.find(text);
  REQUIRE(at != std::string::npos);
  model.text.replace(at, text.size(), with);
  std::vector<Problem> problems;
  read_models(pack, problems);
  std::ranges::move(compile_pack(pack, *test::shipped_kinds().find(pack.kind)).problems,
                    std::back_inserter(problems));
  std::vector<std::string> found;
  for (const Problem& problem : problems) {
    CHECK(problem.at.line > 0);
    CHECK_FALSE(problem.text.zh.empty());
    found.push_back(problem.code);
  }
  return found;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("compile_pack: decisions of a model are names of the pack", "[unit][policy]") {
  const Pack pack = model_pack();
  const Compilation compiled = compile_pack(pack, *test::shipped_kinds().find("ebike"));
  REQUIRE(compiled.problems.empty());
  REQUIRE(compiled.pack.decisions.size() == 4);
  CHECK(compiled.pack.decisions[0].value.type == feel::FastType::text);
  CHECK(compiled.pack.decisions[1].value.type == feel::FastType::number);
  CHECK(compiled.pack.decisions[3].reads.subsidy);
  // What a decision reads, the check that names it reads.
  CHECK(compiled.pack.checks[1].reads.slots.size() == 3);
}

TEST_CASE("compile_pack: a table over a decision has no row for its null", "[unit][policy]") {
  Pack pack = model_pack();
  Table table;
  table.id = "by class";
  table.at = {0, 1, 1};
  table.inputs = {{"exchange class", {}, false}};
  for (const char* cell : {"\"safer\"", "not(\"safer\")"}) {
    TableRow row;
    row.when = {{cell, {}, false}};
    row.value = {"sum for class", {}, false};
    row.at = {0, 2, 1};
    table.rows.push_back(std::move(row));
  }
  const Kind& kind = *test::shipped_kinds().find("ebike");
  pack.tables = {table};
  CHECK(compile_pack(pack, kind).problems.empty());
  pack.tables[0].rows.push_back(table.rows[0]);
  pack.tables[0].rows[2].when[0].text = "null";
  const auto problems = compile_pack(pack, kind).problems;
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].code == "P-DEAD-ROW");
}

TEST_CASE("pinned_pack: carries the model, byte for byte", "[unit][policy]") {
  const Pack pack = model_pack();
  const std::string document = canonical_json(pinned_pack(pack, "00"));
  const auto tree = parse_tree(document, "pinned");
  REQUIRE(tree.has_value());
  PackReading again = read_pack(*tree);
  read_models(again.pack, again.problems);
  REQUIRE(again.problems.empty());
  CHECK(again.pack.models.front().text == pack.models.front().text);
  CHECK(canonical_json(pinned_pack(again.pack, "00")) == document);
  CHECK(compile_pack(again.pack, *test::shipped_kinds().find("ebike")).problems.empty());
}

TEST_CASE("pinned_pack: a pack without a model has no word of one", "[unit][policy]") {
  for (const Pack& pack : test::shipped_packs())
    CHECK(pinned_pack(pack, "00").find("model") == nullptr);
}

TEST_CASE("compile_pack: what is wrong with a model", "[unit][policy]") {
  CHECK(codes("name=\"bonus\" typeRef=\"number\"", "name=\"bonos\" typeRef=\"number\"") ==
        Codes{"F-NAME", "P-MODEL-INPUT"});
  CHECK(codes("name=\"price\" typeRef=\"number\"", "name=\"price\" typeRef=\"string\"") ==
        Codes{"P-MODEL-INPUT"});
  CHECK(codes("name=\"price\" typeRef=\"number\"", "name=\"consumer_name\" typeRef=\"string\"") ==
        Codes{"F-NAME", "F-PERSONAL"});
  CHECK(codes("name=\"worth the paper\" typeRef=\"boolean\"", "name=\"worth the paper\"") ==
        Codes{"P-MODEL-TYPE"});
  CHECK(codes("subsidy >= 20", "subsidie >= 20") == Codes{"F-NAME"});
  CHECK(codes("subsidy >= 20", "subsidy >= ") == Codes{"F-SYNTAX"});
  CHECK(codes("id=\"d_class\" name=\"exchange class\"", "id=\"d_class\" name=\"other class\"") ==
        Codes{});  // the variable's name counts
  CHECK(codes("<requiredInput href=\"#i_subsidy\"/>", "<requiredInput href=\"#none\"/>") ==
        Codes{"E-DMN-REFERENCE"});
  CHECK(codes("<requiredInput href=\"#i_subsidy\"/>", "<requiredDecision href=\"#d_worth\"/>") ==
        Codes{"E-DMN-CYCLE"});
  CHECK(codes("</definitions>", "") == Codes{"E-DMN-XML"});
  CHECK(codes("<inputData id=\"i_price\"",
              "<import namespace=\"urn:x\"/><inputData id=\"i_price\"") == Codes{"P-MODEL"});
}

TEST_CASE("compile_pack: a decision that the model does not have", "[unit][policy]") {
  Pack pack = model_pack();
  pack.models.front().decisions.push_back({"no such", {}, false});
  const Compilation compiled = compile_pack(pack, *test::shipped_kinds().find("ebike"));
  REQUIRE(compiled.problems.size() == 1);
  CHECK(compiled.problems.front().code == "P-MODEL");
}

TEST_CASE("read_models: a file that is not there", "[unit][policy]") {
  Pack pack = model_pack();
  pack.models.front().text.clear();
  pack.models.front().file.text = "absent.dmn";
  std::vector<Problem> problems;
  read_models(pack, folder() + "/ebike.yaml", [](const std::string&) { return 1u; }, problems);
  REQUIRE(problems.size() == 1);
  CHECK(problems.front().code == "P-MODEL");
}

TEST_CASE("read_pack: a model's file stands beside the pack", "[unit][policy]") {
  const auto code = [](std::string_view model) {
    const auto tree = parse_tree(std::string{"{pack: a, model: "} + std::string{model} + "}", "x");
    REQUIRE(tree.has_value());
    const PackReading reading = read_pack(*tree);
    return std::ranges::count(reading.problems, "P-MODEL", &Problem::code);
  };
  CHECK(code("{file: a.dmn, decisions: [b]}") == 0);
  CHECK(code("{file: ../a.dmn, decisions: [b]}") == 1);
  CHECK(code("{file: a.dmn, decisions: []}") == 1);
}

TEST_CASE("resolve_layers: a lower layer may bring a model, not another's names",
          "[unit][policy]") {
  Pack upper = model_pack(), lower = model_pack();
  lower.id = "lower";
  lower.above = upper.id;
  lower.region = *Region::parse("370000");
  lower.checks.clear();
  lower.parameters.clear();
  lower.amount.reset();
  const std::vector<Pack> both{upper, lower};
  const Layered layered = resolve_layers(both, *Date::from_ymd(2025, 6, 1));
  CHECK(std::ranges::count(layered.problems, "P-CLOSED", &Problem::code) == 4);
}
