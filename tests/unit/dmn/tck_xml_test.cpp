#include "adapters/rulefiles/dmn/tck_xml.hpp"

#include "tests/unit/dmn/models.hpp"

using namespace tradein;
using feel::Value;

namespace {

bool numbers_match(const char* expected, const char* actual) {
  return tck_matches(Value{*Decimal::parse(expected)}, Value{*Decimal::parse(actual)});
}

}  // namespace

TEST_CASE("tck_matches: type and value, and null only null", "[unit][dmn]") {
  CHECK(tck_matches(Value{}, Value{}));
  CHECK_FALSE(tck_matches(Value{}, Value{false}));
  CHECK_FALSE(tck_matches(Value{true}, Value{}));
  CHECK_FALSE(tck_matches(Value{"1"}, number(1)));
  CHECK(tck_matches(Value{"a"}, Value{"a"}));
  CHECK_FALSE(tck_matches(Value{feel::List{number(1)}}, Value{feel::List{number(1), number(2)}}));
}

TEST_CASE("tck_matches: short numbers exactly, long fractions to eight digits", "[unit][dmn]") {
  CHECK(numbers_match("2", "2.0"));
  CHECK_FALSE(numbers_match("2", "2.4"));
  CHECK_FALSE(numbers_match("0.33", "0.333"));
  CHECK(numbers_match("0.36787944", "0.36787944117"));
  CHECK_FALSE(numbers_match("0.36787944", "0.36787945"));
  CHECK(numbers_match("662.707359373292", "662.7073593732659"));
  CHECK_FALSE(numbers_match("662.707359373292", "662.7073603"));
}

TEST_CASE("read_tck_xml: values of every type", "[unit][dmn]") {
  const auto read = read_tck_xml(
      "<testCases xmlns=\"http://www.omg.org/spec/DMN/20160719/testcase\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"x\">"
      "<modelName>m.dmn</modelName><testCase id=\"1\"><inputNode name=\"a\"><list>"
      "<item><value xsi:type=\"xsd:decimal\">1.5</value></item>"
      "<item><value xsi:nil=\"true\"/></item></list></inputNode>"
      "<resultNode name=\"r\"><expected><component name=\"k\">"
      "<value xsi:type=\"xsd:date\">2025-01-31</value></component></expected></resultNode>"
      "</testCase><testCase id=\"2\"><resultNode name=\"r\"><expected>"
      "<value xsi:type=\"xsd:decimal\">NaN</value></expected></resultNode></testCase></testCases>",
      "t.xml", nullptr);
  REQUIRE(read.has_value());
  CHECK(read->model == "m.dmn");
  REQUIRE(read->cases.size() == 2);
  CHECK(feel::text_of(read->cases[0].inputs[0].value) == "[1.5, null]");
  CHECK(feel::text_of(read->cases[0].results[0].expected) == "{k: 2025-01-31}");
  CHECK(read->cases[1].unreadable == "NaN");
}

TEST_CASE("read_tck_xml: another kind of XML has no cases, broken XML is an error", "[unit][dmn]") {
  const auto other = read_tck_xml("<something/>", "t.xml", nullptr);
  REQUIRE(other.has_value());
  CHECK(other->cases.empty());
  CHECK_FALSE(read_tck_xml("<testCases>", "t.xml", nullptr).has_value());
}
