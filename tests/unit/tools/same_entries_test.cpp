// One claim, one entry, in whatever form its batch came.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "adapters/batch/text_encoding.hpp"
#include "engine/claim/claim_json.hpp"
#include "engine/decision/history_table.hpp"
#include "tests/unit/batch/workbooks.hpp"
#include "tools/tradein/block_stream.hpp"
#include "tools/tradein/claim_desk.hpp"

using namespace tradein;
using namespace tradein::test;

namespace {

const tool::Rules& shipped_rules() {
  static const auto rules = [] {
    const std::string source = TRADEIN_SOURCE_DIR;
    tool::RuleOptions options;
    options.rules = source + "/rules";
    options.schemas = {};
    options.as_of = "2025-12-31";
    return tool::load_rules(options, Language::en);
  }();
  REQUIRE(rules.has_value());
  return **rules;
}

class NoSink final : public tool::AnswerSink {
 public:
  Result<void> begin(const std::string&, const FileLayout&) override { return {}; }
  bool wants(bool, bool, Outcome) const override { return false; }
  Result<void> row(const tool::RowAnswer&) override { return {}; }
  Result<void> end(const tool::FileAnswer&) override { return {}; }
};

/// The entries of the batch, less the one that closes it, which names the file's hash.
std::vector<std::string> entries_of(const std::string& bytes) {
  constexpr SipKey key{1, 2};
  const tool::Rules& rules = shipped_rules();
  const IntakeContext intake{"91350100M000100Y43", rules.as_of};
  auto reader = open_batch(bytes_in_memory(bytes), "batch", rules.kinds, intake);
  REQUIRE(reader.has_value());
  PlainHistoryMemory memory{{.segment_bits = 8}};
  HistoryTable history{memory, {.segment_bits = 8}};
  tool::ClaimDesk desk{{&rules, intake.retailer, key, &history, 0, 0, true}};
  desk.begin_file((*reader)->layout());
  NoSink sink;
  tool::AnswerGroup group;
  const auto streamed =
      tool::for_each_block(**reader, {"a pseudonym key of the test", rules.book.get(), key},
                           [&](tool::PreparedBlock& block) {
                             desk.take(block, sink, group);
                             return true;
                           });
  REQUIRE(streamed.has_value());
  std::vector<std::string> entries;
  for (std::size_t i = 0; i < group.entries.size(); ++i) entries.emplace_back(group.entries[i]);
  return entries;
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

/// The file's good rows as lines of NDJSON, each at its row; empty where the file is refused.
std::string as_lines(const std::string& bytes) {
  const tool::Rules& rules = shipped_rules();
  const IntakeContext intake{{}, rules.as_of};
  auto reader = open_batch(bytes_in_memory(bytes), "batch", rules.kinds, intake);
  if (!reader) return {};
  std::string lines;
  Chunk chunk;
  Block block;
  std::uint64_t next_row = 1;
  for (auto more = (*reader)->next(chunk); more && *more; more = (*reader)->next(chunk)) {
    (*reader)->parse(chunk, block);
    for (const BatchRow& row : block.rows) {
      if (!row.good()) continue;
      for (; next_row < row.number; ++next_row) lines += '\n';
      append_claim_json(block.claim_of(row), lines);
    }
  }
  return lines.empty() ? lines : lines + "\n";
}

}  // namespace

TEST_CASE("batches: CSV, NDJSON and a workbook of the same claims give the same entries",
          "[unit][tools]") {
  const std::vector<Row> sales{
      sale(1), sale(2, {{"price", "5999.90"}, {"invoice_total", "5999.90"}}),
      sale(3, {{"efficiency_grade", "3"}}), sale(4, {{"serial_no", "SN00000001"}}),
      sale(5, {{"invoice_date", "2023-05-18"}})};
  const auto table = entries_of(csv(sales));
  REQUIRE(table.size() == 1 + sales.size());
  CHECK(entries_of("\n" + ndjson(sales)) == table);  // a line in place of the header
  CHECK(entries_of(zipped(workbook_parts({{"明细", "", text_rows(sales), ""}}))) == table);
  CHECK(entries_of("\xFF\xFE" + encoded(csv(sales, '\t'), Encoding::utf16le)) == table);
  CHECK(entries_of(encoded(csv(sales, ';'), Encoding::gb18030)) == table);
}

// Grades, money and days as a spreadsheet stores them, as numbers.
TEST_CASE("batches: a workbook's numbers and days give the same entries, too", "[unit][tools]") {
  std::vector<std::string> header, cells;
  for (const auto& [name, text] : sale(1)) {
    header.push_back(text_cell(name));
    const bool number = name == "price" || name == "invoice_total" || name == "efficiency_grade" ||
                        name == "consumer_paid" || name == "region";
    cells.push_back(number                   ? "<c><v>" + text + "</v></c>"
                    : name == "invoice_date" ? "<c><v>45795</v></c>"
                                             : text_cell(text));
  }
  const auto book =
      zipped(workbook_parts({{"明细", "", row_of(1, header) + row_of(2, cells), ""}}));
  CHECK(entries_of(book) == entries_of(csv({sale(1)})));
}

TEST_CASE("batches: a file's rows written as lines give the same entries", "[unit][tools]") {
  const std::filesystem::path data = std::string{TRADEIN_SOURCE_DIR} + "/tests/data";
  std::vector<std::filesystem::path> files{data / "appliance-chain.csv", data / "car-dealer.csv",
                                           data / "renovation.csv", data / "digital.ndjson"};
  for (const auto& file : std::filesystem::directory_iterator{data / "dirty"})
    files.push_back(file.path());
  std::size_t compared = 0;
  for (const auto& file : files) {
    CAPTURE(file);
    const std::string bytes = bytes_of(file);
    const std::string lines = as_lines(bytes);
    if (lines.empty()) continue;
    const auto entries = entries_of(bytes);
    CHECK(entries_of(lines) == entries);
    compared += entries.size();
  }
  CHECK(compared > 1'250);
}
