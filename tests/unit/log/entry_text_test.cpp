#include "engine/log/entry_text.hpp"

#include <string>

#include "engine/log/expected_text.hpp"
#include "tests/support/catch.hpp"

using namespace tradein;

namespace {

/// What a template over both would put.
void put(auto& text) {
  text.raw("{\"a\":");
  text.text("plain 家电 text");
  text.raw(",\"b\":");
  text.text("tab\tquote\"backslash\\bell\x07");
  text.raw(',');
  text.integer(-1'234'567'890'123);
  text.iso(*parse_iso_date("2025-02-28"));
  text.iso(*parse_iso_minutes("2025-02-28T23:59"));
  text.digest("0123456789abcdef");
  text.raw('}');
}

std::string written() {
  char bytes[512];
  EntryText text{bytes};
  put(text);
  return {bytes, text.at()};
}

bool matches(std::string_view bytes) {
  EntryMatch match{bytes};
  put(match);
  return match.at_end();
}

}  // namespace

TEST_CASE("an entry's text is compared as it would be written") {
  const std::string text = written();
  CHECK(text == R"({"a":"plain 家电 text","b":"tab\tquote\"backslash\\bell\u0007",-1234567890123)"
                R"("2025-02-28""2025-02-28T23:59""MDEyMzQ1Njc4OWFiY2RlZg"})");
  CHECK(matches(text));
}

TEST_CASE("any other byte, a missing one and one too many are seen") {
  const std::string text = written();
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = static_cast<char>(other[i] ^ 1);
    CHECK_FALSE(matches(other));
    CHECK_FALSE(matches(text.substr(0, i)));
  }
  CHECK_FALSE(matches(text + " "));
}

TEST_CASE("a quote or a backslash is found wherever it stands") {
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string plain(length, '\xa2');  // a quote with its top bit set is none
    const std::string quoted = "\"" + plain + "\"rest";
    ExpectedText in{quoted};
    CHECK(in.text() == plain);
    in.expect("rest");
    CHECK(in.at_end());
    const std::string escaped = "\"" + plain + "\\n\"";
    ExpectedText other{escaped};
    other.text();
    CHECK(other.failed());
    const std::string open = "\"" + plain;
    ExpectedText torn{open};
    torn.text();
    CHECK(torn.failed());
  }
}

TEST_CASE("brackets within strings do not end an object") {
  const std::string text = R"({"a":["}\"]",{"b":"\\"}]},)";
  ExpectedText in{text};
  CHECK(in.nested() == text.substr(0, text.size() - 1));
  in.expect(",");
  CHECK(in.at_end());
  for (const char* torn : {"{\"a", "{\"a\\", "{\"a\\\"", "{[}", "{"}) {
    ExpectedText bad{torn};
    (void)bad.nested();
    CHECK_FALSE((bad.at_end() && !bad.failed()));
  }
}
