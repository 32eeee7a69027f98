#include "engine/feel/slots.hpp"

#include "tests/unit/feel/answers.hpp"

using namespace tradein;
using namespace tradein::feel;

TEST_CASE("Slots: near and far frames begin as nulls and keep what is put", "[unit][feel]") {
  for (const std::size_t count : {0U, 1U, 12U, 13U, 100U}) {
    Slots slots{count};
    for (std::size_t i = 0; i < count; ++i) {
      CHECK(slots[i].is_null());
      slots[i] = Value{std::string(40, 'x')};
    }
    if (count > 0) CHECK(slots.data()[count - 1].string().size() == 40);
  }
}
