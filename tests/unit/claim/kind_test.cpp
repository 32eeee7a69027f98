#include "engine/claim/kind.hpp"

#include <string>

#include "tests/unit/claim/support.hpp"

using namespace tradein;
using namespace tradein::test;

namespace {

std::string refused(const std::string& properties, const std::string& more = "") {
  const auto kind = kind_with(properties, more);
  REQUIRE_FALSE(kind.has_value());
  CHECK(kind.error().code == "E-SCHEMA");
  CHECK(kind.error().place.starts_with("made-up.json:"));
  return kind.error().what.en;
}

const std::string label = R"("x-label": {"zh": "甲", "en": "a"})";

}  // namespace

TEST_CASE("read_kind: a new kind is data alone", "[unit][claim]") {
  // A farm machine, which the product does not know, with a fact and a sum of its own.
  const Node schema = tree(R"({
    "x-kind": "farm-machine", "x-label": {"zh": "农机报废更新", "en": "farm machine"},
    "x-synonyms": ["农机"], "allOf": [{"$ref": "common.json"}], "required": ["engine_no"],
    "properties": {
      "engine_no": {"x-label": {"zh": "发动机号", "en": "engine number"}, "x-type": "text",
        "x-format": "serial", "x-key": true, "x-headers": ["出厂编号"]},
      "power_kw": {"x-label": {"zh": "功率", "en": "power"}, "x-type": "number", "x-decimals": 1},
      "bought_on": {"x-label": {"zh": "购机日期", "en": "bought on"}, "x-type": "date"},
      "buyer_name": {"x-label": {"zh": "购机人", "en": "buyer"}, "x-type": "text",
        "x-privacy": "name"}},
    "x-facts": [
      {"name": "buyer_is_consumer", "x-label": {"zh": "购机人为申请人", "en": "buyer is applicant"},
        "equal": ["buyer_name", "consumer_name"]},
      {"name": "buyer_age", "x-label": {"zh": "年龄", "en": "age"},
        "age": ["consumer_id", "bought_on"]}]})");
  const auto kind = read_kind(schema, tree(small_common), "farm-machine.json");
  INFO((kind ? "" : kind.error().what.en));
  REQUIRE(kind.has_value());
  CHECK(kind->fields.size() == 9);
  CHECK(kind->slot_count() == 11);
  const Field& engine = kind->fields[*kind->find("engine_no")];
  CHECK(engine.key);
  CHECK(engine.required);
  CHECK(engine.readable);
  CHECK_FALSE(kind->fields[*kind->find("buyer_name")].readable);
  CHECK(kind->header_index.at(word_key("出厂 编号")) == *kind->find("engine_no"));
  CHECK(kind->is_fact(*kind->find("buyer_age")));
  CHECK(kind->facts[1].type() == FieldType::integer);
  KindSet kinds;
  REQUIRE(kinds.add(*kind).has_value());
  CHECK(kinds.find("农机") != nullptr);
  CHECK(kinds.find("Farm Machine") == kinds.find("farm-machine"));
  CHECK(kinds.find("tractor") == nullptr);
  CHECK_FALSE(kinds.add(*kind).has_value());
}

TEST_CASE("read_kind: mistakes in a schema are named", "[unit][claim]") {
  CHECK(refused(R"("a": {"x-type": "text"})") == "`x-label` is missing");
  CHECK(refused("\"a\": {" + label + "}") == "`x-type` is missing");
  CHECK(refused("\"a\": {" + label + R"(, "x-type": "float"})") ==
        "`x-type` does not know `float`");
  CHECK(refused("\"a\": {" + label + R"(, "x-type": "choice"})") == "a `choice` needs `x-terms`");
  CHECK(refused("\"a\": {" + label +
                R"(, "x-type": "text", "x-privacy": "name", "x-readable": true})") ==
        "a personal field cannot be readable by rules");
  CHECK(refused("\"a\": {" + label + R"(, "x-type": "number"})") ==
        "`x-decimals` has to be 1 to 6");
  CHECK(refused("\"a\": {" + label + R"(, "x-type": "date", "default": "x"})") ==
        "this field cannot have such a `default`");
  CHECK(refused("\"kind\": {" + label + R"(, "x-type": "text"})") ==
        "the field `kind` stands twice");
  CHECK(refused("\"a\": {" + label + R"(, "x-type": "text", "x-headers": ["姓名"]})") ==
        "the header `姓名` also stands for `consumer_name`");
  CHECK(refused("\"a\": {" + label + R"(, "x-type": "text"})", R"("required": ["b"])") ==
        "there is no field `b`");
  const std::string fact = R"("x-facts": [{"name": "f", "x-label": {"zh": "乙", "en": "b"}, )";
  CHECK(refused("\"a\": {" + label + R"(, "x-type": "date"})",
                fact + R"("equal": ["a", "kind"]}])") == "the inputs of `f` are of the wrong type");
  CHECK(refused("\"a\": {" + label + R"(, "x-type": "date"})", fact + R"("older": ["a", "a"]}])") ==
        "equal, contains or age with two fields is expected");
}
