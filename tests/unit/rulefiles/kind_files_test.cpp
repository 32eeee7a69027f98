#include "adapters/rulefiles/kind_files.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace tradein;

namespace {
const std::string shipped = std::string{TRADEIN_SOURCE_DIR} + "/schemas/claims";
}

TEST_CASE("load_kinds: the shipped kinds are read", "[unit][rulefiles]") {
  const auto kinds = load_kinds({shipped});
  INFO((kinds ? "" : kinds.error().place + " " + kinds.error().what.en));
  REQUIRE(kinds.has_value());
  std::vector<std::string> names;
  for (const auto& kind : kinds->all()) names.push_back(kind->name);
  CHECK(names == std::vector<std::string>{"appliance", "car-replace", "car-scrap", "car-voucher",
                                          "digital", "ebike", "renovation"});
}

TEST_CASE("load_kinds: a folder without kinds is refused", "[unit][rulefiles]") {
  const auto kinds = load_kinds({std::string{TRADEIN_SOURCE_DIR} + "/tests"});
  REQUIRE_FALSE(kinds.has_value());
  CHECK(kinds.error().code == "E-SCHEMA");
}
