#include <string>
#include <vector>

#include "tests/unit/batch/support.hpp"

using namespace tradein;
using namespace tradein::test;

namespace {

/// The codes of one line that stands between two honest ones.
std::vector<std::string> codes_of(const std::string& line) {
  const File file = read_file(json_line(sale(1)) + "\n" + line + "\n" + json_line(sale(3)) + "\n");
  REQUIRE(file.refused.empty());
  REQUIRE(file.rows.size() == 3);
  CHECK(file.rows[0].errors.empty());
  CHECK(file.rows[2].errors.empty());
  CHECK(file.rows[1].row == 2);
  return file.rows[1].errors;
}

std::string with(const std::string& from, const std::string& to) {
  std::string line = json_line(sale(2));
  const auto at = line.find(from);
  REQUIRE(at != std::string::npos);
  return line.replace(at, from.size(), to);
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("ndjson: a claim is the same as in CSV, whatever the order and spelling",
          "[unit][batch]") {
  const File table = read_file(csv({sale(1)}));
  Row backwards = sale(1, {{"product", ""}});
  std::reverse(backwards.begin(), backwards.end());
  std::string line = json_line(backwards);
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"\"4999.00\"", "4999"},
                                                        {"\"3999.20\"", "3999.2"},
                                                        {"\"1\"", "1"},
                                                        {"海燕", "\\u6d77\\u71d5"},
                                                        {"\"kind\"", "\"\\u006bind\""}})
    line.replace(line.find(from), from.size(), to);
  const File lines = read_file(line + "\n");
  REQUIRE(lines.all_good());
  REQUIRE(lines.rows.size() == 1);
  CHECK(lines.rows[0].content == table.rows[0].content);
  CHECK(lines.rows[0].claim_id == "K001");
}

TEST_CASE("ndjson: null and an empty string are empty", "[unit][batch]") {
  CHECK(codes_of(with("\"offline\"", "null")).empty());
  CHECK(codes_of(with("\"offline\"", "\"\"")).empty());
}

TEST_CASE("ndjson: one value, one meaning", "[unit][batch]") {
  CHECK(codes_of(with("\"price\": \"4999.00\"", "\"price\": \"4999.00\", \"price\": \"5.00\"")) ==
        Codes{"E-JSON-TWICE price "});
  CHECK(codes_of(with("\"25372000000000001232\"", "25372000000000001232")) ==
        Codes{"E-JSON-TYPE invoice_no "});
  CHECK(codes_of(with("\"4999.00\"", "true")) == Codes{"E-JSON-TYPE invoice_total "});
  CHECK(codes_of(with("\"offline\"", "{\"is\": \"offline\"}")) == Codes{"E-JSON-NESTED channel "});
  CHECK(codes_of(with("\"offline\"", "[]")) == Codes{"E-JSON-NESTED channel "});
  CHECK(codes_of("[" + json_line(sale(2)) + "]") == Codes{"E-JSON-OBJECT  "});
  CHECK(codes_of("17") == Codes{"E-JSON-OBJECT  "});
}

TEST_CASE("ndjson: an unknown key twice is wrong too, once it is noticed", "[unit][batch]") {
  CHECK(codes_of(with("{", "{\"x\": 1, \"x\": 2, ")) == Codes{"E-JSON-TWICE x "});
  const File file = read_file(with("{", "{\"x\": 1, ") + "\n" + with("{", "{\"x\": 2, ") + "\n");
  CHECK(file.all_good());
  CHECK(file.noticed("N-COLUMN") == 1);
  CHECK(read_file(with("{", "{\"retailer\": \"91350100M000100Y43\", ") + "\n").notices.empty());
}

TEST_CASE("ndjson: what is no JSON is an error of its line", "[unit][batch]") {
  const auto broken =
      GENERATE(std::string{"{\"claim_id\": \"half"}, std::string{"{\"claim_id\": 01}"},
               std::string{"{\"claim_id\" \"1\"}"}, std::string{"{\"claim_id\": \"1\",}"},
               std::string{"{claim_id: \"1\"}"}, std::string{"{'claim_id': '1'}"},
               std::string{"{\"claim_id\": tru}"}, std::string{"{\"claim_id\": \"\\x\"}"},
               std::string{"{\"claim_id\": \"1\"} x"}, std::string{"{\"claim_id\": \"a\tb\"}"},
               std::string{"{\"claim_id\": \"1\"}}"}, std::string{"{\"claim_id\": .5}"},
               std::string{"{\"claim_id\": [1}"}, std::string{"{\"claim_id\": {\"a\": }}"},
               std::string(100'00, '['), std::string{"今天"}, std::string{"{\"a\": \"\\ud800\"}"});
  CAPTURE(broken.substr(0, 60));
  CHECK(codes_of(broken) == Codes{"E-JSON  "});
}

TEST_CASE("ndjson: bytes that are no text", "[unit][batch]") {
  CHECK(codes_of(with("海燕", "\xE6\xB5")) == Codes{"E-ENCODING  "});
  CHECK(codes_of(with("海燕", std::string{"a\0b", 3})) == Codes{"E-ROW-NUL  "});
  CHECK(codes_of("{\"claim_id\": \"" + std::string(70'000, 'x') + "\"}") == Codes{"E-ROW-LONG  "});
}

TEST_CASE("ndjson: all errors of a line at once, those of an unknown kind too", "[unit][batch]") {
  const Row wrong = sale(2, {{"kind", "tractor"}, {"region", "1"}, {"price", "x"}});
  CHECK(codes_of(json_line(wrong)) ==
        Codes{"E-KIND-UNKNOWN kind ", "E-REGION region ", "E-MONEY price "});
  CHECK(codes_of("{\"claim_id\": \"K9\"}") ==
        Codes{"E-FIELD-MISSING kind ", "E-FIELD-MISSING region "});
}

TEST_CASE("ndjson: blank lines count, a cut last line is invalid", "[unit][batch]") {
  const std::string line = json_line(sale(1));
  const File file = read_file("\r\n" + line + "\r\n\n" + json_line(sale(2)));
  CHECK(file.all_good());
  REQUIRE(file.rows.size() == 2);
  CHECK(file.rows[0].row == 2);
  CHECK(file.rows[1].row == 4);
  CHECK(file.noticed("N-BLANK") == 1);
  const File torn = read_file(line + "\n" + line.substr(0, line.size() / 2));
  REQUIRE(torn.rows.size() == 2);
  CHECK(torn.rows[0].errors.empty());
  CHECK(torn.rows[1].errors == Codes{"E-ROW-TORN  "});
}
