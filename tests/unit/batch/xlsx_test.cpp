#include <string>
#include <vector>

#include "tests/unit/batch/support.hpp"
#include "tests/unit/batch/workbooks.hpp"

using namespace tradein;
using namespace tradein::test;

namespace {

using Codes = std::vector<std::string>;

File read_rows(const std::string& rows, const std::string& before = "", bool from_1904 = false) {
  return read_file(zipped(workbook_parts({{"明细", before, rows, ""}}, from_1904)), "book.xlsx");
}

/// One honest sale, one of whose cells is the given element.
File with_cell(const std::string& field, const std::string& element, bool from_1904 = false) {
  const Row sold = sale(1);
  std::vector<std::string> header;
  std::vector<std::string> cells;
  for (const auto& [name, text] : sold) {
    header.push_back(text_cell(name));
    cells.push_back(name == field ? element : text_cell(text));
  }
  return read_rows(row_of(1, header) + row_of(2, cells), "", from_1904);
}

std::string content_of(const File& file) {
  INFO(file.refused << " " << file.refused_en);
  REQUIRE(file.rows.size() == 1);
  for (const auto& error : file.rows[0].errors) UNSCOPED_INFO(error);
  REQUIRE(file.all_good());
  return file.rows[0].content;
}

Codes errors_in(const std::string& field, const std::string& element) {
  const File file = with_cell(field, element);
  REQUIRE(file.rows.size() == 1);
  return file.rows[0].errors;
}

std::string number(const std::string& value) { return "<c><v>" + value + "</v></c>"; }

}  // namespace

TEST_CASE("xlsx: the same claims as in CSV", "[unit][batch]") {
  const std::vector<Row> sales{sale(1), sale(2), sale(3)};
  const File table = read_file(csv(sales));
  const File book = read_rows(text_rows(sales));
  INFO(book.refused << " " << book.refused_en);
  REQUIRE(book.all_good());
  CHECK(book.rows == table.rows);
  CHECK(book.layout.form == FileForm::xlsx);
  const File titled = read_rows(row_of(1, {text_cell("某店明细")}) + text_rows(sales, 3));
  REQUIRE(titled.rows.size() == 3);
  CHECK(titled.rows[0].row == 4);
  CHECK(titled.noticed("N-TITLE") == 1);
}

TEST_CASE("xlsx: prefixed names, shared strings and cell references", "[unit][batch]") {
  CHECK(content_of(with_cell("brand", "<c t=\"s\"><v>0</v></c>")) ==
        content_of(read_file(csv({sale(1)}))));
  CHECK(content_of(with_cell("brand", "<c t=\"s\"><v>1</v></c>")) ==
        content_of(read_file(csv({sale(1)}))));
  std::string rows = text_rows({sale(1)});
  for (const std::string name : {"row", "c", "is", "t"}) {
    for (const std::string open : {"<", "</"})
      for (const std::string after : {" ", ">"})
        for (std::size_t at = 0; (at = rows.find(open + name + after, at)) != std::string::npos;
             at += 3)
          rows.replace(at, open.size(), open + "x:");
  }
  CHECK(content_of(read_rows(rows)) == content_of(read_file(csv({sale(1)}))));
}

TEST_CASE("D17: numbers are the shortest decimals of their doubles", "[unit][batch]") {
  const std::string clean = content_of(read_file(csv({sale(1)})));
  CHECK(content_of(with_cell("price", number("4999"))) == clean);
  CHECK(content_of(with_cell("price", number("4.999E3"))) == clean);
  CHECK(content_of(with_cell("consumer_phone", number("13900000001"))) == clean);
  CHECK(content_of(with_cell("efficiency_grade", number("1"))) == clean);
  CHECK(content_of(with_cell("old_item_returned", "<c t=\"b\"><v>1</v></c>")) == clean);
  CHECK(errors_in("price", number("0.30000000000000004")) == Codes{"E-MONEY-DECIMALS price M2"});
  CHECK(errors_in("invoice_no", number("2.5372000000000001E+19")) ==
        Codes{"E-EXCEL-ZEROS invoice_no H2"});
}

TEST_CASE("D07: a bare day number is a date in a sheet, in both systems", "[unit][batch]") {
  const std::string clean = content_of(read_file(csv({sale(1)})));
  CHECK(content_of(with_cell("invoice_date", number("45795"))) == clean);
  CHECK(content_of(with_cell("invoice_date", number("45795.75"))) == clean);
  CHECK(content_of(with_cell("invoice_date", number("44333"), true)) == clean);
  CHECK(content_of(with_cell("invoice_date", number("20250518"))) == clean);
  CHECK(content_of(with_cell("invoice_date", "<c t=\"d\"><v>2025-05-18T00:00:00</v></c>")) ==
        clean);
  // 09:30 of 2025-05-18, as a spreadsheet stores it.
  CHECK(content_of(with_cell("qualified_at", number("45795.395833333336"))) == clean);
  CHECK(errors_in("invoice_date", number("60")) == Codes{"E-DATE-NO-DAY invoice_date I2"});
  CHECK(errors_in("invoice_date", number("200000")) == Codes{"E-DATE-NO-DAY invoice_date I2"});
}

TEST_CASE("D17: formulas, error cells, hidden rows and columns", "[unit][batch]") {
  const std::string clean = content_of(read_file(csv({sale(1)})));
  const File formula = with_cell("price", "<c><f>A1+1</f><v>4999</v></c>");
  CHECK(content_of(formula) == clean);
  CHECK(formula.noticed("N-FORMULA") == 1);
  CHECK(errors_in("price", "<c><f>A1+1</f></c>") == Codes{"E-CELL-FORMULA price M2"});
  CHECK(errors_in("price", "<c t=\"e\"><v>#REF!</v></c>") == Codes{"E-CELL-ERROR price M2"});
  CHECK(errors_in("claim_id", "<c t=\"e\"><v>#N/A</v></c>") == Codes{"E-CELL-ERROR claim_id A2"});

  std::string rows = text_rows({sale(1), sale(2)});
  const auto at = rows.find("<row r=\"3\"");
  rows.insert(at + 10, " hidden=\"1\"");
  const File hidden = read_rows(rows, "<cols><col min=\"2\" max=\"3\" hidden=\"1\"/></cols>");
  CHECK(hidden.rows.size() == 2);
  CHECK(hidden.all_good());
  CHECK(hidden.noticed("N-HIDDEN-ROW") == 1);
  CHECK(hidden.noticed("N-HIDDEN-COLUMN") == 2);
}

TEST_CASE("xlsx: one sheet of claims in a file", "[unit][batch]") {
  const std::string claims = text_rows({sale(1)});
  const std::string summary = row_of(1, {text_cell("区划代码"), text_cell("补贴金额")}) +
                              row_of(2, {text_cell("370100"), number("1")});
  const auto read = [](const std::vector<Sheet>& sheets) {
    return read_file(zipped(workbook_parts(sheets)), "book.xlsx");
  };
  const File two = read({{"一店", "", claims, ""}, {"二店", "", claims, "hidden"}});
  CHECK(two.refused == "E-FILE-SHEETS");
  CHECK(two.refused_en.find("`一店`、`二店`") != std::string::npos);
  const File one = read({{"汇总", "", summary, ""}, {"明细", "", claims, "hidden"}});
  CHECK(one.all_good());
  CHECK(one.rows.size() == 1);
  CHECK(one.noticed("N-SHEET") == 1);
  CHECK(one.noticed("N-HIDDEN-SHEET") == 1);
  CHECK(read({{"空", "", "", ""}}).refused == "E-FILE-HEADER");
}

TEST_CASE("D23: what is no plain workbook is refused by name", "[unit][batch]") {
  auto parts = workbook_parts({{"明细", "", text_rows({sale(1)}), ""}});
  const std::string good = zipped(parts);
  CHECK(read_file(good, "claims.csv").noticed("N-FILE-NAME") == 1);
  CHECK(read_file(good.substr(0, good.size() / 2)).refused == "E-FILE-XLSX");
  CHECK(read_file(zipped({{"readme.txt", "x"}})).refused == "E-FILE-KIND");
  auto macros = parts;
  macros.emplace_back("xl/vbaProject.bin", "x");
  CHECK(read_file(zipped(macros)).refused == "E-FILE-MACRO");
  auto enabled = parts;
  for (auto& [name, text] : enabled)
    if (name == "[Content_Types].xml")
      text = "<Types><Override ContentType=\"macroEnabled\"/></Types>";
  CHECK(read_file(zipped(enabled)).refused == "E-FILE-MACRO");
  auto broken = parts;
  broken[0].second = "<worksheet><sheetData><row r=\"1\"><c></row>";
  CHECK(read_file(zipped(broken)).refused == "E-FILE-XLSX");
  auto backwards = parts;
  backwards[0].second = "<worksheet><sheetData>" + text_rows({sale(1)}, 5) +
                        text_rows({sale(1)}, 1) + "</sheetData></worksheet>";
  CHECK(read_file(zipped(backwards)).refused == "E-FILE-XLSX");
}

TEST_CASE("D24: bombs are refused before they fill the memory", "[unit][batch]") {
  auto parts = workbook_parts({{"明细", "", text_rows({sale(1)}), ""}});
  auto ratio = parts;
  ratio.emplace_back("xl/media/zeros.bin", std::string(40'000'000, '\0'));
  CHECK(read_file(zipped(ratio)).refused == "E-FILE-XLSX-SIZE");
  auto cell = parts;
  std::string noise;
  std::uint32_t state = 1;
  while (noise.size() < 6'000'000) {
    state = state * 1'664'525 + 1'013'904'223;
    noise += static_cast<char>('a' + (state >> 24) % 26);
  }
  cell[0].second =
      "<worksheet><sheetData><row r=\"1\">" + text_cell(noise) + "</row></sheetData></worksheet>";
  CHECK(read_file(zipped(cell)).refused == "E-FILE-XLSX-SIZE");
  auto wide = parts;
  wide[0].second =
      "<worksheet><sheetData><row r=\"1\"><c "
      "r=\"ZZZZ1\"><v>1</v></c></row></sheetData></worksheet>";
  CHECK(read_file(zipped(wide)).refused == "E-FILE-XLSX");
  const Row longest = sale(1, {{"invoice_remark", std::string(70'000, 'x')}});
  const File row = read_rows(text_rows({sale(2), longest}));
  REQUIRE(row.rows.size() == 2);
  CHECK(row.rows[0].errors.empty());
  CHECK(row.rows[1].errors == Codes{"E-ROW-LONG  A3"});
}
