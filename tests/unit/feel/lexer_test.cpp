#include "engine/feel/lexer.hpp"

#include "tests/support/catch.hpp"

using namespace tradein::feel;

namespace {

std::string spelled(std::string_view text) {
  std::string all;
  for (Token token = token_at(text, 0); token.kind != TokenKind::end;
       token = token_at(text, token.end))
    all += std::string{text.substr(token.begin, token.end - token.begin)} + "|";
  return all;
}

}  // namespace

TEST_CASE("token_at: numbers, signs, words and strings", "[unit][feel]") {
  CHECK(spelled("1..5") == "1|..|5|");
  CHECK(spelled("1.5e-3+.5") == "1.5e-3|+|.5|");
  CHECK(spelled("1e") == "1|e|");
  CHECK(spelled("a**b<=c") == "a|**|b|<=|c|");
  CHECK(spelled("\"a\\\"b\" @\"P1D\"") == "\"a\\\"b\"|@\"P1D\"|");
  CHECK(spelled("价格>=2000") == "价格|>=|2000|");
}

TEST_CASE("token_at: comments are skipped", "[unit][feel]") {
  CHECK(spelled("1 // one\n + /* two */ 2") == "1|+|2|");
  CHECK(token_at("/* open", 0).kind == TokenKind::unknown);
}

TEST_CASE("token_at: an open string is unknown to its end", "[unit][feel]") {
  CHECK(token_at("\"open", 0).kind == TokenKind::unknown);
  CHECK(token_at("@\"P1D", 0).kind == TokenKind::unknown);
  CHECK(token_at("\"a\\\"", 0).kind == TokenKind::unknown);
}

TEST_CASE("unescape: FEEL's escapes, surrogate pairs joined, others kept", "[unit][feel]") {
  CHECK(unescape("a\\n\\t\\\"\\\\") == "a\n\t\"\\");
  CHECK(unescape("\\u8865") == "补");
  CHECK(unescape("\\uD83D\\uDE00") == "😀");
  CHECK(unescape("\\U01F600") == "😀");
  CHECK(unescape("\\d") == "\\d");
  CHECK(unescape("\\uD83D") == "\\uD83D");
}
