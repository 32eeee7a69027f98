// The form of a pack, read and written again.
#include "engine/policy/pack.hpp"

#include <algorithm>

#include "adapters/rulefiles/tree_file.hpp"
#include "engine/base/json.hpp"
#include "tests/support/catch.hpp"

using namespace tradein;

namespace {

PackReading reading_of(const std::string& freed_by) {
  const std::string text = R"(
pack: made-up
title: {zh: 试, en: trial}
kind: appliance
region: "370100"
documents:
  D1: {number: 试〔2025〕1号, title: {zh: 试, en: trial}, date: "2025-01-01", read: full}
in_force: {by: invoice_date, first: "2025-01-01", last: "2025-12-31", published: "2025-01-01", clause: D1}
amount:
  fixed: "100"
  rounding: {to: fen, mode: down, clause: D1}
  clause: D1
limits:
  - id: device-once
    title: {zh: 一次, en: once}
    per: [serial_no]
    at_most: "1"
)" + freed_by + R"(
    otherwise: rejected
    reason: {zh: 已享受, en: had one}
    clause: D1
)";
  const auto tree = parse_tree(text, "pack.yaml");
  REQUIRE(tree.has_value());
  return read_pack(*tree);
}

bool frees(const PackReading& reading, Ground ground) {
  REQUIRE(reading.problems.empty());
  REQUIRE(reading.pack.limits.size() == 1);
  return reading.pack.limits[0].freed_by.has(ground);
}

}  // namespace

TEST_CASE("read_pack: a limit is freed by void and cancel, where it does not say",
          "[unit][policy]") {
  const auto unsaid = reading_of("");
  CHECK(frees(unsaid, Ground::filed_by_mistake));
  CHECK(frees(unsaid, Ground::sale_fell_through));
  CHECK_FALSE(frees(unsaid, Ground::goods_came_back));
}

TEST_CASE("read_pack: freed_by says what frees a limit", "[unit][policy]") {
  const auto all = reading_of("    freed_by: [void, cancel, return]");
  CHECK(frees(all, Ground::goods_came_back));
  const auto none = reading_of("    freed_by: []");
  for (const Ground ground : all_grounds) CHECK_FALSE(frees(none, ground));
}

TEST_CASE("read_pack: other grounds are no grounds", "[unit][policy]") {
  const auto reading = reading_of("    freed_by: [void, gift]");
  REQUIRE(reading.problems.size() == 1);
  CHECK(reading.problems[0].code == "P-LIMIT");
}

TEST_CASE("write_pack: freed_by only where it is not the usual", "[unit][policy]") {
  const auto written = [](const std::string& freed_by) {
    return canonical_json(write_pack(reading_of(freed_by).pack));
  };
  // A pack that says the usual has the hash of one that says nothing.
  CHECK(written("    freed_by: [cancel, void]") == written(""));
  CHECK(written("").find("freed_by") == std::string::npos);
  const std::string all = written("    freed_by: [return, void, cancel]");
  CHECK(all.find(R"("freed_by":["void","cancel","return"])") != std::string::npos);
  const auto tree = parse_tree(all, "pack.json");
  REQUIRE(tree.has_value());
  CHECK(canonical_json(write_pack(read_pack(*tree).pack)) == all);
  CHECK(written("    freed_by: []").find(R"("freed_by":[])") != std::string::npos);
}
