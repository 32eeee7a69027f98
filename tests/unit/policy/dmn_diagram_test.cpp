#include "engine/policy/dmn_diagram.hpp"

#include "tests/support/catch.hpp"

using namespace tradein;

TEST_CASE("write_diagram: what is required stands below what requires it", "[unit][policy]") {
  const std::string text = write_diagram({{"a", true, {}}, {"b", false, {0}}}, "small");
  CHECK(text.find(R"(dmnElementRef="a">
        <dc:Bounds x="40" y="190")") != std::string::npos);
  CHECK(text.find(R"(dmnElementRef="b">
        <dc:Bounds x="40" y="40")") != std::string::npos);
  CHECK(text.find(R"(<dmndi:DMNEdge id="edge_req_a_b" dmnElementRef="req_a_b">)") !=
        std::string::npos);
}

TEST_CASE("write_diagram: a ninth node of a rank begins a new row", "[unit][policy]") {
  const std::vector<DiagramNode> nine(9, DiagramNode{"n", true, {}});
  const std::string text = write_diagram(nine, "row");
  CHECK(text.find(R"(x="1720" y="190")") != std::string::npos);  // the eighth, in the lower row
  CHECK(text.find(R"(x="40" y="40")") != std::string::npos);     // the ninth, above the first
}
