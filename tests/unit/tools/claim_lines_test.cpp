// A batch file of any form as lines for the service.
#include "tools/tradein/claim_lines.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "adapters/batch/text_encoding.hpp"
#include "tests/unit/batch/support.hpp"

using namespace tradein;
using namespace tradein::test;
using namespace tradein::tool;

namespace {

struct TempFile {
  std::filesystem::path path;
  explicit TempFile(const std::string& bytes)
      : path{std::filesystem::temp_directory_path() /
             ("tradein-claim-lines-" + std::to_string(::getpid()))} {
    std::ofstream{path, std::ios::binary} << bytes;
  }
  ~TempFile() { std::filesystem::remove(path); }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
};

std::unique_ptr<ClaimLines> opened(const TempFile& file) {
  auto lines = ClaimLines::open(file.path.string(), shipped_kinds(), context());
  REQUIRE(lines.has_value());
  return std::move(*lines);
}

std::vector<ClaimLine> all_of(ClaimLines& lines) {
  std::vector<ClaimLine> all;
  ClaimLine line;
  while (lines.next(line).value()) all.push_back(line);
  return all;
}

}  // namespace

TEST_CASE("claim lines: a table's rows are claims, its bad rows only their ids", "[unit][wire]") {
  const TempFile file{
      encoded(csv({sale(1), sale(2, {{"price", "12.345"}})}) + "K\"003\",appliance\r\n",
              Encoding::gb18030)};
  const auto lines = opened(file);
  const auto all = all_of(*lines);
  REQUIRE(all.size() == 3);
  CHECK(all[0].row == 2);
  CHECK(all[0].errors.empty());
  CHECK(all[0].text.starts_with(R"({"claim_id":"K001","kind":"appliance",)"));
  CHECK(all[0].text.find("欧阳淼") != std::string::npos);
  CHECK(all[1].text == R"({"claim_id":"K002"})");
  REQUIRE(all[1].errors.size() == 1);
  CHECK(all[1].errors[0].name() == "E-MONEY-DECIMALS");
  CHECK(all[1].errors[0].cell == "M3");
  CHECK(all[1].raw.find("12.345") != std::string::npos);
  CHECK(all[2].text == R"({"claim_id":""})");
  CHECK_FALSE(all[2].errors.empty());
}

TEST_CASE("claim lines: a line of NDJSON goes as it stands, its faults with it", "[unit][wire]") {
  const std::string plain = json_line(sale(1));
  const std::string faulty = json_line(sale(2, {{"price", "12.345"}}));
  const TempFile file{plain + "\n\n" + faulty + "\n"};
  const auto lines = opened(file);
  const auto all = all_of(*lines);
  REQUIRE(all.size() == 2);
  CHECK(all[0].text == plain);
  CHECK(all[1].text == faulty);
  CHECK(all[1].row == 3);
  CHECK(all[1].errors.empty());  // the service's to find
  CHECK(lines->notices().size() == 1);
}

// `{"op":"withdraw",…}` in a file of claims would have been carried out.
TEST_CASE("claim lines: no line of a file is an op", "[unit][wire]") {
  const TempFile file{json_line(sale(1, {{"op", "close"}})) + "\n" +
                      R"({"op":"withdraw","claim_id":"K1","as":"void","on":"2025-06-11"})" + "\n"};
  const auto all = all_of(*opened(file));
  REQUIRE(all.size() == 2);
  CHECK(all[0].errors.empty());
  CHECK(all[0].text.find("close") == std::string::npos);
  CHECK(all[1].text == R"({"claim_id":"K1"})");
  CHECK_FALSE(all[1].errors.empty());
}

TEST_CASE("claim lines: a last line cut short, or one too long, is judged here", "[unit][wire]") {
  const std::string plain = json_line(sale(1));
  const TempFile file{plain + "\n" + std::string(70'000, 'x') + "\n" + plain.substr(0, 40)};
  const auto all = all_of(*opened(file));
  REQUIRE(all.size() == 3);
  REQUIRE(all[1].errors.size() == 1);
  CHECK(all[1].errors[0].name() == "E-ROW-LONG");
  REQUIRE(all[2].errors.size() == 1);
  CHECK(all[2].errors[0].name() == "E-ROW-TORN");
}

TEST_CASE("claim lines: errors of the service get their cells", "[unit][wire]") {
  const TempFile file{csv({sale(1)})};
  const auto lines = opened(file);
  RowAnswer answer;
  answer.row = 2;
  answer.errors = {make_row_error(RowErrorCode::date_future, "applied_on", {}),
                   make_row_error(RowErrorCode::key_conflict, "", {}),
                   make_row_error(RowErrorCode::vin_form, "no_such_column", {})};
  lines->place(answer);
  CHECK(answer.errors[0].cell == "D2");
  CHECK(answer.errors[1].cell == "A2");
  CHECK(answer.errors[2].cell == "A2");
}

TEST_CASE("claim lines: a file that is refused is refused before its first line", "[unit][wire]") {
  const auto lines = ClaimLines::open("/no/such/file.csv", shipped_kinds(), context());
  REQUIRE_FALSE(lines.has_value());
  CHECK(lines.error().code == "E-FILE-READ");
}
