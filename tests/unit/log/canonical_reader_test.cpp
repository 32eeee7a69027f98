#include <random>
#include <string>
#include <vector>

#include "engine/log/canonical.hpp"
#include "tests/support/catch.hpp"

using namespace tradein;

TEST_CASE("canonical reader: a cursor over members, in order", "[log][canonical]") {
  const std::string text =
      R"({"amount":-5,"k":"cl\naim","list":[1,"two",true,[],{}],"ok":false,"z":{"a":{"b":1}}})";
  CanonicalReader in{text};
  std::string scratch;
  std::string_view key;
  REQUIRE(in.enter_object());
  REQUIRE(in.next_key(key));
  CHECK(key == "amount");
  CHECK(in.kind() == CanonicalReader::Kind::integer);
  CHECK(in.integer() == -5);
  CHECK_FALSE(in.next_key_is("absent"));
  REQUIRE(in.next_key_is("k"));
  CHECK(in.string(scratch) == "cl\naim");
  REQUIRE(in.next_key(key));
  CHECK(in.kind() == CanonicalReader::Kind::array);
  REQUIRE(in.enter_array());
  REQUIRE(in.next_item());
  CHECK(in.integer() == 1);
  REQUIRE(in.next_item());
  CHECK(in.string(scratch) == "two");
  REQUIRE(in.next_item());
  CHECK(in.boolean());
  REQUIRE(in.next_item());
  CHECK(in.skip() == "[]");
  REQUIRE(in.next_item());
  CHECK(in.skip() == "{}");
  CHECK_FALSE(in.next_item());
  REQUIRE(in.next_key_is("ok"));
  CHECK_FALSE(in.boolean());
  REQUIRE(in.next_key(key));
  CHECK(in.skip() == R"({"a":{"b":1}})");
  CHECK_FALSE(in.next_key(key));
  CHECK(in.finish());
}

TEST_CASE("canonical reader: a string without an escape is not copied", "[log][canonical]") {
  const std::string text = R"("电冰箱")";
  std::string scratch;
  CanonicalReader in{text};
  CHECK(in.string(scratch).data() == text.data() + 1);
}

TEST_CASE("canonical: what has another canonical text is refused at its byte", "[log][canonical]") {
  const auto [text, offset] = GENERATE(table<std::string, std::size_t>({
      {"", 0},
      {" 1", 0},
      {"1 ", 1},
      {"01", 0},
      {"-0", 0},
      {"-", 0},
      {"1.0", 1},
      {"1e3", 1},
      {"9007199254740992", 0},
      {"null", 0},
      {"True", 0},
      {"tru", 0},
      {"\"a", 2},
      {"\"a\nb\"", 2},
      {R"("\/")", 1},
      {R"("\u0041")", 1},
      {R"("\u000a")", 1},
      {R"("\u001F")", 1},
      {R"("\u00e9")", 1},
      {R"("\x")", 1},
      {"\"\\", 1},
      {"\"\\u00", 1},
      {"\"\xC0\x80\"", 1},
      {"\"\xE0\x80\x80\"", 1},
      {"\"\xED\xA0\x80\"", 1},
      {"\"\xF4\x90\x80\x80\"", 1},
      {"\"\xE4\xB8\"", 1},
      {"\"a\x80\"", 2},
      {"{", 1},
      {"{\"a\"}", 4},
      {R"({"a":1,})", 7},
      {R"({"a":1,"a":2})", 8},
      {R"({"b":1,"a":2})", 8},
      {R"({"ab":1,"a":2})", 9},
      {R"({"a" :1})", 4},
      {R"({"a":1 })", 6},
      {R"({"a\n":1})", 3},
      {"{\"\xC3\xA9\":1}", 2},
      {R"({1:1})", 1},
      {"[", 1},
      {"[1,]", 3},
      {"[1 ,2]", 2},
      {"[,1]", 1},
      {"[1}", 2},
      {"{\"a\":1]", 6},
      {"]", 0},
      {"{}{}", 2},
  }));
  CAPTURE(text);
  REQUIRE(first_not_canonical(text).has_value());
  CHECK(*first_not_canonical(text) == offset);
}

TEST_CASE("canonical: depth 16 is read, 17 is not", "[log][canonical]") {
  CHECK(is_canonical(std::string(16, '[') + std::string(16, ']')));
  CHECK_FALSE(is_canonical(std::string(17, '[') + std::string(17, ']')));
}

TEST_CASE("canonical reader: after a failure nothing more is read", "[log][canonical]") {
  CanonicalReader in{R"({"b":1,"a":2})"};
  std::string_view key;
  REQUIRE(in.enter_object());
  REQUIRE(in.next_key(key));
  CHECK(in.integer() == 1);
  CHECK_FALSE(in.next_key(key));
  CHECK(in.failed());
  std::string scratch;
  CHECK(in.string(scratch).empty());
  CHECK(in.integer() == 0);
  CHECK_FALSE(in.enter_object());
  CHECK_FALSE(in.finish());
  CHECK(in.error_offset() == 8);
}

namespace {

/// A value of any shape, and strings that meet the 16-byte steps at every place.
void write_any(CanonicalWriter& writer, std::mt19937& dice, std::size_t depth) {
  const auto pick = [&](unsigned n) { return static_cast<unsigned>(dice() % n); };
  switch (pick(depth < 5 ? 5 : 3)) {
    case 0:
      writer.integer(static_cast<std::int64_t>(dice()) - 2'000'000'000);
      break;
    case 1:
      writer.boolean(pick(2) == 1);
      break;
    case 2: {
      const std::vector<std::string> parts{"a", "\n", "\"", "汉", "é", "😀", "0123456789", "\x01"};
      std::string text;
      for (unsigned i = pick(30); i > 0; --i) text += parts[pick(8)];
      writer.string(text);
      break;
    }
    case 3: {
      writer.begin_object();
      std::string key;
      for (unsigned i = pick(6); i > 0; --i) {
        key += static_cast<char>('a' + pick(26));
        writer.key(key);
        write_any(writer, dice, depth + 1);
      }
      writer.end_object();
      break;
    }
    default: {
      writer.begin_array();
      for (unsigned i = pick(6); i > 0; --i) write_any(writer, dice, depth + 1);
      writer.end_array();
      break;
    }
  }
}

}  // namespace

TEST_CASE("canonical: what the writer writes is read; cut anywhere it is not", "[log][canonical]") {
  std::mt19937 dice{20'250'101};
  for (int round = 0; round < 2'000; ++round) {
    std::string text;
    CanonicalWriter writer{text};
    writer.begin_array();
    write_any(writer, dice, 1);
    writer.end_array();
    CAPTURE(text);
    REQUIRE(is_canonical(text));
    const std::size_t cut = dice() % text.size();
    REQUIRE_FALSE(is_canonical(std::string_view{text}.substr(0, cut)));
  }
}
