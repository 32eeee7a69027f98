#include "adapters/batch/answer_files.hpp"

#include <string>
#include <vector>

#include "adapters/batch/text_encoding.hpp"
#include "adapters/batch/workbook.hpp"
#include "tests/unit/batch/support.hpp"
#include "tests/unit/batch/workbooks.hpp"

using namespace tradein;
using namespace tradein::test;

namespace {

/// The corrected-file template with every row of a file.
std::string fix_of(const std::string& bytes) {
  auto reader = open_batch(bytes_in_memory(bytes), "batch", shipped_kinds(), context());
  REQUIRE(reader.has_value());
  FixWriter writer{(*reader)->layout(), shipped_kinds()};
  std::string text = writer.begin();
  Chunk chunk;
  Block block;
  while (*(*reader)->next(chunk)) {
    (*reader)->parse(chunk, block);
    for (const BatchRow& row : block.rows) text += writer.row(row, "E-MONEY", "原因", "改正");
  }
  const auto rest = writer.end();
  REQUIRE(rest.has_value());
  return text + *rest;
}

std::string content_of(const std::string& bytes) {
  const File file = read_file(bytes);
  INFO(file.refused);
  for (const Seen& row : file.rows)
    for (const auto& error : row.errors) UNSCOPED_INFO(error);
  REQUIRE(file.all_good());
  CHECK(file.noticed("N-COLUMN") == 0);
  std::string all;
  for (const Seen& row : file.rows) all += row.content + "\n";
  return all;
}

}  // namespace

TEST_CASE("D22: no cell of an answer begins a formula", "[unit][batch]") {
  for (const std::string cell : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1",
                                 "＝1", "　＋1", "－1", "＠x", "\xE2\x80\x8B=1", "\xC2\xA0-1"}) {
    CAPTURE(cell);
    CHECK(harmless_cell(cell) == "'" + cell);
  }
  for (const std::string cell : {"", "1-1", "海燕", "'=1", "a=b", "4999.00"})
    CHECK(harmless_cell(cell) == cell);
}

TEST_CASE("FixWriter: a template comes back as the same claims in every form", "[unit][batch]") {
  const std::vector<Row> rows{sale(1, {{"invoice_remark", "=SUM(A1), \"备注\""}}), sale(2)};
  const std::string clean = content_of(csv(rows));
  const std::string gb = encoded(csv(rows), Encoding::gb18030);
  const std::string wide = "\xFF\xFE" + encoded(csv(rows, '\t'), Encoding::utf16le);
  for (const std::string& file : {csv(rows), "\xEF\xBB\xBF" + csv(rows), gb, wide,
                                  "sep=;\r\n" + csv(rows, ';'), ndjson({sale(1), sale(2)})}) {
    const std::string fix = fix_of(file);
    if (file.front() != '{') {
      CHECK(content_of(fix) == clean);
      CHECK(content_of(fix_of(fix)) == clean);  // sent back and returned again
    } else {
      CHECK(content_of(fix) == content_of(csv({sale(1), sale(2)})));
    }
  }
  CHECK(fix_of(gb).starts_with(encoded("错误码,原因,应如何修改,claim_id", Encoding::gb18030)));
  CHECK(fix_of(csv(rows)).find("\"'=SUM(A1), \"\"备注\"\"\"") != std::string::npos);
}

TEST_CASE("FixWriter: a workbook's template is a workbook, with dates as the sheet shows them",
          "[unit][batch]") {
  const Row sold = sale(1, {{"invoice_remark", "两行\n备注 <&> _x000D_"}});
  std::vector<std::string> header;
  std::vector<std::string> cells;
  for (const auto& [name, text] : sold) {
    header.push_back(text_cell(name));
    const bool day = name == "invoice_date";
    const bool time = name == "qualified_at";
    cells.push_back(day    ? "<c><v>45795</v></c>"
                    : time ? "<c><v>45795.395833333336</v></c>"
                           : text_cell(text));
  }
  const std::string book =
      zipped(workbook_parts({{"明细", "", row_of(1, header) + row_of(2, cells), ""}}));
  const std::string fix = fix_of(book);
  CHECK(fix.starts_with("PK"));
  CHECK(content_of(fix) == content_of(book));
  CHECK(content_of(fix_of(fix)) == content_of(book));  // sent back and returned again
  CHECK(fix_of(book) == fix);                          // no clock in it
  const File file = read_file(fix, "batch.fix.xlsx");
  CHECK(file.layout.form == FileForm::xlsx);
  REQUIRE(file.layout.columns.size() == sold.size() + 3);
  CHECK(file.layout.columns[0] == "错误码");
  CHECK(file.noticed("N-FILE-NAME") == 0);
}

TEST_CASE("FixWriter: a workbook's template holds no formula", "[unit][batch]") {
  const std::string book = zipped(
      workbook_parts({{"明细", "", text_rows({sale(1, {{"invoice_remark", "=1+1"}})}), ""}}));
  auto unpacked = open_workbook(fix_of(book), "batch.fix.xlsx");
  REQUIRE(unpacked.has_value());
  REQUIRE((*unpacked)->sheets().size() == 1);
  auto rows = (*unpacked)->rows((*unpacked)->sheets()[0]);
  REQUIRE(rows.has_value());
  SheetRow row;
  bool guarded = false;
  while (*(*rows)->next(row))
    for (const SheetCell& cell : row.cells) {
      CHECK(cell.kind == CellKind::text);
      CHECK_FALSE(cell.formula);
      guarded = guarded || cell.text == "'=1+1";
    }
  CHECK(guarded);
}

// An unmended row must not pass because its template made a text of what Excel had cut.
TEST_CASE("FixWriter: what was wrong in a cell of a workbook is wrong in its template",
          "[unit][batch]") {
  const auto [element, code] = GENERATE(
      table<std::string, std::string>({{"<c><v>24952000000010900000</v></c>", "E-EXCEL-ZEROS"},
                                       {"<c><v>2.4952E+19</v></c>", "E-EXCEL-ZEROS"},
                                       {"<c t=\"e\"><v>#REF!</v></c>", "E-CELL-ERROR"},
                                       {"<c><f>A1</f></c>", "E-CELL-ERROR"}}));
  CAPTURE(element);
  std::vector<std::string> header, cells;
  for (const auto& [name, text] : sale(1)) {
    header.push_back(text_cell(name));
    cells.push_back(name == "invoice_no" ? element : text_cell(text));
  }
  const std::string book =
      zipped(workbook_parts({{"明细", "", row_of(1, header) + row_of(2, cells), ""}}));
  const File again = read_file(fix_of(book));
  REQUIRE(again.rows.size() == 1);
  REQUIRE(again.rows[0].errors.size() == 1);
  CHECK(again.rows[0].errors[0].find(code) != std::string::npos);
}

TEST_CASE("FixWriter: a row with too many cells keeps its reasons in place", "[unit][batch]") {
  std::string bytes = csv({sale(1)});
  bytes.insert(bytes.find("K001"), "\"lone,");
  const std::string fix = fix_of(bytes);
  CHECK(fix.find("\r\nE-MONEY,原因,改正,lone,K001,") != std::string::npos);
}

TEST_CASE("TableWriter: acknowledgements in the input's form", "[unit][batch]") {
  FileLayout layout;
  layout.separator = ';';
  const TableWriter writer{layout};
  AckLine line{3, "=K1", "approved", "999.80", "cn-2025-appliance", true, "", "", "a;b", "", "2"};
  CHECK(writer.begin().empty());
  CHECK(writer.row(ack_cells(line)) ==
        "3;'=K1;approved;999.80;cn-2025-appliance;true;;;\"a;b\";;2\r\n");
  CHECK(ack_header(Language::zh).size() == ack_cells(line).size());
  CHECK(ack_header(Language::en).size() == ack_cells(line).size());
}
