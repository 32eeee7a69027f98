#include "engine/log/withdrawal_entry.hpp"

#include "engine/log/canonical.hpp"
#include "tests/support/catch.hpp"

using namespace tradein;

namespace {

WithdrawalEntry device_returned() {
  WithdrawalEntry entry;
  entry.number = 12;
  entry.claim = 7;
  entry.amount_fen = 21'260;
  entry.at_ms = 1'750'000'000'000;
  entry.ground = Ground::goods_came_back;
  entry.on = *Date::from_ymd(2025, 6, 11);
  entry.retailer = "91370100MAX164NEQ4";
  entry.freed = {"person-category", "device-once"};
  return entry;
}

std::string text_of(const WithdrawalEntry& entry) {
  std::string text;
  write_withdrawal_entry(entry, text);
  return text;
}

const std::string whole =
    R"({"amount":21260,"at":1750000000000,"claim":7,"freed":["person-category","device-once"],)"
    R"("ground":"return","k":"withdrawal","n":12,"on":"2025-06-11",)"
    R"("retailer":"91370100MAX164NEQ4","v":1})";

std::string with(const std::string& part, const std::string& instead) {
  std::string text = whole;
  text.replace(text.find(part), part.size(), instead);
  return text;
}

}  // namespace

TEST_CASE("write_withdrawal_entry: one canonical text", "[unit][log]") {
  CHECK(text_of(device_returned()) == whole);
  CHECK(is_canonical(whole));
}

TEST_CASE("read_withdrawal_entry: what was written is read", "[unit][log]") {
  const auto read = read_withdrawal_entry(whole);
  REQUIRE(read.has_value());
  CHECK(text_of(*read) == whole);
  CHECK(read->number == 12);
  CHECK(read->claim == 7);
  CHECK(read->ground == Ground::goods_came_back);
}

TEST_CASE("read_withdrawal_entry: other texts are refused", "[unit][log]") {
  const std::string text = GENERATE(
      std::string{}, std::string{"{}"}, with(R"("k":"withdrawal")", R"("k":"claim")"),
      with(R"("ground":"return")", R"("ground":"gift")"), with(R"("ground":"return",)", ""),
      with("2025-06-11", "2025-02-29"), with(R"("claim":7)", R"("claim":-1)"),
      with(R"("claim":7,)", ""), with(R"("claim":7)", R"("claim":"7")"), whole + " ");
  CAPTURE(text);
  const auto read = read_withdrawal_entry(text);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == "E-LOG-ENTRY");
}

TEST_CASE("ground_of: the names that are stored", "[unit][log]") {
  CHECK(ground_of("void") == Ground::filed_by_mistake);
  CHECK(ground_of("cancel") == Ground::sale_fell_through);
  CHECK(ground_of("return") == Ground::goods_came_back);
  CHECK_FALSE(ground_of("Void"));
  CHECK_FALSE(ground_of(""));
}
