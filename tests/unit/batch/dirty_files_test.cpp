// Files as retailers send them: each must read like the clean one, or say what is wrong with it.
#include <string>
#include <vector>

#include "adapters/batch/text_encoding.hpp"
#include "tests/unit/batch/support.hpp"

using namespace tradein;
using namespace tradein::test;

namespace {

std::vector<std::string> contents(const File& file) {
  std::vector<std::string> all;
  for (const Seen& row : file.rows) all.push_back(row.content);
  return all;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

const std::vector<Row> three{sale(1), sale(2), sale(3)};

void same_as_clean(const std::string& bytes, std::uint64_t first_row = 2) {
  const File clean = read_file(csv(three));
  REQUIRE(clean.all_good());
  REQUIRE(clean.rows.size() == 3);
  const File file = read_file(bytes);
  INFO("refused: " << file.refused << " " << file.refused_en);
  for (const auto& row : file.rows)
    for (const auto& error : row.errors) UNSCOPED_INFO(error);
  CHECK(contents(file) == contents(clean));
  REQUIRE_FALSE(file.rows.empty());
  CHECK(file.rows[0].row == first_row);
}

std::string changed(const std::string& field, const std::string& value) {
  return csv({sale(1, {{field, value}}), sale(2, {{field, value}}), sale(3, {{field, value}})});
}

}  // namespace

TEST_CASE("D01 D02 D03: encodings and marks", "[batch][dirty]") {
  same_as_clean("\xEF\xBB\xBF" + csv(three));
  same_as_clean(encoded(csv(three), Encoding::gb18030));
  same_as_clean("\xFF\xFE" + encoded(csv(three, '\t'), Encoding::utf16le));
  same_as_clean(ndjson(three), 1);
  same_as_clean("\xEF\xBB\xBF" + ndjson(three), 1);
}

TEST_CASE("D02: files glued together repeat mark and header", "[batch][dirty]") {
  const std::string part = "\xEF\xBB\xBF" + csv({sale(1)});
  const File file = read_file(part + "\xEF\xBB\xBF" + csv({sale(2)}));
  REQUIRE(file.rows.size() == 2);
  CHECK(file.all_good());
  CHECK(file.rows[1].row == 4);
  CHECK(file.noticed("N-HEADER") == 1);
}

TEST_CASE("D01: a bad byte is an error of its row with its place", "[batch][dirty]") {
  std::string bytes = encoded(csv(three), Encoding::gb18030);
  const auto at = bytes.find(encoded("海燕", Encoding::gb18030), bytes.find("K002"));
  bytes[at] = '\xFF';
  const File file = read_file(bytes);
  REQUIRE(file.rows.size() == 3);
  CHECK(file.rows[0].errors.empty());
  CHECK(file.rows[1].errors == std::vector<std::string>{"E-ENCODING brand Q3"});
  CHECK(file.rows[2].errors.empty());

  std::string utf8 = csv(three);
  utf8[utf8.find("海燕", utf8.find("K002"))] = '\x80';
  CHECK(read_file(utf8).rows[1].errors == std::vector<std::string>{"E-ENCODING brand Q3"});
}

TEST_CASE("D04: four-byte names are kept, private glyphs are noticed", "[batch][dirty]") {
  for (const std::string name : {"㛃䶮", "𠮷野"}) {
    const Changes changes{{"consumer_name", name}, {"invoice_title", name}};
    const File file = read_file(encoded(csv({sale(1, changes)}), Encoding::gb18030));
    REQUIRE(file.all_good());
    CHECK(file.rows[0].content.find(":" + name + ";") != std::string::npos);
  }
  const File glyph = read_file(csv({sale(1, {{"consumer_name", "王\xEE\x80\x81"}})}));
  CHECK(glyph.all_good());
  CHECK(glyph.noticed("N-GLYPH") == 1);
}

TEST_CASE("D05 D07 D10 D12 D13 D21 D30: other spellings of the same value", "[batch][dirty]") {
  const auto field = GENERATE(table<std::string, std::string>({
      {"invoice_date", "２０２５－０５－１８"},
      {"invoice_date", "2025/5/18"},
      {"invoice_date", "2025.5.18"},
      {"invoice_date", "20250518"},
      {"invoice_date", "2025年5月18日"},
      {"invoice_date", "二〇二五年五月十八日"},
      {"invoice_date", "2025-05-18 00:00:00"},
      {"qualified_at", "2025-05-18 09:30:15"},
      {"qualified_at", "2025/5/18 9:30"},
      {"price", "4,999.00"},
      {"price", "￥4999"},
      {"price", "4999元"},
      {"price", "4999.0"},
      {"price", "4999"},
      {"old_item_returned", "是"},
      {"channel", "线下"},
      {"category", "家用洗衣机"},
      {"efficiency_grade", "一级"},
      {"kind", "家电以旧换新"},
      {"brand", "\xC2\xA0海燕\xE2\x80\x8B "},
      {"issuer_id", "91350100m000100y43"},
      {"gtin", "=\"6901234567892\""},
      {"gtin", "'6901234567892"},
      {"gtin", "\t6901234567892"},
  }));
  CAPTURE(std::get<0>(field), std::get<1>(field));
  same_as_clean(changed(std::get<0>(field), std::get<1>(field)));
}

TEST_CASE("D12 D29 D30: identity, names and phones fold", "[batch][dirty]") {
  const auto content = [](const Changes& changes) {
    const File file = read_file(csv({sale(2, changes)}));
    for (const auto& error : file.rows.at(0).errors) UNSCOPED_INFO(error);
    REQUIRE(file.all_good());
    return file.rows[0].content;
  };
  const Changes x{{"consumer_id", "11010519491231002X"}};
  for (const std::string id : {"11010519491231002x", "11010519491231002Ｘ", "11010519491231002×"})
    CHECK(content({{"consumer_id", id}}) == content(x));
  for (const std::string phone : {"+86 139-0000-0002", "8613900000002", "139 0000 0002"})
    CHECK(content({{"consumer_phone", phone}}) == content({}));
  for (const std::string dot : {"•", "‧", "・", "･"})
    CHECK(content({{"consumer_name", "买买提" + dot + "艾力"}}) ==
          content({{"consumer_name", "买买提·艾力"}}));
}

TEST_CASE("D06 D07 D08 D09 D11 D13 D18: doubtful cells are errors, never guesses",
          "[batch][dirty]") {
  const auto [field, value, code] = GENERATE(table<std::string, std::string, std::string>({
      {"invoice_date", "25-1-5", "E-DATE-YEAR"},
      {"invoice_date", "01/05/2025", "E-DATE-ORDER"},
      {"invoice_date", "45662", "E-DATE-SERIAL"},
      {"invoice_date", "45662.75", "E-DATE-SERIAL"},
      {"invoice_date", "2025/2/29", "E-DATE-NO-DAY"},
      {"invoice_date", "0000-00-00", "E-DATE-NO-DAY"},
      {"invoice_date", "1900/1/0", "E-DATE-NO-DAY"},
      {"invoice_date", "2026-01-01", "E-DATE-FUTURE"},
      {"invoice_date", "昨天", "E-DATE"},
      {"qualified_at", "2025-05-18", "E-TIME"},
      {"invoice_no", "2.4952E+19", "E-EXCEL-EXPONENT"},
      {"invoice_no", "24952000000010900000", "E-EXCEL-ZEROS"},
      {"invoice_no", "1100190011112345678", "E-INVOICE-ZERO"},
      {"invoice_no", "12345678", "E-INVOICE"},
      {"price", "1.299,00", "E-MONEY-SEPARATOR"},
      {"price", "12,99", "E-MONEY-SEPARATOR"},
      {"price", "壹仟贰佰", "E-MONEY"},
      {"price", "12,3x", "E-MONEY"},
      {"price", "-0", "E-MONEY-NEGATIVE"},
      {"price", "1299.005", "E-MONEY-DECIMALS"},
      {"consumer_id", "110105491231002", "E-ID-15"},
      {"consumer_id", "110105194912310021", "E-ID-CHECK"},
      {"serial_no", "SN1、SN2", "E-SERIAL-SEVERAL"},
      {"serial_no", "SN1/SN2", "E-SERIAL-SEVERAL"},
      {"serial_no", "SN1\nSN2", "E-SERIAL-SEVERAL"},
      {"consumer_phone", "0531-86000000", "E-MOBILE"},
      {"consumer_phone", "139000000012", "E-MOBILE"},
      {"efficiency_grade", "9", "E-INTEGER-RANGE"},
      {"efficiency_grade", "优", "E-INTEGER"},
      {"old_item_returned", "有", "E-BOOLEAN"},
      {"channel", "邮购", "E-CHOICE"},
      {"brand", "海\n燕", "E-TEXT-CONTROL"},
      {"region", "太原", "E-REGION"},
      {"region", "990100", "E-REGION"},
  }));
  CAPTURE(field, value);
  CHECK(errors_of({{field, value}}) == std::vector<std::string>{code + " " + field});
}

TEST_CASE("D15: titles, totals, notes and blank lines are no claims", "[batch][dirty]") {
  const std::string body = csv(three);
  const std::size_t width = three[0].size();
  std::string total = "合计" + std::string(width - 1, ',');
  std::string good_total = total;
  std::size_t comma = 0;
  for (int i = 0; i < 12; ++i) comma = good_total.find(',', comma) + 1;
  good_total.insert(comma, "14997.00");
  same_as_clean("某某店补贴明细\r\n" + body + good_total + "\r\n", 3);

  const File good = read_file(body + good_total + "\r\n\r\n制表人：王某,,\r\n");
  CHECK(good.rows.size() == 3);
  CHECK(good.noticed("N-TOTAL") == 1);
  CHECK(good.noticed("N-TOTAL-DIFFERS") == 0);
  CHECK(good.noticed("N-BLANK") == 1);
  CHECK(good.noticed("N-NOTE") == 1);

  const File wrong = read_file(body + replaced(good_total, "14997.00", "14998.00") + "\r\n");
  REQUIRE(wrong.noticed("N-TOTAL-DIFFERS") == 1);
}

TEST_CASE("D15 D16: two-row and Chinese headers, synonyms", "[batch][dirty]") {
  std::string upper;
  std::string lower;
  const std::map<std::string, std::pair<std::string, std::string>> named{
      {"invoice_no", {"发票", "号码"}},
      {"invoice_date", {"", "日期"}},
      {"claim_id", {"申领编号", ""}}};
  for (const auto& [name, text] : three[0]) {
    const auto found = named.find(name);
    const auto cells = found == named.end() ? std::pair{name, std::string{}} : found->second;
    upper += (upper.empty() ? "" : ",") + cells.first;
    lower += (name == "claim_id" ? "" : ",") + cells.second;
  }
  const std::string body = csv(three);
  same_as_clean(upper + "\r\n" + lower + "\r\n" + body.substr(body.find('\n') + 1), 3);

  for (const std::string header : {"发票号", "数电票号", "全电票号", "发票号码（必填）"})
    same_as_clean(replaced(body, "invoice_no", header));
  for (const std::string header : {"SN", "机身码", "出厂编号", "S/N"})
    same_as_clean(replaced(body, "serial_no", header));
  same_as_clean(replaced(body, ",price,", ",最终销售价格(元),"));
}

TEST_CASE("D19: quotes, line ends and columns never shift a row", "[batch][dirty]") {
  same_as_clean(csv(three, ',', "\n"));
  same_as_clean(csv(three, ',', "\r"));
  same_as_clean(replaced(csv(three), "\r\n", ",,\r\n"));
  const std::string header = csv_header(three[0]) + "\r\n";

  const std::string remark = "两行\n备注";
  const File quoted = read_file(csv({sale(1, {{"invoice_remark", remark}}), sale(2)}));
  CHECK(quoted.all_good());
  CHECK(quoted.rows[1].row == 3);

  const File lone = read_file(replaced(csv(three), "K002,", "\"K002,"));
  REQUIRE(lone.rows.size() == 3);
  CHECK(lone.rows[0].errors.empty());
  CHECK(lone.rows[1].errors == std::vector<std::string>{"E-ROW-QUOTE  A3"});
  CHECK(lone.rows[2].errors.empty());

  const File inner = read_file(csv({sale(1, {{"model", "55寸"}}), sale(2)}));
  CHECK(inner.all_good());
  const File many = read_file(replaced(csv(three), "SN00000002,", "SN00000002,,,7,"));
  CHECK(many.rows[1].errors == std::vector<std::string>{"E-ROW-COLUMNS  A3"});
  const File few = read_file(header + csv_line(sale(1)) + "\r\nK002,appliance,370100\r\n" +
                             csv_line(sale(3)) + "\r\n");
  REQUIRE(few.rows.size() == 3);
  CHECK(few.rows[1].errors == std::vector<std::string>{"E-ROW-COLUMNS  A3"});
}

TEST_CASE("D20: separators", "[batch][dirty]") {
  same_as_clean(csv(three, ';'));
  same_as_clean(csv(three, '\t'));
  same_as_clean("sep=;\r\n" + csv(three, ';'));
  const File rows =
      read_file("sep=,\r\n" + csv_header(three[0]) + "\r\n\r\n" + csv_line(three[0]) + "\r\n");
  REQUIRE(rows.rows.size() == 1);
  CHECK(rows.rows[0].row == 3);
}

TEST_CASE("D23: what is no batch is refused by name", "[batch][dirty]") {
  const auto [bytes, code] = GENERATE(table<std::string, std::string>({
      {"", "E-FILE-EMPTY"},
      {" \r\n\r\n", "E-FILE-EMPTY"},
      {"<html><table><tr><td>claim_id</td></tr></table></html>", "E-FILE-KIND"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "E-FILE-KIND"},
      {std::string{"\xD0\xCF\x11\xE0 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 37},
       "E-FILE-ENCRYPTED"},
      {"%PDF-1.7", "E-FILE-KIND"},
      {"\x89PNG\r\n\x1A\n", "E-FILE-KIND"},
      {std::string{"\xFE\xFF\0c\0l", 6}, "E-FILE-ENCODING"},
      {"[\n{\"claim_id\": \"1\"}\n]\n", "E-FILE-JSON"},
      {"{\n\"claim_id\": \"1\"\n}\n", "E-FILE-JSON"},
      {"今天天气,很好\r\n1,2\r\n", "E-FILE-HEADER"},
      {"region,kind,price\r\n370100,appliance,1\r\n", "E-FILE-COLUMN"},
      {"claim_id,kind,region,发票号,数电票号\r\n1,appliance,370100,1,2\r\n", "E-FILE-COLUMN-TWICE"},
  }));
  CAPTURE(bytes);
  CHECK(read_file(bytes).refused == code);
}

TEST_CASE("a file's name is announced where it does not fit", "[batch][dirty]") {
  CHECK(read_file(ndjson(three), "claims.csv").noticed("N-FILE-NAME") == 1);
  CHECK(read_file(csv(three), "claims.csv").noticed("N-FILE-NAME") == 0);
  CHECK(read_file(csv(three), "claims.txt").noticed("N-FILE-NAME") == 0);
}

TEST_CASE("D14: amounts that do not add up are announced once", "[batch][dirty]") {
  const Changes fen{{"price", "499900"}, {"consumer_paid", "399920"}, {"subsidy_claimed", "99980"}};
  const File file = read_file(csv({sale(1, fen), sale(2, fen)}));
  CHECK(file.all_good());
  CHECK(file.noticed("N-SUM") == 1);
  CHECK(read_file(csv(three)).noticed("N-SUM") == 0);
}

TEST_CASE("unknown columns are named once, our own are known", "[batch][dirty]") {
  const Changes extra{{"备注栏目", "x"}, {"错误码", "E-MONEY"}};
  const File file = read_file(csv({sale(1, extra), sale(2, extra)}));
  CHECK(file.all_good());
  REQUIRE(file.noticed("N-COLUMN") == 1);
}

TEST_CASE("D06: letters that look like digits are said of a serial number, and no more",
          "[batch][dirty]") {
  const auto noticed = [](const std::string& serial) {
    const File file = read_file(csv({sale(1, {{"serial_no", serial}})}));
    REQUIRE(file.all_good());
    return file.noticed("N-SERIAL-LETTER");
  };
  for (const std::string serial : {"SN1O0001", "SN1I0001", "SN1l0001", "sn1o0001"})
    CHECK(noticed(serial) == 1);
  for (const std::string serial : {"SNO00001", "SN00001O", "SNOI0001", "SN1L0001", "SN100001"})
    CHECK(noticed(serial) == 0);
}

TEST_CASE("D24: a cell of 64 MB is one invalid row, ten million columns are no header",
          "[batch][dirty]") {
  std::string body = csv(three);
  const std::size_t remark = body.find("XQG100", body.find("K002"));
  body.insert(remark, std::string(std::size_t{64} << 20, 'x'));
  const File file = read_file(std::move(body));
  REQUIRE(file.rows.size() == 3);
  CHECK(file.rows[0].errors.empty());
  CHECK(file.rows[1].errors == std::vector<std::string>{"E-ROW-LONG  A3"});
  CHECK(file.rows[2].errors.empty());

  std::string wide = "claim_id,kind";
  for (int i = 0; i < 10'000'000; ++i) wide += ",x";
  CHECK(read_file(wide + "\n1,2\n").refused == "E-FILE-HEADER");
}

TEST_CASE("D33: pictures on one's own computer and links are announced", "[batch][dirty]") {
  const auto noticed = [](const std::string& cell, const std::string& code) {
    const Row row = sale(1, {{"照片", cell}});
    const File table = read_file(csv({row}));
    REQUIRE(table.all_good());
    std::string line = json_line(sale(1));
    std::string escaped;
    for (const char c : cell) escaped += c == '\\' ? "\\\\" : std::string(1, c);
    line.insert(line.size() - 1, ", \"照片\": \"" + escaped + "\"");
    CHECK(read_file(line + "\n").noticed(code) == table.noticed(code));
    return table.noticed(code);
  };
  for (const std::string cell :
       {"C:\\凭证\\1.jpg", "d:/1.jpg", "\\\\nas\\1.jpg", "file:///1.jpg"}) {
    CAPTURE(cell);
    CHECK(noticed(cell, "N-LINK-LOCAL") == 1);
  }
  for (const std::string cell : {"http://pic.example.cn/1", "HTTPS://pic.example.cn/1"})
    CHECK(noticed(cell, "N-LINK") == 1);
  for (const std::string cell : {"有", "C:", "附件一", "http"}) {
    CHECK(noticed(cell, "N-LINK-LOCAL") == 0);
    CHECK(noticed(cell, "N-LINK") == 0);
  }
}
