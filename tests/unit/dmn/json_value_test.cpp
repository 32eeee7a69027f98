#include "adapters/rulefiles/dmn/json_value.hpp"

#include "tests/unit/dmn/models.hpp"

using namespace tradein;

namespace {

std::string there_and_back(std::string_view json) {
  const auto value = feel_from_json(json, "f.json");
  return value ? feel_to_json(*value) : value.error().code;
}

}  // namespace

TEST_CASE("feel_from_json and feel_to_json: there and back", "[unit][dmn]") {
  for (const char* json : {R"({"a":1,"b":[true,null,"x"],"c":{"d":0.1}})", R"({"补 贴":"\"\\"})",
                           R"({"n":999999999999999})"})
    CHECK(there_and_back(json) == json);
}

TEST_CASE("feel_to_json: numbers of more than 15 digits are strings", "[unit][dmn]") {
  CHECK(there_and_back(R"({"n":1234567890123456})") == R"({"n":"1234567890123456"})");
  CHECK(there_and_back(R"({"n":1e2})") == R"({"n":100})");
  CHECK(feel_to_json(feel::Value{feel::MonthDuration{14}}) == R"("P1Y2M")");
}

TEST_CASE("E-JSON: what is no object", "[unit][dmn]") {
  for (const char* bad : {"", "[1]", "{", R"({"a":1,})", R"({"a":tru})", R"({"a":1e99999999})"})
    CHECK(there_and_back(bad) == "E-JSON");
  CHECK(there_and_back("{\"a\":" + std::string(300, '[') + std::string(300, ']') + "}") ==
        "E-JSON");
}
