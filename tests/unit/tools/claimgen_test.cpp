#include <map>
#include <memory>
#include <set>
#include <string>

#include "tests/support/catch.hpp"
#include "tools/claimgen/generator.hpp"
#include "tools/claimgen/identifiers.hpp"
#include "tools/claimgen/writer.hpp"

using namespace tradein;
using namespace tradein::claimgen;

namespace {

constexpr std::string_view retailer = "91370100MA00012378";

std::string lines(std::uint64_t seed, std::uint64_t from, std::uint64_t to, Format format) {
  const Generator generator{seed, retailer};
  const auto row = std::make_unique<Row>();
  std::string text;
  for (std::uint64_t i = from; i < to; ++i) {
    generator.make(i, *row);
    write_row(format, *row, text);
  }
  return text;
}

unsigned digit(char sign) { return static_cast<unsigned>(sign - '0'); }

}  // namespace

// The bytes of a seed are a promise: figures of a benchmark are compared over versions.
TEST_CASE("claims: the first of a seed are these, on any machine", "[claimgen]") {
  CHECK(lines(7, 0, 1, Format::ndjson) ==
        R"({"claim_id":"G7-000000001","kind":"renovation","region":"140100",)"
        R"("applied_on":"2025-09-23","consumer_id":"140109194809130582","consumer_name":"陈超",)"
        R"("consumer_phone":"13094343496","invoice_no":"25142330625892374487",)"
        R"("invoice_date":"2025-09-21","invoice_title":"陈超","invoice_items":1,)"
        R"("invoice_total":"2180.00","price":"2180.00","consumer_paid":"1526.00",)"
        R"("subsidy_claimed":"654.00","category":"适老化","project":"elderly",)"
        R"("dwelling_id":"140107001892374487F0001","dwelling_completed_on":"1993-04-08",)"
        R"("beneficiary":"general","age":77,"disabled":false})"
        "\n");
  CHECK(lines(7, 2, 3, Format::csv) ==
        "G7-000000003,appliance,370100,2025-07-22,370104197910118646,郭国桂,13839465474,,"
        "25372454870857277793,2025-07-16,郭国桂,"
        "型号:N14-1635 商品条码:6900018006350 SN:SNEXJQRW26BAH5A,1,8849.00,8849.00,,7079.20,"
        "1769.80,电脑,长风,N14-1635,6900018006350,SNEXJQRW26BAH5A,,1,9049.00,200.00,offline,"
        "2025-07-20,370100,,true,91370100MA00012378,2025-07-16T10:46,2025-07-16T12:22,1,1,"
        ",,,,,,,,,,,,,,,,,,,,,,,,,\n");
  CHECK(lines(8, 0, 1, Format::csv) != lines(7, 0, 1, Format::csv));
}

TEST_CASE("claims: the shares are those of the description", "[claimgen]") {
  const Generator generator{7, retailer};
  std::map<Kind, int> kinds;
  std::map<Fault, int> found;
  constexpr int count = 100'000;
  for (std::uint64_t i = 0; i < count; ++i) {
    const Plan plan = generator.plan(i);
    ++kinds[plan.kind];
    if (plan.fault != Fault::none) ++found[plan.fault];
  }
  const int goods = kinds[Kind::appliance] + kinds[Kind::digital];
  const int cars = kinds[Kind::car_scrap] + kinds[Kind::car_replace];
  CHECK(std::abs(goods - count * 85 / 100) < count / 200);
  CHECK(std::abs(cars - count * 10 / 100) < count / 200);
  CHECK(std::abs(kinds[Kind::renovation] - count * 5 / 100) < count / 200);
  int faulty = 0;
  for (const auto& [fault, times] : found) faulty += times;
  CHECK(std::abs(faulty - count * 5 / 100) < count / 200);
  for (const FaultInfo& info : faults) {
    CAPTURE(info.name);
    CHECK(found[info.fault] > 0);
  }
}

TEST_CASE("claims: nothing needs quoting, and only faults repeat an identifier", "[claimgen]") {
  const Generator generator{7, retailer};
  const auto row = std::make_unique<Row>();
  std::map<Column, std::set<std::string>> seen;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    generator.make(i, *row);
    for (const Cell& cell : row->cells()) {
      REQUIRE(cell.view().find_first_of("\",\\\n\r") == std::string_view::npos);
    }
    if (generator.plan(i).fault != Fault::none) continue;
    for (const Column column :
         {Column::claim_id, Column::invoice_no, Column::serial_no, Column::imei, Column::new_vin,
          Column::old_vin, Column::scrap_certificate_no, Column::dwelling_id}) {
      if (row->at(column).empty()) continue;
      CAPTURE(i, name_of(column));
      REQUIRE(seen[column].emplace(row->at(column)).second);
    }
  }
}

TEST_CASE("claims: a borrowed identifier is that of an earlier claim", "[claimgen]") {
  const Generator generator{7, retailer};
  const auto row = std::make_unique<Row>();
  std::set<std::string> invoices;
  std::set<std::string> serials;
  std::set<std::string> ids;
  int borrowed = 0;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    generator.make(i, *row);
    const Fault fault = generator.plan(i).fault;
    const bool known_serial = !serials.emplace(row->at(Column::serial_no)).second;
    const bool known_invoice = !invoices.emplace(row->at(Column::invoice_no)).second;
    const bool known_id = !ids.emplace(row->at(Column::claim_id)).second;
    if (i < 100) continue;  // the very first have no earlier claim of their kind
    CAPTURE(i);
    if (fault == Fault::duplicate_serial) CHECK(known_serial);
    if (fault == Fault::two_on_one_invoice) CHECK(known_invoice);
    if (fault == Fault::sent_twice || fault == Fault::conflicting_claim_id) CHECK(known_id);
    borrowed += fault == Fault::duplicate_serial || fault == Fault::two_on_one_invoice;
  }
  CHECK(borrowed > 50);
}

TEST_CASE("identifiers: check digits are right", "[claimgen]") {
  CHECK(std::string_view{resident_id("110105", "19491231", 2)} == "11010519491231002X");
  CHECK(std::string_view{resident_id("440524", "18800101", 1)} == "440524188001010014");
  CHECK(std::string_view{gtin(123'456'789)} == "6901234567892");
  const auto luhn = [](std::string_view text) {
    unsigned sum = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const unsigned value = digit(text[text.size() - 1 - i]) * (i % 2 == 0 ? 1 : 2);
      sum += value / 10 + value % 10;
    }
    return sum % 10;
  };
  CHECK(luhn("490154203237518") == 0);  // the test itself knows the standard's example
  CHECK(luhn(imei(123'456'789'012)) == 0);
  CHECK(luhn(bank_card(987'654'321'098)) == 0);
}

// The first generated old cars carried a Q, which no VIN may have.
TEST_CASE("identifiers: a VIN has the signs and the check digit of ISO 3779", "[claimgen]") {
  constexpr std::string_view signs =
      "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";  // value: place mod 10
  const auto holds = [&](std::string_view text) {
    constexpr int weights[] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    int sum = 0;
    for (std::size_t i = 0; i < 17; ++i) {
      const std::size_t place = signs.find(text[i]);
      if (text.size() != 17 || place == std::string_view::npos) return false;
      sum += static_cast<int>(place % 10) * weights[i];
    }
    return text[8] == "0123456789X"[sum % 11];
  };
  CHECK(holds("1M8GDM9AXKP042788"));  // the standard's examples, so that the test itself is right
  CHECK(holds("11111111111111111"));
  CHECK_FALSE(holds("1M8GDM9AXKP042789"));
  const Generator generator{7, retailer};
  const auto row = std::make_unique<Row>();
  int cars = 0;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    generator.make(i, *row);
    if (row->at(Column::new_vin).empty()) continue;
    CAPTURE(i, row->at(Column::new_vin), row->at(Column::old_vin));
    const bool spoilt = generator.plan(i).fault == Fault::wrong_goods_check_digit;
    REQUIRE(holds(row->at(Column::new_vin)) != spoilt);
    REQUIRE(holds(row->at(Column::old_vin)));
    ++cars;
  }
  CHECK(cars > 1'500);
}

TEST_CASE("header: a name for each column, in the order of the cells", "[claimgen]") {
  std::string text;
  write_header(Format::csv, text);
  CHECK(std::count(text.begin(), text.end(), ',') == column_count - 1);
  CHECK(text.starts_with("claim_id,kind,region,applied_on,"));
  CHECK(text.ends_with(",beneficiary,age,disabled\n"));
  text.clear();
  write_header(Format::ndjson, text);
  CHECK(text.empty());
}
