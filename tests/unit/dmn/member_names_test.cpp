#include "engine/dmn/member_names.hpp"

#include "tests/unit/dmn/models.hpp"

using namespace tradein;

TEST_CASE("add_member_names: keys of one decision's context are known in another", "[unit][dmn]") {
  const std::string model = decision("facts", "{unit price: 2, days to go: 3}") +
                            decision("d", "facts.unit price * facts.days to go", {"#facts"});
  CHECK(decided(model, "d") == "6");
}
