// What belongs to rows of tables beyond single cells: missing columns, mixed kinds, torn ends.
#include <string>
#include <vector>

#include "tests/unit/batch/support.hpp"

using namespace tradein;
using namespace tradein::test;

namespace {
using Codes = std::vector<std::string>;
}

TEST_CASE("tables: all errors of a row at once, each with its cell", "[unit][batch]") {
  const File file = read_file(csv(
      {sale(1),
       sale(2, {{"invoice_date", "2025-02-30"}, {"price", "12,3x"}, {"efficiency_grade", "9"}})}));
  REQUIRE(file.rows.size() == 2);
  CHECK(file.rows[1].claim_id == "K002");
  CHECK(file.rows[1].errors == Codes{"E-DATE-NO-DAY invoice_date I3", "E-MONEY price M3",
                                     "E-INTEGER-RANGE efficiency_grade U3"});
}

TEST_CASE("tables: an empty cell that every claim needs", "[unit][batch]") {
  const File file = read_file(csv({sale(1, {{"region", ""}}), sale(2, {{"claim_id", " "}}),
                                   sale(3, {{"kind", ""}, {"region", "1"}}),
                                   sale(4, {{"kind", "tractor"}, {"price", "x"}})}));
  REQUIRE(file.rows.size() == 4);
  CHECK(file.rows[0].errors == Codes{"E-FIELD-MISSING region C2"});
  CHECK(file.rows[1].errors == Codes{"E-FIELD-MISSING claim_id A3"});
  CHECK(file.rows[2].errors == Codes{"E-FIELD-MISSING kind B4", "E-REGION region C4"});
  CHECK(file.rows[3].errors == Codes{"E-KIND-UNKNOWN kind B5", "E-MONEY price M5"});
  CHECK(file.rows[3].claim_id == "K004");
}

TEST_CASE("tables: kinds may mix; a cell that a kind does not know is announced", "[unit][batch]") {
  const File file = read_file(
      "claim_id,kind,region,category,battery\r\nA1,appliance,370100,冰箱,\r\n"
      "B1,电动自行车,370100,,锂电池\r\nC1,ebike,370100,冰箱,lead-acid\r\n");
  CHECK(file.all_good());
  CHECK(file.rows.size() == 3);
  CHECK(file.noticed("N-CELL") == 1);
}

TEST_CASE("tables: two columns for one field", "[unit][batch]") {
  // The field's own name wins; two synonyms cannot be told apart.
  const File own = read_file("claim_id,kind,region,订单号\r\nA1,appliance,370100,B1\r\n");
  REQUIRE(own.all_good());
  CHECK(own.rows[0].claim_id == "A1");
  CHECK(own.noticed("N-COLUMN") == 1);
  const std::string header = "claim_id,kind,region,category,brand,gtin,imei,VIN,车架号\r\n";
  const File other = read_file(header +
                               "A1,digital,370100,手机,海燕,,,,\r\n"
                               "V1,car-voucher,370100,,,,,1M8GDM9AXKP042788,x\r\n");
  REQUIRE(other.rows.size() == 2);
  CHECK(other.rows[0].errors.empty());
  CHECK(other.rows[1].errors == Codes{"E-HEADER-TWICE  A3"});
}

TEST_CASE("tables: a last line without its end", "[unit][batch]") {
  const std::string whole = csv({sale(1), sale(2)});
  const File torn = read_file(whole.substr(0, whole.size() - 60));
  REQUIRE(torn.rows.size() == 2);
  CHECK(torn.rows[0].errors.empty());
  CHECK(torn.rows[1].errors == Codes{"E-ROW-TORN  A3"});
  const File unended = read_file(whole.substr(0, whole.size() - 2));
  CHECK(unended.all_good());
  CHECK(unended.noticed("N-LAST-LINE") == 1);
  const File header = read_file(csv_header(sale(1)) + "\r\n");
  CHECK(header.refused.empty());
  CHECK(header.rows.empty());
}

TEST_CASE("tables: a NUL or an endless cell costs its own row", "[unit][batch]") {
  std::string bytes = csv({sale(1), sale(2), sale(3)});
  bytes[bytes.find("SN00000002", bytes.find("K002,")) + 5] = '\0';
  const File nul = read_file(bytes);
  REQUIRE(nul.rows.size() == 3);
  CHECK(nul.rows[1].errors == Codes{"E-ROW-NUL  A3"});
  CHECK(nul.rows[2].errors.empty());
  std::string remark;
  for (int i = 0; i < 40'000; ++i) remark += "长";
  const File longest = read_file(csv({sale(1), sale(2, {{"invoice_remark", remark}}), sale(3)}));
  REQUIRE(longest.rows.size() == 3);
  CHECK(longest.rows[1].errors == Codes{"E-ROW-LONG  A3"});
  CHECK(longest.rows[2].errors.empty());
}
