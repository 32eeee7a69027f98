#include "engine/claim/claim.hpp"

#include <string>
#include <type_traits>

#include "tests/unit/claim/support.hpp"

using namespace tradein;
using namespace tradein::test;

namespace {

static_assert(!std::is_convertible_v<PersonalText, std::string_view>);
static_assert(!std::is_convertible_v<PersonalText, std::string>);

const Kind& car() {
  static const Kind kind = [] {
    auto read = kind_with(
        R"("remark": {"x-label": {"zh": "备注", "en": "remark"}, "x-type": "text", "x-privacy": "free-text"},
           "serial_no": {"x-label": {"zh": "序列号", "en": "serial"}, "x-type": "text", "x-format": "serial"},
           "issuer": {"x-label": {"zh": "开票方", "en": "issuer"}, "x-type": "text", "x-format": "uscc"},
           "title": {"x-label": {"zh": "抬头", "en": "title"}, "x-type": "text", "x-privacy": "name"},
           "price": {"x-label": {"zh": "价格", "en": "price"}, "x-type": "money"},
           "items": {"x-label": {"zh": "件数", "en": "items"}, "x-type": "integer", "default": 1},
           "bought_on": {"x-label": {"zh": "日期", "en": "bought on"}, "x-type": "date"})",
        R"("x-facts": [
           {"name": "title_is_consumer", "x-label": {"zh": "一", "en": "one"}, "equal": ["title", "consumer_name"]},
           {"name": "remark_names_serial", "x-label": {"zh": "二", "en": "two"}, "contains": ["remark", "serial_no"]},
           {"name": "issuer_is_retailer", "x-label": {"zh": "三", "en": "three"}, "equal": ["issuer", "$retailer"]},
           {"name": "age", "x-label": {"zh": "四", "en": "four"}, "age": ["consumer_id", "bought_on"]}])");
    if (!read) throw std::runtime_error{read.error().what.en};
    return std::move(*read);
  }();
  return kind;
}

struct Made {
  Reader reader;
  std::span<Slot> slots;
  std::string content;
  std::vector<std::string> codes;

  explicit Made(const std::vector<std::pair<std::string, std::string>>& values) {
    slots = reader.arena.slots(car().slot_count());
    reader.findings.clear();
    std::vector<std::pair<std::string, std::string>> all{{"claim_id", "K1"}, {"kind", "made-up"}};
    all.insert(all.end(), values.begin(), values.end());
    for (const auto& [name, text] : all)
      read_value(car().fields[*car().find(name)], {reader.arena.copy(text), CellKind::text},
                 reader.context, reader.arena, slots[*car().find(name)], reader.findings);
    finish_claim(car(), slots, reader.context, reader.arena, reader.findings);
    for (const RowError& error : reader.findings.errors)
      codes.push_back(std::string{error.name()} + " " + error.column);
    append_content(Claim{car(), slots}, content);
  }
  std::string fact(std::string_view name) const {
    const Slot& slot = slots[*car().find(name)];
    return slot.present() ? std::to_string(slot.number()) : "absent";
  }
};

}  // namespace

TEST_CASE("facts: derived from folded values, absent where an input is", "[unit][claim]") {
  const Made whole{{{"title", "买买提•艾力"},
                    {"consumer_name", "买买提·艾力 "},
                    {"remark", "型号:X sn: ab 12"},
                    {"serial_no", "AB12"},
                    {"issuer", "91350100M000100Y43"},
                    {"consumer_id", "11010519491231002X"},
                    {"bought_on", "2025-12-30"}}};
  CHECK(whole.codes.empty());
  CHECK(whole.fact("title_is_consumer") == "1");
  CHECK(whole.fact("remark_names_serial") == "1");
  CHECK(whole.fact("issuer_is_retailer") == "1");
  CHECK(whole.fact("age") == "75");
  const Made birthday{{{"consumer_id", "11010519491231002X"}, {"bought_on", "2025-12-31"}}};
  CHECK(birthday.fact("age") == "76");
  CHECK(birthday.fact("title_is_consumer") == "absent");
  CHECK(birthday.fact("remark_names_serial") == "absent");
  const Made other{
      {{"title", "某公司"}, {"consumer_name", "王某"}, {"remark", "无"}, {"serial_no", "AB12"}}};
  CHECK(other.fact("title_is_consumer") == "0");
  CHECK(other.fact("remark_names_serial") == "0");
}

TEST_CASE("finish_claim: the id number is checked by its type", "[unit][claim]") {
  using Codes = std::vector<std::string>;
  CHECK(Made{{{"consumer_id", "E12345678"}}}.codes == Codes{"E-ID consumer_id"});
  CHECK(Made{{{"consumer_id", "E12345678"}, {"consumer_id_type", "护照"}}}.codes.empty());
  CHECK(Made{{{"consumer_id", "E1"}, {"consumer_id_type", "护照"}}}.codes ==
        Codes{"E-DOCUMENT consumer_id"});
  CHECK(Made{{{"consumer_id", "91350100M000100Y43"}, {"consumer_id_type", "uscc"}}}.codes.empty());
  CHECK(Made{{{"consumer_id", "11010519491231002X"}, {"consumer_id_type", "uscc"}}}.codes ==
        Codes{"E-USCC-CHECK consumer_id"});
  CHECK(Made{{{"consumer_id", "CHN310083010101"}, {"consumer_id_type", "foreign-resident"}}}
            .codes.empty());
  CHECK(Made{{{"claim_id", ""}}}.codes.empty());  // the second, empty cell takes nothing away
}

TEST_CASE("append_content: the same claim however it is written", "[unit][claim]") {
  const Made plain{{{"price", "4999"}, {"bought_on", "2025-05-18"}}};
  const Made other{{{"bought_on", "2025年5月18日"}, {"price", "￥4,999.00"}, {"items", "1"}}};
  CHECK(plain.content == other.content);
  CHECK(plain.content == "claim_id:2:K1;kind:7:made-up;price:6:499900;bought_on:5:20226;");
  CHECK(Made{{{"price", "4999.01"}}}.content != Made{{{"price", "4999"}}}.content);
  CHECK(Made{{{"items", "2"}}}.content != Made{{{"items", "1"}}}.content);
  // A value cannot pretend to be the next field.
  CHECK(Made{{{"title", "a;price:3:100"}}}.content.find("title:13:a;price:3:100;") !=
        std::string::npos);
}
