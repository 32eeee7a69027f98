// A long table that is entered by a text gives what its rows say, one by one.
#include <fmt/format.h>

#include "engine/decision/decide.hpp"
#include "engine/policy/book.hpp"
#include "engine/policy/pack_compiler.hpp"
#include "tests/unit/policy/packs.hpp"

using namespace tradein;

namespace {

constexpr int brands = 40;

/// Rows for each brand and grade 1 or 2, one for two brands at once, one for any brand of grade 3.
Table long_table() {
  Table table;
  table.id = "long";
  table.inputs = {{"brand", {}, false}, {"efficiency_grade", {}, false}};
  const auto add = [&](std::string brand, std::string grade, std::string value) {
    TableRow row;
    row.when = {{std::move(brand), {}, false}, {std::move(grade), {}, false}};
    row.value = {std::move(value), {}, false};
    table.rows.push_back(std::move(row));
  };
  for (int b = 0; b < brands; ++b)
    for (int grade = 1; grade <= 2; ++grade)
      add(fmt::format("\"b{}\"", b), std::to_string(grade), std::to_string(b * 10 + grade));
  add("\"b0\", \"other\"", "4", "900");
  add("-", "3", "700");
  table.no_row = Consequence{};
  return table;
}

/// The value and the row (from 0) for a claim, -1 for none.
struct Answer {
  Slot value;
  std::int64_t row = 0;
};

class Asked {
 public:
  Asked() : kind_{*test::shipped_kinds().find("appliance")} {
    std::vector<Pack> packs = test::shipped_packs();
    Pack pack = *std::ranges::find(packs, "cn-2025-appliance", &Pack::id);
    pack.tables.insert(pack.tables.begin(), long_table());
    Compilation made = compile_pack(pack, kind_);
    REQUIRE(made.problems.empty());
    compiled_ = std::move(made.pack);
  }
  Answer answer(const char* brand, int grade) {
    std::vector<Slot> slots(kind_.slot_count()), registers(compiled_.program.registers);
    if (brand != nullptr) slots[*kind_.find("brand")] = Slot::of_text(brand);
    if (grade > 0) slots[*kind_.find("efficiency_grade")] = Slot::of_number(grade);
    feel::run(compiled_.program, slots, registers);
    const auto get = [&](feel::Operand operand) {
      return feel::value_of(compiled_.program, slots, registers, operand);
    };
    return {get(compiled_.tables[0].value.operand), get(compiled_.tables[0].row).number()};
  }
  [[nodiscard]] const feel::Program& program() const { return compiled_.program; }
  [[nodiscard]] std::int64_t brand_slot() const { return *kind_.find("brand"); }

 private:
  const Kind& kind_;
  CompiledPack compiled_;
};

}  // namespace

TEST_CASE("compile_pack: a long table is entered by its text", "[unit][policy]") {
  Asked asked;
  REQUIRE(asked.program().jumps.size() == 1);
  CHECK(asked.program().jumps[0].places.size() == brands + 1);
  for (int b = 0; b < brands; ++b) {
    for (int grade = 1; grade <= 2; ++grade) {
      const auto answer = asked.answer(fmt::format("b{}", b).c_str(), grade);
      REQUIRE(answer.value.present());
      CHECK(answer.value.number() == (b * 10 + grade) * 10'000);
      CHECK(answer.row == b * 2 + grade - 1);
    }
    CHECK(asked.answer(fmt::format("b{}", b).c_str(), 3).value.number() == 7'000'000);
  }
  CHECK(asked.answer("b0", 4).value.number() == 9'000'000);
  CHECK(asked.answer("other", 4).row == brands * 2);
  CHECK(asked.answer("b1", 4).value.cause() == feel::Cause::no_row);
  CHECK(asked.answer("nobody", 3).value.number() == 7'000'000);
  CHECK(asked.answer("nobody", 1).value.cause() == feel::Cause::no_row);
  CHECK(asked.answer("nobody", 1).row == -1);
  // Without a brand only the row for any brand can answer; else the brand is what is missing.
  CHECK(asked.answer(nullptr, 3).value.number() == 7'000'000);
  CHECK(asked.answer(nullptr, 1).value.cause() == asked.brand_slot());
}

TEST_CASE("compile_pack: short tables have no jumps", "[unit][policy]") {
  for (const Pack& pack : test::shipped_packs())
    CHECK(compile_pack(pack, *test::shipped_kinds().find(pack.kind)).pack.program.jumps.empty());
}

TEST_CASE("texts_of: texts alone", "[unit][policy]") {
  const auto texts = [](const char* cell) {
    return texts_of(feel::parse_unary_tests(cell, {}).value());
  };
  using Texts = std::vector<std::string>;
  CHECK(texts("\"a\"") == Texts{"a"});
  CHECK(texts("\"a\", \"b\"") == Texts{"a", "b"});
  CHECK(texts("-") == Texts{});
  CHECK_FALSE(texts("not(\"a\")").has_value());
  CHECK_FALSE(texts("\"a\", null").has_value());
  CHECK_FALSE(texts("1").has_value());
}
