// The two ways to run an expression of a pack, the fast form and the full evaluator, give the same.
#include <algorithm>

#include "engine/decision/decide.hpp"
#include "engine/feel/general.hpp"
#include "engine/feel/parser.hpp"
#include "engine/policy/book.hpp"
#include "tests/unit/policy/packs.hpp"

using namespace tradein;
using feel::FastType;
using feel::Typed;

namespace {

/// An expression compiled both ways into one program.
struct Pair {
  std::string text;
  Typed fast, general;
  bool with_absence = false;  ///< the two also agree where fields are absent
};

class BothWays {
 public:
  BothWays(const Pack& pack, const Kind& kind)
      : kind_{kind}, compiler_{program_, [this](std::string_view name) { return meaning(name); }} {
    for (const Field& field : kind.fields) scope_.variables.insert(field.name);
    for (const Fact& fact : kind.facts) scope_.variables.insert(fact.name);
    for (const Parameter& parameter : pack.parameters) scope_.variables.insert(parameter.id);
    for (const char* member : {"year", "month", "day"}) scope_.members.insert(member);
    for (const Parameter& parameter : pack.parameters)
      if (!parameter.values.empty())
        parameters_.emplace(
            parameter.id,
            feel::parse_expression(parameter.values.front().value.text, scope_).value());
    for (const Check& check : pack.checks) {
      if (check.when) add(check.when->text);
      add(check.require.text);
    }
    for (const Limit& limit : pack.limits)
      add(limit.at_most ? limit.at_most->text : limit.total_at_most->text);
    if (pack.amount)
      for (const auto* part :
           {&pack.amount->base, &pack.amount->rate, &pack.amount->fixed, &pack.amount->cap})
        if (*part) add((*part)->text);
  }

  void compare(const test::MadeUpClaim& claim, bool absence) {
    std::vector<Slot> registers(program_.registers);
    feel::run(program_, claim.slots(), registers);
    for (const Pair& pair : pairs_) {
      if (absence && !pair.with_absence) continue;
      CAPTURE(pair.text);
      const Slot fast = feel::value_of(program_, claim.slots(), registers, pair.fast.operand);
      const Slot general = feel::value_of(program_, claim.slots(), registers, pair.general.operand);
      REQUIRE(fast.present() == general.present());
      if (fast.present())
        CHECK(feel::equal(feel::to_feel(fast, pair.fast), feel::to_feel(general, pair.general)) ==
              feel::Truth::yes);
    }
  }
  [[nodiscard]] std::size_t size() const { return pairs_.size(); }
  [[nodiscard]] std::size_t with_absence() const {
    return static_cast<std::size_t>(std::ranges::count(pairs_, true, &Pair::with_absence));
  }

 private:
  feel::Meaning meaning(std::string_view name) {
    if (const auto tree = parameters_.find(name); tree != parameters_.end()) return &tree->second;
    const auto slot = kind_.find(name);
    if (!slot) return {};
    const auto operand = static_cast<feel::Operand>(feel::input_place | *slot);
    if (kind_.is_fact(*slot))
      return Typed{kind_.facts[*slot - kind_.fields.size()].type() == FieldType::boolean
                       ? FastType::boolean
                       : FastType::number,
                   0, operand};
    const Field& field = kind_.fields[*slot];
    const auto number = [&](int scale) {
      return Typed{FastType::number, static_cast<std::int8_t>(scale), operand};
    };
    switch (field.type) {
      case FieldType::text:
      case FieldType::term:
        return Typed{FastType::text, 0, operand};
      case FieldType::integer:
        return number(0);
      case FieldType::number:
        return number(field.scale);
      case FieldType::money:
        return number(2);
      case FieldType::date:
        return Typed{FastType::date, 0, operand};
      case FieldType::date_time:
        return Typed{FastType::date_time, 0, operand};
      case FieldType::boolean:
        return Typed{FastType::boolean, 0, operand};
      case FieldType::choice: {
        std::vector<std::string_view> codes;
        for (const Term& term : field.terms) codes.push_back(term.code);
        return compiler_.choice({FastType::number, 0, operand}, codes);
      }
    }
    return {};
  }

  /// FEEL calls an absent field unequal, outside every list and, as a condition, false; the fast
  /// form calls for it.
  static bool agrees_on_absence(const feel::Node& node) {
    using feel::Kind;
    if (node.kind == Kind::equal || node.kind == Kind::not_equal || node.kind == Kind::in ||
        node.kind == Kind::conditional)
      return false;
    if (node.kind == Kind::call && node.children[0].text == "list contains") return false;
    return std::ranges::all_of(node.children, agrees_on_absence);
  }

  /// What reads a table or the subsidy needs the whole pack and is left to the comparison of whole
  /// decisions.
  void add(const std::string& text) {
    const auto tree = feel::parse_expression(text, scope_);
    REQUIRE(tree.has_value());
    const auto fast = compiler_.compile(*tree);
    if (!fast) {
      CHECK(fast.error().code == "F-NAME");
      return;
    }
    const auto general = compiler_.compile_general(*tree, fast->type);
    INFO(text);
    REQUIRE(general.has_value());
    pairs_.push_back({text, *fast, *general, agrees_on_absence(*tree)});
  }

  const Kind& kind_;
  feel::Program program_;
  feel::Scope scope_;
  std::map<std::string, feel::Node, std::less<>> parameters_;
  feel::FastCompiler compiler_;
  std::vector<Pair> pairs_;
};

}  // namespace

TEST_CASE("packs: fast form and full evaluator agree on every expression", "[unit][policy]") {
  test::Dice dice{7};
  std::size_t expressions = 0, with_absence = 0;
  for (const Pack& pack : test::shipped_packs()) {
    const Kind& kind = *test::shipped_kinds().find(pack.kind);
    CAPTURE(pack.id);
    BothWays both{pack, kind};
    for (int n = 0; n < 100; ++n) {
      both.compare(test::MadeUpClaim{kind, dice, 0}, false);
      both.compare(test::MadeUpClaim{kind, dice, 4}, true);
    }
    expressions += both.size();
    with_absence += both.with_absence();
  }
  CHECK(expressions > 100);
  CHECK(with_absence > 40);
}

TEST_CASE("compile_pack: a check in full FEEL compiles and is read", "[unit][policy]") {
  std::vector<Pack> packs = test::shipped_packs();
  Pack& pack = *std::ranges::find(packs, "cn-2025-appliance", &Pack::id);
  const Kind& kind = *test::shipped_kinds().find(pack.kind);
  pack.checks.front().require.text = "some c in categories satisfies upper case(c) = category";
  const Compilation compiled = compile_pack(pack, kind);
  REQUIRE(compiled.problems.empty());
  CHECK(compiled.pack.program.general.size() == 1);
  CHECK(compiled.pack.checks.front().reads.slots ==
        std::vector<std::uint16_t>{*kind.find("category")});
  CHECK_FALSE(compiled.pack.checks.front().reads.parameters.empty());
}

TEST_CASE("compile_pack: rows in both forms make one table", "[unit][policy]") {
  std::vector<Pack> packs = test::shipped_packs();
  Pack& pack = *std::ranges::find(packs, "cn-2025-appliance", &Pack::id);
  pack.tables.front().rows[1].value.text = "3 / 20";
  const Compilation compiled = compile_pack(pack, *test::shipped_kinds().find(pack.kind));
  CHECK(compiled.problems.empty());
  CHECK(compiled.pack.program.general.size() == 1);
}

TEST_CASE("compile_pack: mistakes in full FEEL are found before any claim is seen",
          "[unit][policy]") {
  std::vector<Pack> packs = test::shipped_packs();
  Pack& pack = *std::ranges::find(packs, "cn-2025-appliance", &Pack::id);
  const Kind& kind = *test::shipped_kinds().find(pack.kind);
  const auto code = [&](const char* text) {
    pack.checks.front().require.text = text;
    const Compilation compiled = compile_pack(pack, kind);
    REQUIRE(compiled.problems.size() == 1);
    return compiled.problems.front().code;
  };
  CHECK(code("some c in categories satisfies c = colour") == "F-NAME");
  CHECK(code("count([consumer_name]) = 1") == "F-PERSONAL");
}

TEST_CASE("packs: full FEEL that gives no answer sends to review", "[unit][policy]") {
  std::vector<Pack> packs = test::shipped_packs();
  Pack& pack = *std::ranges::find(packs, "cn-2025-appliance", &Pack::id);
  const Kind& kind = *test::shipped_kinds().find(pack.kind);
  const auto [text, outcome, cause] = GENERATE(table<std::string, Outcome, std::int64_t>({
      {"count(categories) = 12", Outcome::approved, 0},
      {"count(categories) = 13", Outcome::rejected, 0},
      {"categories[1]", Outcome::review, feel::Cause::wrong_type},
      {"number(brand) > 1", Outcome::review, feel::Cause::no_value},
  }));
  CAPTURE(text);
  pack.checks.resize(1);
  pack.checks.front().require.text = text;
  pack.amount->cap->text = "cap";
  pack.limits.clear();
  pack.applies.reset();
  Compilation compiled = compile_pack(pack, kind);
  REQUIRE(compiled.problems.empty());
  std::vector<std::unique_ptr<Programme>> programmes;
  programmes.push_back(std::make_unique<Programme>(Programme{std::move(compiled.pack), "{}", "0"}));
  const Book book{std::move(programmes), test::shipped_kinds(),
                  [](std::string_view) { return std::string{"0"}; }};
  std::vector<Slot> slots(kind.slot_count());
  slots[*kind.find("region")] = Slot::of_text("370100");
  slots[*kind.find("invoice_date")] = Slot::of_number(Date::from_ymd(2025, 6, 1)->days());
  slots[*kind.find("price")] = Slot::of_number(100'000);
  slots[*kind.find("efficiency_grade")] = Slot::of_number(1);
  slots[*kind.find("brand")] = Slot::of_text("x");
  Decider decider{book, SipKey{}};
  Draft draft;
  decider.examine({&kind, slots}, draft);
  CHECK(draft.decision.outcome == outcome);
  CHECK(draft.decision.amount.fen() == 20'000);
  if (cause != 0) {
    REQUIRE(draft.decision.findings.size() == 1);
    CHECK(draft.decision.findings.front().cause == cause);
  }
}
