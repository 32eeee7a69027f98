#include "adapters/rulefiles/dmn/dmn_xml.hpp"

#include "adapters/rulefiles/dmn/dmn_file.hpp"
#include "tests/unit/dmn/models.hpp"

using namespace tradein;

namespace {

std::string code_of(std::string_view bytes) {
  const auto read = read_dmn_xml(bytes, "m.dmn");
  return read ? "" : read.error().code + " " + read.error().place;
}

}  // namespace

TEST_CASE("read_dmn_xml: any prefix, CDATA, and the older namespaces", "[unit][dmn]") {
  const auto read = read_dmn_xml(
      "<dmn:definitions xmlns:dmn=\"http://www.omg.org/spec/DMN/20151101/dmn.xsd\" name=\"m\" "
      "namespace=\"n\"><dmn:decision id=\"d\" name=\"d\"><dmn:variable name=\"d\" "
      "typeRef=\"feel:number\"/><dmn:literalExpression><dmn:text>1 <![CDATA[< 2]]></dmn:text>"
      "</dmn:literalExpression></dmn:decision></dmn:definitions>",
      "m.dmn");
  REQUIRE(read.has_value());
  CHECK(read->model_namespace == "n");
  REQUIRE(read->decisions.size() == 1);
  CHECK(read->decisions[0].logic.text == "1 < 2");
  CHECK(read->decisions[0].variable.type == "feel:number");
}

TEST_CASE("E-DMN-XML: what is no document", "[unit][dmn]") {
  CHECK(code_of("").starts_with("E-DMN-XML"));
  CHECK(code_of("<definitions>").starts_with("E-DMN-XML m.dmn:"));
  CHECK(code_of("<html/>") == "E-DMN-XML m.dmn");
}

TEST_CASE("E-DMN-XML: document types, deep nesting", "[unit][dmn]") {
  CHECK(code_of("<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><definitions/>") ==
        "E-DMN-XML m.dmn");
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "<context>";
    for (int i = 0; i < depth; ++i) text += "</context>";
    return document(text);
  };
  CHECK(code_of(nested(199)).empty());
  CHECK(code_of(nested(200)) == "E-DMN-XML m.dmn");
  CHECK(code_of(nested(1'000'000)) == "E-DMN-XML m.dmn");
}

TEST_CASE("read_dmn_xml: `>` in an attribute and comments do not count as nesting", "[unit][dmn]") {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "<!-- <a> --><description label=\"a>b\"/>";
  CHECK(code_of(document(text)).empty());
}

TEST_CASE("E-DMN-VALUE: a hit policy that DMN has not", "[unit][dmn]") {
  CHECK(code_of(document("<decision id=\"d\" name=\"d\"><decisionTable hitPolicy=\"BEST\"/>"
                         "</decision>")) == "E-DMN-VALUE m.dmn");
}

TEST_CASE("E-FILE: a file that is not there", "[unit][dmn]") {
  const auto loaded = load_dmn_file("/no/such/file.dmn");
  REQUIRE_FALSE(loaded.has_value());
  CHECK(loaded.error().code == "E-FILE");
  CHECK_FALSE(read_whole_file("/").has_value());
}
