#include <string>

#include "engine/log/canonical.hpp"
#include "tests/support/catch.hpp"

using namespace tradein;

TEST_CASE("canonical writer: members, arrays and nesting", "[log][canonical]") {
  std::string out = "before ";
  CanonicalWriter writer{out};
  writer.begin_object();
  writer.member("amount", std::int64_t{179'980});
  writer.key("empty");
  writer.begin_object();
  writer.end_object();
  writer.key("findings");
  writer.begin_array();
  writer.string("R1");
  writer.boolean(true);
  writer.begin_array();
  writer.end_array();
  writer.raw("{\"a\":1}");
  writer.end_array();
  writer.member("k", "claim");
  writer.member("ok", false);
  writer.end_object();
  CHECK(writer.depth() == 0);
  CHECK(writer.text() ==
        R"({"amount":179980,"empty":{},"findings":["R1",true,[],{"a":1}],"k":"claim","ok":false})");
  CHECK(out.starts_with("before {"));
  CHECK(is_canonical(writer.text()));
}

TEST_CASE("canonical writer: integers up to 2^53 - 1", "[log][canonical]") {
  const auto [value, text] = GENERATE(table<std::int64_t, std::string>({
      {0, "0"},
      {-1, "-1"},
      {canonical_integer_max, "9007199254740991"},
      {-canonical_integer_max, "-9007199254740991"},
  }));
  std::string out;
  CanonicalWriter{out}.integer(value);
  CHECK(out == text);
}

TEST_CASE("canonical writer: escapes as RFC 8785 wants them, nothing else escaped",
          "[log][canonical]") {
  const auto [text, json] = GENERATE(table<std::string, std::string>({
      {"", R"("")"},
      {"a\"b\\c/", R"("a\"b\\c/")"},
      {"\b\f\n\r\t", R"("\b\f\n\r\t")"},
      {std::string{"\0\x01\x1f\x7f", 4}, "\"\\u0000\\u0001\\u001f\x7f\""},
      {"海尔 電冰箱 😀 é", "\"海尔 電冰箱 😀 é\""},
      {"一二三四五六七八九十,0123456789abcdef\n一",
       "\"一二三四五六七八九十,0123456789abcdef\\n一\""},
  }));
  std::string out;
  CanonicalWriter{out}.string(text);
  CHECK(out == json);
  CHECK(is_canonical(out));
  std::string scratch;
  CHECK(CanonicalReader{out}.string(scratch) == text);
}
