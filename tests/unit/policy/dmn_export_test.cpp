#include "engine/policy/dmn_export.hpp"

#include <algorithm>

#include "adapters/rulefiles/dmn/dmn_xml.hpp"
#include "engine/decision/decide.hpp"
#include "engine/dmn/compiled_model.hpp"
#include "engine/policy/book.hpp"
#include "tests/unit/policy/packs.hpp"

using namespace tradein;

namespace {

dmn::CompiledModel model_of(const Pack& pack, const Kind& kind) {
  const auto read = read_dmn_xml(write_dmn(pack, kind), pack.id);
  REQUIRE(read.has_value());
  auto model = dmn::CompiledModel::compile({*read}, nullptr);
  REQUIRE(model.has_value());
  for (const Error& problem : model->problems())
    FAIL(pack.id + " " + problem.place + " " + problem.what.en);
  return *std::move(model);
}

/// The claim for the model; only inputs that the model has count.
std::vector<dmn::GivenInput> inputs_of(const test::MadeUpClaim& claim, const Kind& kind) {
  std::vector<dmn::GivenInput> inputs;
  for (std::size_t i = 0; i < kind.slot_count(); ++i)
    inputs.push_back(
        {i < kind.fields.size() ? kind.fields[i].name : kind.facts[i - kind.fields.size()].name,
         claim.value(i),
         {}});
  return inputs;
}

feel::Value result(const dmn::CompiledModel& model, std::string_view name,
                   const std::vector<dmn::GivenInput>& inputs) {
  feel::Run run;
  const auto value = model.evaluate_decision(name, inputs, run);
  REQUIRE(value.has_value());
  return *value;
}

bool has_finding(const Decision& decision, Rule rule, std::size_t index) {
  return std::ranges::any_of(decision.findings, [&](const Finding& finding) {
    return finding.rule == rule && finding.index == index;
  });
}

/// One claim decided here and by the exported model. `checks` counts what was compared.
void compare(const dmn::CompiledModel& model, const Book& book, const Pack& pack, const Kind& kind,
             const test::MadeUpClaim& claim, std::size_t& compared) {
  Decider decider{book, SipKey{}};
  Draft draft;
  decider.examine({&kind, claim.slots()}, draft);
  if (draft.decision.programme == nullptr) return;
  const auto inputs = inputs_of(claim, kind);
  CAPTURE(pack.id);
  const feel::Value subsidy = result(model, "subsidy", inputs);
  REQUIRE(subsidy.is_null() == !draft.decision.steps.known);
  if (draft.decision.steps.known)
    CHECK(subsidy.number().to_scaled(2) == draft.decision.amount.fen());
  for (std::size_t i = 0; i < pack.checks.size(); ++i) {
    if (!draft.decision.steps.known &&
        pack.checks[i].require.text.find("subsidy") != std::string::npos)
      continue;
    CAPTURE(pack.checks[i].id);
    CHECK(result(model, reason_code(pack.checks[i].id), inputs).is_true() ==
          !has_finding(draft.decision, Rule::check, i));
    ++compared;
  }
}

}  // namespace

TEST_CASE("write_dmn: every shipped pack reads back and decides as the pack does",
          "[unit][policy]") {
  test::Dice dice{2025};
  const KindSet& kinds = test::shipped_kinds();
  for (Pack pack : test::shipped_packs()) {
    const Kind& kind = *kinds.find(pack.kind);
    const dmn::CompiledModel model = model_of(pack, kind);
    pack.region = Region::nation();
    pack.in_force.first = *Date::from_ymd(2025, 1, 1);
    pack.in_force.last = *Date::from_ymd(2026, 12, 31);
    pack.applies.reset();
    Compilation compiled = compile_pack(pack, kind);
    REQUIRE(compiled.problems.empty());
    std::vector<std::unique_ptr<Programme>> programmes;
    programmes.push_back(
        std::make_unique<Programme>(Programme{std::move(compiled.pack), "{}", "0"}));
    const Book book{std::move(programmes), kinds,
                    [](std::string_view) { return std::string{"0"}; }};
    std::size_t compared = 0;
    for (int n = 0; n < 60; ++n)
      compare(model, book, pack, kind, test::MadeUpClaim{kind, dice, 0}, compared);
    CHECK(compared >= pack.checks.size());
  }
}

TEST_CASE("write_dmn: text of a pack is escaped", "[unit][policy]") {
  Pack pack;
  pack.id = "a";
  pack.title = {"<甲>", "A & \"B\""};
  pack.region = Region::nation();
  const auto read = read_dmn_xml(write_dmn(pack, *test::shipped_kinds().find("appliance")), "a");
  REQUIRE(read.has_value());
  CHECK(read->name == "a");
  CHECK(read->decisions.empty());
}
