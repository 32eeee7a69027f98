#include "adapters/rulefiles/tree_file.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace tradein;

namespace {
std::string refused(std::string_view text) {
  const auto tree = parse_tree(text, "pack.yaml");
  REQUIRE_FALSE(tree.has_value());
  return tree.error().code + " " + tree.error().place;
}
}  // namespace

TEST_CASE("parse_tree: every node knows its line and column", "[unit][rulefiles]") {
  const auto tree =
      parse_tree("title:\n  zh: 家电\nchecks:\n  - id: a\n    when: \"1\"\n  - 1\n", "p");
  REQUIRE(tree.has_value());
  const Node* zh = tree->find("title")->find("zh");
  CHECK(zh->scalar == "家电");
  CHECK(zh->line == 2);
  CHECK(zh->column == 7);
  const Node* checks = tree->find("checks");
  REQUIRE(checks->is_list());
  CHECK(checks->items[0].find("when")->quoted);
  CHECK(checks->items[0].find("when")->line == 5);
  CHECK_FALSE(checks->items[1].quoted);
}

TEST_CASE("parse_tree: members keep the order of the file", "[unit][rulefiles]") {
  const auto tree = parse_tree("{\"b\": 1, \"a\": null, \"c\": [true]}", "k.json");
  REQUIRE(tree.has_value());
  REQUIRE(tree->members.size() == 3);
  CHECK(tree->members[0].first == "b");
  CHECK(tree->members[1].second.kind == Node::Kind::null);
  CHECK(tree->members[2].second.items[0].scalar == "true");
}

TEST_CASE("parse_tree: what a rule file must not have is refused by place", "[unit][rulefiles]") {
  CHECK(refused("a: 1\nb: 2\na: 3\n") == "E-YAML-TWICE pack.yaml:3:1");
  CHECK(refused("a: &x 1\nb: *x\n") == "E-YAML-ALIAS pack.yaml:1:4");
  CHECK(refused("a: !!python/object 1\n").starts_with("E-YAML-ALIAS pack.yaml:1"));
  CHECK(refused("a: 1\n---\nb: 2\n").starts_with("E-YAML-SYNTAX pack.yaml:"));
  CHECK(refused("a: [1, 2\nb: 3\n").starts_with("E-YAML-SYNTAX pack.yaml:"));
  CHECK(refused("? [1, 2]\n: 3\n").starts_with("E-YAML-SYNTAX pack.yaml:1"));
}

TEST_CASE("parse_tree: nesting is bounded at 64 levels", "[unit][rulefiles]") {
  CHECK(parse_tree(std::string(64, '[') + std::string(64, ']'), "p").has_value());
  CHECK(refused(std::string(65, '[') + std::string(65, ']')).starts_with("E-YAML-SIZE"));
  CHECK(refused(std::string(100'000, '[')).starts_with("E-YAML-SIZE"));
}

TEST_CASE("read_tree: a missing file is an error with its path", "[unit][rulefiles]") {
  const auto tree = read_tree("/nonexistent/pack.yaml");
  REQUIRE_FALSE(tree.has_value());
  CHECK(tree.error().code == "E-FILE-READ");
  CHECK(tree.error().place == "/nonexistent/pack.yaml");
}
