#include "engine/feel/case_mapping.hpp"

#include "tests/support/catch.hpp"

using namespace tradein::feel;

TEST_CASE("upper_case and lower_case: Latin, Greek, Cyrillic, full width", "[unit][feel]") {
  CHECK(upper_case("aZ1 é ÿ ő σς я ｂ") == "AZ1 É Ÿ Ő ΣΣ Я Ｂ");
  CHECK(lower_case("AZ1 É Ÿ Ő Σ Я Ｂ") == "az1 é ÿ ő σ я ｂ");
  CHECK(upper_case("straße") == "STRASSE");
  CHECK(upper_case("补贴") == "补贴");
}

TEST_CASE("to_lower and to_upper: inverse of each other within the blocks", "[unit][feel]") {
  for (char32_t c = 0; c < 0x600; ++c) {
    const char32_t lower = to_lower(c);
    if (lower != c && c != 0x178) CHECK(to_upper(lower) == c);
  }
}

TEST_CASE("fold_case: letters that differ only in case are one", "[unit][feel]") {
  CHECK(fold_case('K') == fold_case(0x212A));
  CHECK(fold_case(0x3C3) == fold_case(0x3C2));
  CHECK(fold_case('a') != fold_case('b'));
}
