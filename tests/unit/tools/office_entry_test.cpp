#include "tools/tradein/office_entry.hpp"

#include "tests/support/catch.hpp"
#include "tools/tradein/claim_subject.hpp"

using namespace tradein;
using namespace tradein::tool;

TEST_CASE("check_sentence: one line of text of at most 500 bytes", "[tool]") {
  CHECK(check_sentence("--purpose", "电话核实").has_value());
  CHECK(check_sentence("--purpose", std::string(500, 'x')).has_value());
  for (const std::string& bad :
       {std::string{}, std::string{"   "}, std::string{"two\nlines"}, std::string{"tab\t"},
        std::string{"\xff"}, std::string{"\xe5\xbc"}, std::string{"\x7f"}, std::string(501, 'x')}) {
    CAPTURE(bad);
    const auto said = check_sentence("--purpose", bad);
    REQUIRE_FALSE(said.has_value());
    CHECK(said.error().code == "E-SENTENCE");
    CHECK(said.error().place == "--purpose");
    CHECK(said.error().trouble == Trouble::usage);
  }
}

TEST_CASE("actor: who was named, else the system's user", "[tool]") {
  CHECK(actor("clerk-7") == "clerk-7");
  CHECK_FALSE(actor("").empty());
  CHECK(check_actor("").has_value());
  CHECK(check_actor("clerk-7").has_value());
  CHECK(check_actor("\xff").error().place == "--by");
}

TEST_CASE("parse_subject: a pseudonym as entries have it", "[tool]") {
  const auto subject = parse_subject("rSiWuC828FehAHoj9xzj0w");
  REQUIRE(subject.has_value());
  CHECK(text_of(*subject) == "rSiWuC828FehAHoj9xzj0w");
  for (const char* bad : {"", "rSiWuC828FehAHoj9xzj0", "rSiWuC828FehAHoj9xzj0w=",
                          "370102199012286337", "AAAAAAAAAAAAAAAAAAAAAA"}) {
    CAPTURE(bad);
    CHECK(parse_subject(bad).error().code == "E-SUBJECT");
  }
}
