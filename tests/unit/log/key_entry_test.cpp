#include "engine/log/key_entry.hpp"

#include "engine/log/batch_entry.hpp"
#include "engine/log/canonical.hpp"
#include "engine/log/checkpoint.hpp"
#include "tests/support/catch.hpp"

using namespace tradein;

TEST_CASE("key entry: has one text, and is read back", "[log][key]") {
  std::string text;
  write_key_entry({7, 1'795'545'642'212, "office", "log+1+a", "log+2+b"}, text);
  CHECK(text ==
        R"({"at":1795545642212,"by":"office","k":"key","n":7,"new":"log+2+b","old":"log+1+a",)"
        R"("v":1})");
  CHECK(is_canonical(text));
  CHECK(entry_kind(text) == "key");
  const auto read = read_key_entry(text);
  REQUIRE(read.has_value());
  CHECK(read->number == 7);
  CHECK(read->new_key == "log+2+b");
  CHECK(read_key_entry(text.substr(0, text.size() - 1)).error().code == "E-LOG-ENTRY");
  CHECK_FALSE(read_key_entry(R"({"k":"batch","n":7,"new":"b","old":"a"})").has_value());
  CHECK_FALSE(read_key_entry(R"({"k":"key","n":7,"new":"b"})").has_value());
}

TEST_CASE("log keys: each size has the key that was in force", "[log][key]") {
  const LogKey first{"log", {1}, {}}, second{"log", {2}, {}}, third{"log", {3}, {}};
  const LogKeys keys{third, {{second, 90}, {first, 40}}};
  CHECK(keys.at(0) == first);
  CHECK(keys.at(40) == first);
  CHECK(keys.at(41) == second);
  CHECK(keys.at(90) == second);
  CHECK(keys.at(91) == third);
  CHECK(LogKeys{first, {}}.at(1000) == first);
}
