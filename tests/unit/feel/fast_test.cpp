#include "engine/feel/fast_compiler.hpp"

#include <map>

#include "engine/base/date.hpp"
#include "engine/feel/parser.hpp"
#include "tests/support/catch.hpp"

using namespace tradein;
using namespace tradein::feel;

namespace {

/// price (money), grade (integer), category (text), bought and delivered (dates), deferred
/// (boolean), taken (date and time).
struct Claim {
  std::vector<Slot> slots = std::vector<Slot>(8);
  Claim& price(std::int64_t fen) { return slots[0] = Slot::of_number(fen), *this; }
  Claim& grade(std::int64_t g) { return slots[1] = Slot::of_number(g), *this; }
  Claim& category(std::string_view c) { return slots[2] = Slot::of_text(c), *this; }
  Claim& bought(const char* d) {
    return slots[3] = Slot::of_number(parse_iso_date(d)->days()), *this;
  }
  Claim& delivered(const char* d) {
    return slots[4] = Slot::of_number(parse_iso_date(d)->days()), *this;
  }
  Claim& deferred(bool b) { return slots[5] = Slot::of_number(b), *this; }
  Claim& taken(const char* t) {
    return slots[6] = Slot::of_number(parse_iso_minutes(t)->minutes()), *this;
  }
};

Meaning meaning(std::string_view name) {
  static const std::map<std::string_view, Typed> fields{
      {"price", {FastType::number, 2, 0}},    {"grade", {FastType::number, 0, 1}},
      {"category", {FastType::text, 0, 2}},   {"bought", {FastType::date, 0, 3}},
      {"delivered", {FastType::date, 0, 4}},  {"deferred", {FastType::boolean, 0, 5}},
      {"taken", {FastType::date_time, 0, 6}},
  };
  static const Node list = parse_expression(R"(["冰箱", "洗衣机"])", {}).value();
  if (name == "categories") return &list;
  const auto found = fields.find(name);
  return found == fields.end() ? Meaning{} : Meaning{found->second};
}

Compiled<Typed> compile(Program& program, const char* text) {
  const auto tree = parse_expression(text, {});
  REQUIRE(tree.has_value());
  return FastCompiler{program, meaning}.compile(*tree);
}

Slot value(const char* text, const Claim& claim) {
  Program program;
  const auto typed = compile(program, text);
  INFO(text);
  REQUIRE(typed.has_value());
  std::vector<Slot> registers(program.registers);
  run(program, claim.slots, registers);
  return value_of(program, claim.slots, registers, typed->operand);
}

bool holds(const char* text, const Claim& claim) {
  const Slot result = value(text, claim);
  INFO(text);
  REQUIRE(result.present());
  return result.number() != 0;
}

std::string code_of(const char* text) {
  Program program;
  const auto typed = compile(program, text);
  return typed ? "" : typed.error().code;
}

}  // namespace

TEST_CASE("fast feel: money is compared exactly at any number of decimals", "[feel]") {
  CHECK(holds("price <= 6000", Claim{}.price(600'000)));
  CHECK_FALSE(holds("price <= 6000", Claim{}.price(600'001)));
  CHECK(holds("price < 60.005", Claim{}.price(6'000)));
  CHECK_FALSE(holds("price < 60.005", Claim{}.price(6'001)));
  CHECK(value("price * 0.15", Claim{}.price(499'900)).number() == 7'498'500);  // scale 4
  CHECK(holds("min(price * 0.20, 2000) = 2000", Claim{}.price(1'000'001)));
}

TEST_CASE("fast feel: an absent field makes a condition absent and says which field", "[feel]") {
  const Slot missing = value("grade = 1", Claim{}.price(1));
  CHECK_FALSE(missing.present());
  CHECK(missing.cause() == 1);
  CHECK(holds("grade = null", Claim{}));
  CHECK_FALSE(holds("grade != null", Claim{}));
  CHECK(holds("grade = null or grade <= 2", Claim{}));
  CHECK_FALSE(holds("grade != null and grade > 2", Claim{}));
  CHECK_FALSE(value("if deferred then price > 0 else true", Claim{}).present());
}

TEST_CASE("fast feel: three-valued logic", "[feel]") {
  CHECK_FALSE(value("true and grade = 1", Claim{}).present());
  CHECK_FALSE(holds("false and grade = 1", Claim{}));
  CHECK(holds("true or grade = 1", Claim{}));
  CHECK(holds("not(false)", Claim{}));
}

TEST_CASE("fast feel: dates are inclusive days", "[feel]") {
  CHECK(holds("delivered <= bought + duration(\"P15D\")",
              Claim{}.bought("2025-01-01").delivered("2025-01-16")));
  CHECK_FALSE(holds("delivered <= bought + duration(\"P15D\")",
                    Claim{}.bought("2025-01-01").delivered("2025-01-17")));
  CHECK(holds("delivered - bought = duration(\"P28D\")",
              Claim{}.bought("2025-02-01").delivered("2025-03-01")));
  CHECK(holds("bought + duration(\"P1M\") = @\"2025-02-28\"", Claim{}.bought("2025-01-31")));
  CHECK(holds("bought between @\"2025-01-01\" and @\"2025-12-31\"", Claim{}.bought("2025-12-31")));
  CHECK_FALSE(holds("bought in [@\"2025-01-01\"..@\"2025-12-31\")", Claim{}.bought("2025-12-31")));
  CHECK(holds("date(taken) = date(\"2025-05-18\") and bought.year = 2024",
              Claim{}.taken("2025-05-18T23:59").bought("2024-12-31")));
}

TEST_CASE("fast feel: lists of words", "[feel]") {
  CHECK(holds("list contains(categories, category)", Claim{}.category("洗衣机")));
  CHECK_FALSE(holds("category in categories", Claim{}.category("洗碗机")));
  CHECK(holds("category in (\"洗碗机\", \"冰箱\")", Claim{}.category("冰箱")));
  CHECK(holds("not(category in [\"洗碗机\"])", Claim{}.category("冰箱")));
  CHECK(holds("grade in (1, 2)", Claim{}.grade(2)));
  CHECK(holds("grade in (< 1, >= 5)", Claim{}.grade(5)));
  CHECK(holds("contains(category, \"衣\")", Claim{}.category("洗衣机")));
}

TEST_CASE("fast feel: overflow is absent, never a wrapped sum", "[feel]") {
  const Slot huge = value("price * price * 100000", Claim{}.price(99'999'999'999));
  CHECK_FALSE(huge.present());
  CHECK(huge.cause() == Cause::overflow);
}

TEST_CASE("fast feel: mistakes are named before any claim is seen", "[feel]") {
  CHECK(code_of("pric > 1") == "F-NAME");
  CHECK(code_of("grade <= true") == "F-TYPE");
  CHECK(code_of("bought > 5") == "F-TYPE");
  CHECK(code_of("category < \"a\"") == "F-TYPE");
  CHECK(code_of("for i in [1] return i") == "F-FORM");
  CHECK(code_of("grade / 3 = 1") == "F-FORM");
  CHECK(code_of("price and true") == "F-TYPE");
}
