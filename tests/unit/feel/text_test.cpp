#include "engine/feel/text.hpp"

#include "tests/support/catch.hpp"

using namespace tradein::feel;

TEST_CASE("code_point_at: one to four bytes, and nothing for what is no UTF-8", "[unit][feel]") {
  CHECK(code_point_at("a", 0).value == 'a');
  CHECK(code_point_at("é", 0).width == 2);
  CHECK(code_point_at("补", 0).value == 0x8865);
  CHECK(code_point_at("😀", 0).width == 4);
  CHECK(code_point_at("", 0).width == 0);
  for (const char* bad :
       {"\x80", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE8\xA1", "\xFF"})
    CHECK(code_point_at(bad, 0).width == 0);
}

TEST_CASE("invalid_utf8: names the first bad byte", "[unit][feel]") {
  CHECK(invalid_utf8("补贴 abc") == std::string_view::npos);
  CHECK(invalid_utf8("ab\xFFzz") == 2);
}

TEST_CASE("to_utf32 and to_utf8: there and back", "[unit][feel]") {
  const std::string text = "a é 补 😀";
  CHECK(to_utf8(to_utf32(text)) == text);
  CHECK(length(text) == 7);
  CHECK(offset_of(text, 2) == 2);
  CHECK(offset_of(text, 99) == text.size());
}

TEST_CASE("white_space_at: Unicode's spaces too", "[unit][feel]") {
  CHECK(white_space_at(" ", 0) == 1);
  CHECK(white_space_at("\u3000", 0) == 3);
  CHECK(white_space_at("x", 0) == 0);
}

TEST_CASE("name_start_at: letters of every script, no digit and no sign", "[unit][feel]") {
  CHECK(name_start_at("价", 0) == 3);
  CHECK(name_start_at("_a", 0) == 1);
  CHECK(name_start_at("1", 0) == 0);
  CHECK(name_start_at("×", 0) == 0);
  CHECK(name_part_at("1", 0) == 1);
  CHECK(name_part_before("价1", 3));
  CHECK_FALSE(name_part_before(" x", 1));
}

TEST_CASE("line_column: lines from 1, columns by character", "[unit][feel]") {
  CHECK(line_column("ab", 1).column == 2);
  const LineColumn second = line_column("价格 +\n 补贴", 15);
  CHECK(second.line == 2);
  CHECK(second.column == 4);
}
