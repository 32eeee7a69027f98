#include "engine/feel/regex.hpp"

#include "tests/unit/feel/answers.hpp"

using namespace tradein::feel;

namespace {

bool found(std::string_view pattern, std::string_view text, std::string_view flags = "") {
  const auto regex = Regex::compile(pattern, flags);
  REQUIRE(regex.has_value());
  const auto result = regex->found_in(text);
  REQUIRE(result.has_value());
  return *result;
}

bool valid(std::string_view pattern, std::string_view flags = "") {
  return Regex::compile(pattern, flags).has_value();
}

std::string replaced(std::string_view text, std::string_view pattern, std::string_view with) {
  const auto regex = Regex::compile(pattern, "");
  REQUIRE(regex.has_value());
  const auto result = regex->replaced(text, with, 1'000);
  return result ? *result : "error";
}

}  // namespace

TEST_CASE("found_in: choices, repeats, groups and anchors", "[unit][feel]") {
  CHECK(found("a|bc", "xbc"));
  CHECK(found("^a{2,3}$", "aaa"));
  CHECK_FALSE(found("^a{2,3}$", "aaaa"));
  CHECK_FALSE(found("^a{2}$", "a"));
  CHECK(found("^(ab)*$", ""));
  CHECK(found("^(?:ab)+$", "abab"));
  CHECK(found("^G[AB]\\d{4}$", "GA1234"));
  CHECK_FALSE(found("^a$", "b\na"));
  CHECK(found("^a$", "b\na", "m"));
}

TEST_CASE("found_in: the dot, and characters by code point", "[unit][feel]") {
  CHECK(found("^.$", "补"));
  CHECK(found("^.$", "😀"));
  CHECK_FALSE(found("^.$", "\n"));
  CHECK(found("^.$", "\n", "s"));
}

TEST_CASE("found_in: classes, their subtraction and escapes", "[unit][feel]") {
  CHECK(found("^[a-z-[aeiou]]+$", "xyz"));
  CHECK_FALSE(found("^[a-z-[aeiou]]+$", "xaz"));
  CHECK(found("^[^0-9]$", "a"));
  CHECK(found("^\\d\\D\\s\\S\\w\\W$", "1a b_-") == false);
  CHECK(found("^\\w+$", "补贴2025"));
  CHECK(found("^\\i\\c*$", "name-1"));
  CHECK(found("^\\p{Lu}\\p{Ll}\\p{Nd}$", "Aa1"));
  CHECK(found("^\\p{L}+$", "补贴"));
  CHECK(found("^\\P{L}+$", "123"));
  CHECK(found("^\\p{IsCJKUnifiedIdeographs}+$", "补贴"));
  CHECK(found("^[\\-\\]]$", "-"));
}

TEST_CASE("found_in: flags i, x and q", "[unit][feel]") {
  CHECK(found("^[A-Z]+$", "abc", "i"));
  CHECK_FALSE(found("[^Q]", "q", "i"));
  CHECK(found("hello[ ]world ", "hello world", "x"));
  CHECK(found("hello\\ sworld", "hello world", "x"));
  CHECK(found("a.c", "a.c", "q"));
  CHECK_FALSE(found("a.c", "abc", "q"));
}

TEST_CASE("compile: what is no pattern", "[unit][feel]") {
  for (const char* bad : {"(", ")", "[", "]", "{", "*", "a**", "a{2,1}", "\\", "\\q", "(a)\\2",
                          "\\1", "[\\1]", "[b-a]", "\\p{Xx}", "\\p", "(?=a)", "[]"}) {
    CAPTURE(bad);
    CHECK_FALSE(valid(bad));
  }
  CHECK_FALSE(valid("a", "y"));
  CHECK_FALSE(valid("(a{1000}){1000}"));
  CHECK_FALSE(valid(std::string(10'000, '(')));
}

TEST_CASE("found_in: back-references", "[unit][feel]") {
  CHECK(found("^(.+)-\\1$", "ab-ab"));
  CHECK_FALSE(found("^(.+)-\\1$", "ab-ac"));
}

TEST_CASE("found_in: patterns that explode elsewhere end here", "[unit][feel]") {
  const std::string text = std::string(2'000, 'a') + "!";
  CHECK_FALSE(found("(a+)+$", text));
  CHECK_FALSE(found("(a|aa)+$", text));
  CHECK_FALSE(found("(.*)*x", text));
  const auto regex = Regex::compile("(a+)+\\1$", "");
  REQUIRE(regex.has_value());
  const auto result = regex->found_in(text);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error() == RegexTrouble::too_complex);
}

TEST_CASE("replaced: groups, greedy and lazy, and what XPath refuses", "[unit][feel]") {
  CHECK(replaced("abcd", "(ab)|(a)", "[1=$1][2=$2]") == "[1=ab][2=]cd");
  CHECK(replaced("abracadabra", "a.*?a", "*") == "*c*bra");
  CHECK(replaced("aaa", "a", "$0\\$") == "a$a$a$");
  CHECK(replaced("abc", "x*", "-") == "error");
  CHECK(replaced("abc", "b", "$") == "error");
  CHECK(replaced("abc", "b", "\\n") == "error");
}

TEST_CASE("split: by a pattern, empty parts kept", "[unit][feel]") {
  const auto parts = Regex::compile(";", "")->split("a;b;;");
  REQUIRE(parts.has_value());
  CHECK(*parts == std::vector<std::string>{"a", "b", "", ""});
}
