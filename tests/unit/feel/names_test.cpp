#include "engine/feel/names.hpp"

#include "tests/support/catch.hpp"

using namespace tradein::feel;

TEST_CASE("NameSet: the longest name wins", "[unit][feel]") {
  NameSet names;
  names.insert("risk");
  names.insert("risk category");
  names.insert("Pre-bureau risk");
  CHECK(names.longest_match("risk category > 1", 0) == 13);
  CHECK(names.longest_match("risk of", 0) == 4);
  CHECK(names.longest_match("Pre-bureau risk", 0) == 15);
  CHECK(names.longest_match("riskier", 0) == 0);
  CHECK(names.longest_match("x", 0) == 0);
}

TEST_CASE("NameSet: any white space stands for the space of a name", "[unit][feel]") {
  NameSet names;
  names.insert("新车  价格");
  CHECK(names.contains("新车 价格"));
  CHECK(names.longest_match("新车 \n 价格+1", 0) == 15);
}

TEST_CASE("NameSet: a name goes when it was removed as often as inserted", "[unit][feel]") {
  NameSet names;
  names.insert("x");
  names.insert("x");
  names.remove("x");
  CHECK(names.contains("x"));
  names.remove("x");
  CHECK_FALSE(names.contains("x"));
  names.remove("never there");
}

TEST_CASE("fold_name: outer white space goes, inner becomes one space", "[unit][feel]") {
  CHECK(fold_name("  a \t b ") == "a b");
  CHECK(fold_name("").empty());
}
