#include "engine/feel/general.hpp"

#include <map>

#include "engine/base/date.hpp"
#include "engine/feel/parser.hpp"
#include "tests/support/catch.hpp"

using namespace tradein;
using namespace tradein::feel;

namespace {

/// price (money), grade (integer), category (text), bought (date), taken (date and time); `prices`
/// is a parameter that is a list, `third` one that is a whole calculation.
Meaning meaning(std::string_view name) {
  static const std::map<std::string_view, Typed> fields{{"price", {FastType::number, 2, 0}},
                                                        {"grade", {FastType::number, 0, 1}},
                                                        {"category", {FastType::text, 0, 2}},
                                                        {"bought", {FastType::date, 0, 3}},
                                                        {"taken", {FastType::date_time, 0, 4}}};
  static const Node prices = parse_expression("[100, 200.5, price]", {}).value();
  static const Node third = parse_expression("decimal(price / 3, 2)", {}).value();
  static const Node circle = parse_expression("circle / 2", {}).value();
  if (name == "prices") return &prices;
  if (name == "third") return &third;
  if (name == "circle") return &circle;
  if (name == "consumer") return CompileError{"F-PERSONAL", 0, 0, {"个人信息", "personal"}};
  const auto found = fields.find(name);
  return found == fields.end() ? Meaning{} : Meaning{found->second};
}

std::vector<Slot> claim() {
  return {Slot::of_number(100'000), Slot::of_number(2), Slot::of_text("空调"),
          Slot::of_number(parse_iso_date("2025-03-31")->days()),
          Slot::of_number(parse_iso_minutes("2025-03-31T09:30")->minutes())};
}

Compiled<Typed> compile(Program& program, const char* text, std::optional<FastType> wanted) {
  const auto tree = parse_expression(text, {});
  REQUIRE(tree.has_value());
  return FastCompiler{program, meaning}.compile_any(*tree, wanted);
}

Slot value(const char* text, const std::vector<Slot>& slots,
           std::optional<FastType> wanted = FastType::boolean) {
  Program program;
  INFO(text);
  const auto typed = compile(program, text, wanted);
  REQUIRE(typed.has_value());
  REQUIRE(program.general.size() == 1);
  REQUIRE(program.code.size() == 1);  // nothing is left of the fast form that was tried first
  std::vector<Slot> registers(program.registers);
  run(program, slots, registers);
  return value_of(program, slots, registers, typed->operand);
}

std::int64_t number(const char* text, std::optional<FastType> wanted) {
  const Slot slot = value(text, claim(), wanted);
  INFO(text);
  REQUIRE(slot.present());
  return slot.number();
}

std::int64_t cause(const char* text, const std::vector<Slot>& slots,
                   FastType wanted = FastType::boolean) {
  const Slot slot = value(text, slots, wanted);
  INFO(text);
  REQUIRE_FALSE(slot.present());
  return slot.cause();
}

std::string code_of(const char* text, std::optional<FastType> wanted) {
  Program program;
  const auto typed = compile(program, text, wanted);
  INFO(text);
  REQUIRE_FALSE(typed.has_value());
  return typed.error().code;
}

}  // namespace

TEST_CASE("compile_any: what the fast form lacks is run by the full evaluator", "[unit][feel]") {
  CHECK(number("some p in prices satisfies p = price", FastType::boolean) == 1);
  CHECK(number("every p in prices satisfies p < 1000", FastType::boolean) == 0);
  CHECK(number("matches(category, \"^空.$\")", FastType::boolean) == 1);
  CHECK(number("sum(prices)", FastType::number) == 1'300'500'000);  // 1300.5 to six decimals
  CHECK(number("price ** 2", FastType::number) == 1'000'000'000'000);
  CHECK(number("third", FastType::number) == 333'330'000);
  CHECK(number("bought + duration(string join([\"P\", string(grade), \"M\"]))", FastType::date) ==
        parse_iso_date("2025-05-31")->days());
  CHECK(number("date and time(date(taken), time(taken))", FastType::date_time) ==
        parse_iso_minutes("2025-03-31T09:30")->minutes());
  CHECK(number("day of week(bought) = \"Monday\"", FastType::boolean) == 1);
}

TEST_CASE("compile_any: the fast form is kept where there is one", "[unit][feel]") {
  Program program;
  const auto typed = compile(program, "price <= 2000 and grade in [1..2]", FastType::boolean);
  REQUIRE(typed.has_value());
  CHECK(program.general.empty());
}

TEST_CASE("evaluate: a null keeps the cause of the one field that is absent", "[unit][feel]") {
  auto slots = claim();
  slots[0] = Slot{};
  CHECK(cause("price / 3 < 10", slots) == 0);
  CHECK(cause("abs(price) < grade", slots) == 0);
  slots[1] = Slot{};
  CHECK(cause("abs(price) < grade", slots) == Cause::no_value);
  CHECK(cause("number(\"x\") > 1", claim()) == Cause::no_value);
}

TEST_CASE("evaluate: a result that no slot holds is absent and says why", "[unit][feel]") {
  CHECK(cause("price / 3", claim(), FastType::number) == Cause::not_exact);
  CHECK(cause("price ** 9", claim(), FastType::number) == Cause::not_exact);
  CHECK(cause("count(prices)", claim(), FastType::boolean) == Cause::wrong_type);
  CHECK(cause("[bought + duration(\"P9000Y\")][1]", claim(), FastType::date) == Cause::overflow);
}

TEST_CASE("compile_any: without a wanted type the form must tell it", "[unit][feel]") {
  CHECK(number("price / 4", std::nullopt) == 250'000'000);
  CHECK(number("if matches(category, \"空\") then price / 4 else 0", std::nullopt) == 250'000'000);
  CHECK(number("some p in prices satisfies p > 1", std::nullopt) == 1);
  CHECK(code_of("prices[1]", std::nullopt) == "F-FORM");
}

TEST_CASE("compile_any: names are looked up as in the fast form", "[unit][feel]") {
  CHECK(code_of("some p in prices satisfies p = colour", FastType::boolean) == "F-NAME");
  CHECK(code_of("count([consumer]) = 1", FastType::boolean) == "F-PERSONAL");
  CHECK(code_of("circle", FastType::number) == "F-NAME");
}

TEST_CASE("to_slot: to_feel: the round trip keeps every type", "[unit][feel]") {
  for (const Typed& typed :
       {Typed{FastType::boolean, 0, 0}, Typed{FastType::number, 4, 0}, Typed{FastType::date, 0, 0},
        Typed{FastType::date_time, 0, 0}, Typed{FastType::days_duration, 0, 0},
        Typed{FastType::months_duration, 0, 0}}) {
    CAPTURE(name(typed.type));
    for (const std::int64_t number : {0, 1}) {
      const Slot back = to_slot(to_feel(Slot::of_number(number), typed), typed.type, typed.scale);
      REQUIRE(back.present());
      CHECK(back.number() == number);
    }
  }
  CHECK(to_slot(Value{Decimal::scaled(1, 7)}, FastType::number, 6).cause() == Cause::not_exact);
  CHECK(to_slot(Value{Decimal::scaled(10, 7)}, FastType::number, 6).number() == 1);
  CHECK(to_slot(Value{DayDuration{61, 0}}, FastType::days_duration, 0).cause() == Cause::not_exact);
  CHECK(to_slot(Value{DayDuration{120, 0}}, FastType::days_duration, 0).number() == 2);
  CHECK(to_feel(Slot{}, {FastType::number, 2, 0}).is_null());
}
