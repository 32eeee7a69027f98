// Claims of any file, written as the line that their retailer would have sent.
#include "engine/claim/claim_json.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "tests/unit/batch/support.hpp"

using namespace tradein;
using namespace tradein::test;

namespace {

/// Rows of a file or of lines, whatever the row's number; a bad row is its codes.
struct Claims {
  std::vector<std::string> contents;
  std::vector<std::string> lines;  ///< of good rows
};

void add(const Block& block, Claims& claims) {
  for (const BatchRow& row : block.rows) {
    std::string& content = claims.contents.emplace_back();
    for (const RowError& error : block.errors_of(row)) (content += error.name()) += ' ';
    if (!row.good()) continue;
    const Claim claim = block.claim_of(row);
    append_content(claim, content);
    // Facts rest on fields that the content has, personal ones too.
    for (std::size_t i = row.kind->fields.size(); i < row.kind->slot_count(); ++i)
      content += claim.slots()[i].present() ? std::to_string(claim.slots()[i].number()) : "-";
    append_claim_json(claim, claims.lines.emplace_back());
  }
}

Claims claims_of(const std::string& bytes) {
  auto reader = open_batch(bytes_in_memory(bytes), "batch", shipped_kinds(), context());
  REQUIRE(reader.has_value());
  Claims claims;
  Chunk chunk;
  Block block;
  for (auto more = (*reader)->next(chunk); more && *more; more = (*reader)->next(chunk)) {
    (*reader)->parse(chunk, block);
    add(block, claims);
  }
  return claims;
}

Claims claims_of(const std::vector<std::string>& lines) {
  Chunk chunk;
  for (const std::string& line : lines) {
    chunk.rows.push_back({static_cast<std::uint32_t>(chunk.bytes.size()),
                          static_cast<std::uint32_t>(line.size()), RowFault::none});
    chunk.bytes.insert(chunk.bytes.end(), line.begin(), line.end());
  }
  chunk.size = chunk.bytes.size();
  chunk.bytes.resize(chunk.size + Chunk::padding);
  Block block;
  parse_ndjson(shipped_kinds(), context(), chunk, block);
  Claims claims;
  add(block, claims);
  return claims;
}

/// Bad rows have no line.
std::vector<std::string> good(const Claims& claims) {
  std::vector<std::string> contents;
  std::ranges::copy_if(claims.contents, std::back_inserter(contents),
                       [](const std::string& text) { return text.starts_with("claim_id:"); });
  return contents;
}

/// What spreadsheets, keyboards and export programs put into cells.
constexpr std::array<std::string_view, 46> pieces{
    "'",     "\"",         "=\"",     "=",      " ",      "\t",        "\n",   "\r\n",
    "\x01",  "\x7F",       "\\",      "/",      "{",      "1",         "0",    "-",
    ".",     ",",          "1.2E+19", "E",      "+",      "+86",       "0086", "13900000001",
    "Ａ",    "１",         "　",      "\u200B", "\uFEFF", "\u00A0",    "·",    "•",
    "张",    "\U00020000", "\uE123",  "true",   "是",     "元",        "¥",    "2025-05-18",
    "09:30", "洗衣机",     "一级",    "×",      "x",      "SN00000001"};

std::string odd_text(std::mt19937& random) {
  std::string text;
  for (auto n = 1 + random() % 5; n > 0; --n) text += pieces[random() % pieces.size()];
  return text;
}

}  // namespace

TEST_CASE("append_claim_json: the contract's own forms, defaults left out", "[batch][wire]") {
  const Claims claims = claims_of(csv({sale(1, {{"invoice_date", "２０２５/5/18"},
                                                {"qualified_at", "2025年5月18日 9:30"},
                                                {"price", "¥4,999"},
                                                {"efficiency_grade", "一级"},
                                                {"channel", "线下"},
                                                {"old_item_returned", "是"},
                                                {"invoice_items", "1"},
                                                {"consumer_id_type", "身份证"},
                                                {"invoice_remark", "a\\b \"c\""}})}));
  REQUIRE(claims.lines.size() == 1);
  CHECK(
      claims.lines[0] ==
      R"({"claim_id":"K001","kind":"appliance","region":"370100","applied_on":"2025-05-20",)"
      R"("consumer_id":"440524188001010014","consumer_name":"欧阳淼","consumer_phone":"13900000001",)"
      R"("invoice_no":"25372000000000001231","invoice_date":"2025-05-18","invoice_title":"欧阳淼",)"
      R"("invoice_remark":"a\\b \"c\"","invoice_total":"4999.00","price":"4999.00",)"
      R"("consumer_paid":"3999.20","subsidy_claimed":"999.80","category":"洗衣机","brand":"海燕",)"
      R"("model":"XQG100","gtin":"6901234567892","serial_no":"SN00000001","efficiency_grade":1,)"
      R"("channel":"offline","delivered_on":"2025-05-20","old_item_returned":true,)"
      R"("issuer_id":"91350100M000100Y43","qualified_at":"2025-05-18T09:30"})");
}

TEST_CASE("append_claim_json: litres keep their decimals", "[batch][wire]") {
  const auto litres = [](const std::string& text) {
    const Row car{{"claim_id", "C1"},
                  {"kind", "car-scrap"},
                  {"region", "370100"},
                  {"new_displacement_l", text}};
    const auto lines = claims_of(csv({car})).lines;
    REQUIRE(lines.size() == 1);
    return lines[0].substr(lines[0].rfind(':') + 1);
  };
  CHECK(litres("1.5L") == "1.5}");
  CHECK(litres("2.0") == "2}");
  CHECK(litres("0.998") == "0.998}");
}

// A leading line break of a remark and a quotation mark behind a guard were read otherwise the
// second time, so the same claim sent as a line and processed as a file would have been a conflict.
TEST_CASE("append_claim_json: whatever a cell holds, the line reads back as the same claim",
          "[batch][wire]") {
  constexpr unsigned seed = 20251129;
  std::mt19937 random{seed};
  const Row honest = sale(1);
  std::size_t read = 0;
  for (std::size_t i = 0; i < 20'000; ++i) {
    const auto& [field, text] = honest[random() % honest.size()];
    const std::string odd = random() % 3 == 0   ? odd_text(random) + text
                            : random() % 2 == 0 ? text + odd_text(random)
                                                : odd_text(random);
    if (field == "kind") continue;
    const Claims claims = claims_of(csv({sale(1, {{field, odd}})}));
    if (claims.lines.empty()) continue;
    ++read;
    CAPTURE(seed, i, field, odd, claims.lines[0]);
    REQUIRE(claims_of(claims.lines).contents == good(claims));
  }
  CHECK(read > 3'000);
}
