#include "engine/claim/read_value.hpp"

#include <string>

#include "tests/unit/claim/support.hpp"

using namespace tradein;
using namespace tradein::test;

namespace {
Field formatted(const std::string& format, const std::string& more = "") {
  return field_with("\"x-type\": \"text\", \"x-format\": \"" + format + "\"" + more);
}
}  // namespace

TEST_CASE("money: yuan to fen, exactly", "[unit][claim]") {
  Reader read;
  const Field money = field_with("\"x-type\": \"money\"");
  CHECK(read.number(money, "0") == 0);
  CHECK(read.number(money, "0.01") == 1);
  CHECK(read.number(money, "4999.9") == 499'990);
  CHECK(read.number(money, "4999.90") == 499'990);
  CHECK(read.number(money, "4999.900") == 499'990);
  CHECK(read.number(money, "1,299.00") == 129'900);
  CHECK(read.number(money, "12,345,678") == 1'234'567'800);
  CHECK(read.number(money, "￥1299") == 129'900);
  CHECK(read.number(money, "RMB 1299") == 129'900);
  CHECK(read.number(money, "1,299元") == 129'900);
  CHECK(read.number(money, "１２９９．５０") == 129'950);
  CHECK(read.number(money, "4999.5", CellKind::json_number) == 499'950);
  CHECK(read.code(money, "4999.901") == "E-MONEY-DECIMALS");
  CHECK(read.code(money, "-0.01") == "E-MONEY-NEGATIVE");
  CHECK(read.code(money, "-0") == "E-MONEY-NEGATIVE");
  CHECK(read.number(money, "1000000000.00") == 100'000'000'000);
  CHECK(read.code(money, "1000000000.01") == "E-MONEY-RANGE");
  CHECK(read.code(money, "99999999999999999999") == "E-MONEY-RANGE");
  for (const char* text : {"1.299,00", "1,29", "1,2999", "12,34,567", ",123", "1,299,", "1,299-"})
    CHECK(read.code(money, text) == "E-MONEY-SEPARATOR");
  for (const char* text : {"一千", "1299.", ".5", "(1299)", "1 299", "1299美元", "1.2万", "+5"})
    CHECK(read.code(money, text) == "E-MONEY");
  CHECK(read.code(money, "1.2E+05") == "E-EXCEL-EXPONENT");
  CHECK(read.code(money, "true", CellKind::json_boolean) == "E-JSON-TYPE");
}

TEST_CASE("integer and number: bounds from both sides", "[unit][claim]") {
  Reader read;
  const Field grade = field_with(
      R"("x-type": "integer", "minimum": 1, "maximum": 5, "x-terms": [{"code": "1", "synonyms": ["一级"]}])");
  CHECK(read.code(grade, "0") == "E-INTEGER-RANGE");
  CHECK(read.number(grade, "1") == 1);
  CHECK(read.number(grade, "5") == 5);
  CHECK(read.number(grade, "5.0") == 5);
  CHECK(read.code(grade, "6") == "E-INTEGER-RANGE");
  CHECK(read.number(grade, "一级") == 1);
  CHECK(read.code(grade, "1.5") == "E-INTEGER");
  CHECK(read.code(grade, "特级") == "E-INTEGER");
  const Field litres =
      field_with(R"("x-type": "number", "x-decimals": 3, "minimum": 0, "maximum": 20)");
  CHECK(read.number(litres, "1.998") == 1'998);
  CHECK(read.number(litres, "2.0L") == 2'000);
  CHECK(read.number(litres, "20") == 20'000);
  CHECK(read.code(litres, "20.001") == "E-NUMBER-RANGE");
  CHECK(read.code(litres, "1.9981") == "E-NUMBER-DECIMALS");
  CHECK(read.code(litres, "1.5T") == "E-NUMBER");
}

TEST_CASE("date: what is accepted and what is asked back", "[unit][claim]") {
  Reader read;
  const Field date = field_with("\"x-type\": \"date\"");
  const std::int64_t day = Date::from_ymd(2025, 1, 5)->days();
  for (const char* text :
       {"2025-01-05", "2025/1/5", "2025.1.5", "20250105", "2025年1月5日", "2025年1月5号",
        "二〇二五年一月五日", "二零二五年一月五日", "2025-01-05 08:30:00", "2025-01-05T00:00",
        "2025 - 01 - 05", "２０２５／１／５"}) {
    CAPTURE(text);
    CHECK(read.number(date, text) == day);
  }
  CHECK(read.number(date, "二〇二五年十二月三十一日") == Date::from_ymd(2025, 12, 31)->days());
  CHECK(read.number(date, "二〇二四年十月二十日") == Date::from_ymd(2024, 10, 20)->days());
  CHECK(read.number(date, "2024-02-29") == Date::from_ymd(2024, 2, 29)->days());
  for (const char* text : {"2025-02-29", "2025/2/29", "0000-00-00", "1900/1/0", "20251301",
                           "二〇二五年十三月一日", "1899-12-31"})
    CHECK(read.code(date, text) == "E-DATE-NO-DAY");
  for (const char* text : {"25-1-5", "5/6/25", "25年1月5日", "二五年一月五日"})
    CHECK(read.code(date, text) == "E-DATE-YEAR");
  for (const char* text : {"01/05/2025", "31.12.2025"})
    CHECK(read.code(date, text) == "E-DATE-ORDER");
  for (const char* text : {"45662", "45662.75"}) CHECK(read.code(date, text) == "E-DATE-SERIAL");
  for (const char* text :
       {"2025", "2025-01", "2025-01-05 x", "2025-1-5-6", "一月", "-", "2025-01-"})
    CHECK(read.code(date, text) == "E-DATE");
  CHECK(read.code(date, "20250105", CellKind::json_number) == "E-JSON-TYPE");
}

TEST_CASE("date: the day of receipt is the last one", "[unit][claim]") {
  Reader read;
  const Field date = field_with("\"x-type\": \"date\"");
  const Field time = field_with("\"x-type\": \"date-time\"");
  CHECK(read.code(date, "2025-12-31") == "good");
  CHECK(read.code(date, "2026-01-01") == "E-DATE-FUTURE");
  CHECK(read.code(time, "2025-12-31T23:59") == "good");
  CHECK(read.code(time, "2026-01-01T00:00") == "E-DATE-FUTURE");
  read.context.received_on.reset();
  CHECK(read.code(date, "2026-01-01") == "good");
}

TEST_CASE("date_time: minutes of the local day", "[unit][claim]") {
  Reader read;
  const Field time = field_with("\"x-type\": \"date-time\"");
  const std::int64_t minute = DateTime::of(*Date::from_ymd(2025, 5, 18), 9, 30).minutes();
  for (const char* text :
       {"2025-05-18T09:30", "2025-05-18 9:30", "2025/5/18 09:30:59", "2025-05-18T09:30:00+08:00",
        "2025年5月18日 9时30分", "2025-05-18T09:30:00.250"}) {
    CAPTURE(text);
    CHECK(read.number(time, text) == minute);
  }
  for (const char* text : {"2025-05-18", "2025-05-18T24:00", "2025-05-18T09:60", "2025-05-18T09",
                           "2025-05-18T09:30Z", "2025-05-18 上午"})
    CHECK(read.code(time, text) == "E-TIME");
}

TEST_CASE("boolean and choice: words of both languages", "[unit][claim]") {
  Reader read;
  const Field yes = field_with("\"x-type\": \"boolean\"");
  for (const char* text : {"true", "TRUE", "是", "yes", "Y"}) CHECK(read.number(yes, text) == 1);
  for (const char* text : {"false", "否", "No", "n"}) CHECK(read.number(yes, text) == 0);
  CHECK(read.number(yes, "true", CellKind::json_boolean) == 1);
  CHECK(read.code(yes, "1", CellKind::json_number) == "E-JSON-TYPE");
  CHECK(read.code(yes, "1") == "E-BOOLEAN");
  const Field where = field_with(
      R"("x-type": "choice", "x-terms": [{"code": "online", "zh": "线上"}, {"code": "offline", "zh": "线下", "synonyms": ["门店"]}])");
  CHECK(read.number(where, "online") == 0);
  CHECK(read.number(where, "门 店") == 1);
  CHECK(read.number(where, "Offline") == 1);
  CHECK(read.code(where, "") == "absent");
  CHECK(read.code(where, "邮购") == "E-CHOICE");
}

TEST_CASE("term: known spellings become the official one, others stay", "[unit][claim]") {
  Reader read;
  const Field category = field_with(
      R"("x-type": "term", "x-terms": [{"code": "冰箱", "en": "refrigerator", "synonyms": ["电冰箱"]}])");
  CHECK(read.text(category, "电冰箱") == "冰箱");
  CHECK(read.text(category, "Refrigerator") == "冰箱");
  CHECK(read.text(category, "扫地机") == "扫地机");
}

TEST_CASE("text: length counts characters, control signs are errors", "[unit][claim]") {
  Reader read;
  const Field text = field_with("\"x-type\": \"text\", \"maxLength\": 4");
  CHECK(read.text(text, "海燕海燕") == "海燕海燕");
  CHECK(read.code(text, "海燕海燕海") == "E-TEXT-LONG");
  CHECK(read.code(text, "a\nb") == "E-TEXT-CONTROL");
  CHECK(read.text(text, "ab\r\n") == "ab");
  CHECK(read.code(text, "　\xC2\xA0\xE2\x80\x8B") == "absent");
  CHECK(read.text(text, "ａ（１）") == "a(1)");
  CHECK(read.code(text, "12", CellKind::json_number) == "E-JSON-TYPE");
  CHECK(read.code(text, "5E12") == "good");  // a model, no mangled number
  const Field remark = field_with(R"("x-type": "text", "x-privacy": "free-text", "maxLength": 50)");
  CHECK(read.text(remark, "两行\n备注") == "两行 备注");
}

TEST_CASE("a cell that a spreadsheet could not show or compute is no text", "[unit][claim]") {
  Reader read;
  const Field text = field_with("\"x-type\": \"text\", \"maxLength\": 40");
  const Field serial = formatted("serial");
  for (const char* error : {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!",
                            "＃Ｎ／Ａ", " #REF! ", "########"}) {
    CAPTURE(error);
    CHECK(read.code(text, error) == "E-CELL-ERROR");
    CHECK(read.code(serial, error) == "E-CELL-ERROR");
  }
  for (const char* model : {"#1", "#", "N/A", "#N/A2", "#A"})
    CHECK(read.text(text, model) == model);
}

TEST_CASE("formats: each number from both sides", "[unit][claim]") {
  Reader read;
  const auto check = [&](const Field& field, const std::string& text, const std::string& code) {
    CAPTURE(text);
    CHECK(read.code(field, text) == code);
  };
  const Field uscc = formatted("uscc");
  check(uscc, "91350100m000100y43", "good");
  check(uscc, "91350100M000100Y44", "E-USCC-CHECK");
  check(uscc, "91350100M000100Y4", "E-USCC");
  const Field vin = formatted("vin");
  check(vin, "1m8gdm9axkp042788", "good");
  check(vin, "1M8GDM9AXKP04278", "E-VIN");
  check(vin, "1M8GDM9AXKPO42788", "E-VIN-LETTER");
  check(vin, "LM8GDM9A1KP042788", "E-VIN-CHECK");
  const Field gtin = formatted("gtin-13");
  check(gtin, "690-1234567892", "good");
  check(gtin, "6901234567891", "E-GTIN-CHECK");
  check(gtin, "690123456789", "E-GTIN");
  const Field imei = formatted("imei");
  check(imei, "490154203237518", "good");
  check(imei, "490154203237519", "E-IMEI-CHECK");
  check(imei, "49015420323751", "E-IMEI");
  const Field invoice = formatted("invoice-number");
  check(invoice, "25372000000000001234", "good");
  check(invoice, "011001900111 12345678", "good");
  check(invoice, "1100190011-12345678", "good");
  check(invoice, "11001900111 12345678", "E-INVOICE-ZERO");
  check(invoice, "100190011 12345678", "E-INVOICE-ZERO");
  check(invoice, "2537200000000000123", "E-INVOICE-ZERO");
  check(invoice, "253720000000000012345", "E-INVOICE");
  check(invoice, "25372000000000A01234", "E-INVOICE");
  check(invoice, "25372000000000100000", "E-EXCEL-ZEROS");
  check(invoice, "25372000000000100001", "good");
  check(invoice, "2.53720E+19", "E-EXCEL-EXPONENT");
  const Field region = formatted("region");
  check(region, "140100", "good");
  check(region, "14010", "E-REGION");
  check(region, "990100", "E-REGION");
  const Field mobile = formatted("mobile");
  check(mobile, "0086 138-0000-0000", "good");
  check(mobile, "12800000000", "E-MOBILE");
  check(mobile, "1380000000", "E-MOBILE");
  const Field card = formatted("bank-card");
  check(card, "4901 5420 3237 5189 98", "E-CARD-CHECK");
  check(card, "6222021000000000000", "E-EXCEL-ZEROS");
  check(card, "622202000000", "E-CARD");
  check(card, "6222 0201 1112 2220 003", "E-CARD-CHECK");
  const Field serial = formatted("serial");
  CHECK(read.text(serial, "sn 12\xC2\xA0-3") == "SN12-3");
  check(serial, "SN1、SN2", "E-SERIAL-SEVERAL");
  check(serial, "SN1\nSN2", "E-SERIAL-SEVERAL");
  check(serial, "序列号", "E-SERIAL");
  check(serial, "---", "E-SERIAL");
  const Field identifier = formatted("identifier");
  CHECK(read.text(identifier, "晋(2019)不动产权第0001号") == "晋(2019)不动产权第0001号");
  check(identifier, "BF1,BF2", "E-IDENTIFIER");
}

TEST_CASE("vin: an imported car's failing check digit is noticed only", "[unit][claim]") {
  Reader read;
  const Field vin = formatted("vin");
  CHECK(read.code(vin, "1M8GDM9A1KP042788") == "good");
  REQUIRE(read.findings.notices.size() == 1);
  CHECK(read.findings.notices[0].code == "N-VIN-CHECK");
}

TEST_CASE("person_or_firm: a resident id, a firm's code or a travel document", "[unit][claim]") {
  Reader read;
  const Field owner = formatted("person-or-firm", ", \"x-privacy\": \"identity\"");
  CHECK(read.text(owner, "11010519491231002x") == "11010519491231002X");
  CHECK(read.text(owner, "91350100M000100Y43") == "91350100M000100Y43");
  CHECK(read.text(owner, "E12345678") == "E12345678");
  CHECK(read.code(owner, "110105194912310021") == "E-ID-CHECK");
  CHECK(read.code(owner, "110105194902290022") == "E-ID-BIRTHDAY");
  CHECK(read.code(owner, "91350100M000100Y44") == "E-USCC-CHECK");
  CHECK(read.code(owner, "110105491231002") == "E-ID-15");
  CHECK(read.code(owner, "护照") == "E-DOCUMENT");
}

TEST_CASE("errors: a personal value is not shown, others are", "[unit][claim]") {
  Reader read;
  const Field hidden = formatted("bank-card", ", \"x-privacy\": \"account\"");
  CHECK(read.code(hidden, "2.5E+18") == "E-EXCEL-EXPONENT");
  CHECK(read.findings.errors[0].what.en.find("2.5") == std::string::npos);
  const Field open = formatted("region");
  CHECK(read.code(open, "太`原") == "E-REGION");
  CHECK(read.findings.errors[0].what.en == "it `太 原` is no region code of six digits");
  CHECK(read.findings.errors[0].what.zh == "该项 `太 原` 不是六位行政区划代码");
}

TEST_CASE("read_value: the quick way and the long way give the same", "[unit][claim]") {
  // A space behind the value sends it the long way; it says nothing else.
  const std::vector<std::string> values{"0",
                                        "1",
                                        "5",
                                        "6",
                                        "007",
                                        "4999",
                                        "4999.00",
                                        "4999.5",
                                        "4999.005",
                                        "1000000000.00",
                                        "1.5",
                                        "1000000001",
                                        "12345678901234567890",
                                        "true",
                                        "false",
                                        "是",
                                        "2025-05-18",
                                        "2026-01-01",
                                        "2025-02-29",
                                        "1900-01-01",
                                        "1899-12-31",
                                        "2025-05-18T09:30",
                                        "2026-05-18T09:30",
                                        "A1",
                                        "a1",
                                        "'A1",
                                        "=\"A1\"",
                                        "1E+05",
                                        "1E05",
                                        "海燕",
                                        "海•燕",
                                        "11010519491231002X",
                                        "110105194912310021",
                                        "91350100M000100Y43",
                                        "91350100M000100Y44",
                                        "1M8GDM9AXKP042788",
                                        "1M8GDM9A1KP042788",
                                        "LM8GDM9A1KP042788",
                                        "6901234567892",
                                        "6901234567891",
                                        "490154203237518",
                                        "25372000000000001234",
                                        "25372000000000100000",
                                        "011001900112345678",
                                        "140100",
                                        "990100",
                                        "13800000000",
                                        "12800000000",
                                        "6222021000000000000",
                                        "E12345678"};
  std::vector<Field> fields;
  for (const std::string type : {"text", "term", "money", "date", "date-time", "boolean"})
    fields.push_back(field_with("\"x-type\": \"" + type + "\", \"maxLength\": 30"));
  fields.push_back(field_with(R"("x-type": "text", "x-privacy": "name", "maxLength": 4)"));
  fields.push_back(field_with(R"("x-type": "integer", "minimum": 1, "maximum": 5)"));
  fields.push_back(field_with(R"("x-type": "choice", "x-terms": [{"code": "A1"}, {"code": "5"}])"));
  for (const std::string format :
       {"identifier", "serial", "consumer-id", "person-or-firm", "uscc", "vin", "gtin-13", "imei",
        "invoice-number", "region", "mobile", "bank-card"})
    fields.push_back(formatted(format));
  Reader read;
  for (const Field& field : fields) {
    for (const std::string& value : values) {
      const auto said = [&](const std::string& text) {
        const Slot slot = read.slot(field, {read.arena.copy(text), CellKind::text});
        if (!read.findings.errors.empty()) return std::string{read.findings.errors[0].name()};
        if (!slot.present()) return std::string{"absent"};
        const bool words = field.type == FieldType::text || field.type == FieldType::term;
        return words ? std::string{slot.text()} : std::to_string(slot.number());
      };
      CAPTURE(value, static_cast<int>(field.type), static_cast<int>(field.format));
      CHECK(said(value) == said(value + " "));
    }
  }
}
