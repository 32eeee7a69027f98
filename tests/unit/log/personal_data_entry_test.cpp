#include "engine/log/personal_data_entry.hpp"

#include "engine/log/batch_entry.hpp"
#include "engine/log/canonical.hpp"
#include "tests/support/catch.hpp"

using namespace tradein;

namespace {

const RevealEntry reveal{296, 1'795'545'642'212, "clerk-7", "电话核实", 1};
const PersonalDataEntry change{299,        1'795'545'642'293,        "clerk-7",
                               "本人申请", "rSiWuC828FehAHoj9xzj0w", "erased"};

std::string text_of(const RevealEntry& entry) {
  std::string out;
  write_reveal_entry(entry, out);
  return out;
}

std::string text_of(const PersonalDataEntry& entry) {
  std::string out;
  write_personal_data_entry(entry, out);
  return out;
}

}  // namespace

TEST_CASE("reveal entry: has one text, and is read back", "[log][privacy]") {
  const std::string text = text_of(reveal);
  CHECK(text == R"({"at":1795545642212,"by":"clerk-7","claim":1,"k":"reveal","n":296,)"
                R"("purpose":"电话核实","v":1})");
  CHECK(is_canonical(text));
  CHECK(entry_kind(text) == "reveal");
  const auto read = read_reveal_entry(text);
  REQUIRE(read.has_value());
  CHECK(text_of(*read) == text);
}

TEST_CASE("personal-data entry: has one text, and is read back", "[log][privacy]") {
  const std::string text = text_of(change);
  CHECK(text ==
        R"({"at":1795545642293,"by":"clerk-7","ground":"本人申请","k":"personal-data","n":299,)"
        R"("state":"erased","subject":"rSiWuC828FehAHoj9xzj0w","v":1})");
  CHECK(is_canonical(text));
  CHECK(entry_kind(text) == "personal-data");
  const auto read = read_personal_data_entry(text);
  REQUIRE(read.has_value());
  CHECK(text_of(*read) == text);
}

TEST_CASE("entries about personal data: another kind, a cut text and an unknown state are refused",
          "[log][privacy]") {
  CHECK(read_reveal_entry(text_of(change)).error().code == "E-LOG-ENTRY");
  CHECK(read_personal_data_entry(text_of(reveal)).error().code == "E-LOG-ENTRY");
  const std::string text = text_of(change);
  CHECK_FALSE(read_personal_data_entry(text.substr(0, text.size() - 1)).has_value());
  PersonalDataEntry bad = change;
  bad.state = "lost";
  CHECK_FALSE(read_personal_data_entry(text_of(bad)).has_value());
  bad = change;
  bad.subject = "short";
  CHECK_FALSE(read_personal_data_entry(text_of(bad)).has_value());
  RevealEntry silent = reveal;
  silent.purpose.clear();
  CHECK_FALSE(read_reveal_entry(text_of(silent)).has_value());
}
