#pragma once
// Batches for the tests of adapters/batch: an honest sale of a washing machine, to be changed field
// by field.
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/batch/batch_file.hpp"
#include "adapters/batch/notices.hpp"
#include "adapters/rulefiles/kind_files.hpp"
#include "tests/support/catch.hpp"

namespace tradein::test {

using Changes = std::map<std::string, std::string>;
using Row = std::vector<std::pair<std::string, std::string>>;

inline const KindSet& shipped_kinds() {
  static const KindSet kinds = [] {
    auto read = load_kinds({std::string{TRADEIN_SOURCE_DIR} + "/schemas/claims"});
    if (!read) throw std::runtime_error{read.error().place + ": " + read.error().what.en};
    return std::move(*read);
  }();
  return kinds;
}

inline const IntakeContext& context() {
  static const IntakeContext made{"91350100M000100Y43", Date::from_ymd(2025, 12, 31)};
  return made;
}

/// The n-th washing machine, n < 10; the identity numbers are made up and hold their check digits.
inline Row sale(int n, const Changes& changes = {}) {
  static const char* const ids[] = {"11010519491231002X", "440524188001010014"};
  const std::string digit = std::to_string(n);
  Row row{{"claim_id", "K00" + digit},
          {"kind", "appliance"},
          {"region", "370100"},
          {"applied_on", "2025-05-20"},
          {"consumer_id", ids[n % 2]},
          {"consumer_name", "欧阳淼"},
          {"consumer_phone", "1390000000" + digit},
          {"invoice_no", "2537200000000000123" + digit},
          {"invoice_date", "2025-05-18"},
          {"invoice_title", "欧阳淼"},
          {"invoice_remark", "型号:XQG100 SN:SN0000000" + digit},
          {"invoice_total", "4999.00"},
          {"price", "4999.00"},
          {"consumer_paid", "3999.20"},
          {"subsidy_claimed", "999.80"},
          {"category", "洗衣机"},
          {"brand", "海燕"},
          {"model", "XQG100"},
          {"gtin", "6901234567892"},
          {"serial_no", "SN0000000" + digit},
          {"efficiency_grade", "1"},
          {"channel", "offline"},
          {"delivered_on", "2025-05-20"},
          {"old_item_returned", "true"},
          {"issuer_id", "91350100M000100Y43"},
          {"qualified_at", "2025-05-18T09:30"}};
  for (const auto& [field, value] : changes) {
    bool found = false;
    for (auto& [name, text] : row)
      if (name == field) {
        text = value;
        found = true;
      }
    if (!found) row.emplace_back(field, value);
  }
  return row;
}

inline std::string csv_cell(const std::string& text, char separator = ',') {
  if (text.find_first_of(std::string{"\"\r\n"} + separator) == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

inline std::string csv_header(const Row& row, char separator = ',') {
  std::string line;
  for (const auto& [name, text] : row)
    line += (line.empty() ? "" : std::string(1, separator)) + name;
  return line;
}

inline std::string csv_line(const Row& row, char separator = ',') {
  std::string line;
  bool first = true;
  for (const auto& [name, text] : row) {
    if (!first) line += separator;
    first = false;
    line += csv_cell(text, separator);
  }
  return line;
}

inline std::string csv(const std::vector<Row>& rows, char separator = ',',
                       const std::string& line_end = "\r\n") {
  std::string file = csv_header(rows.front(), separator) + line_end;
  for (const Row& row : rows) file += csv_line(row, separator) + line_end;
  return file;
}

inline std::string json_line(const Row& row) {
  std::string line = "{";
  for (const auto& [name, text] : row) {
    const bool literal = text == "true" || text == "false";
    line += (line.size() > 1 ? ", \"" : "\"") + name + "\": ";
    line += literal ? text : "\"" + text + "\"";
  }
  return line + "}";
}

inline std::string ndjson(const std::vector<Row>& rows) {
  std::string file;
  for (const Row& row : rows) file += json_line(row) + "\n";
  return file;
}

/// One row of a file as the tests compare it.
struct Seen {
  std::uint64_t row = 0;
  std::string claim_id;
  std::string content;              ///< of a good row
  std::vector<std::string> errors;  ///< "E-… column cell"
  friend bool operator==(const Seen&, const Seen&) = default;
};

struct File {
  std::vector<Seen> rows;
  std::vector<Notice> notices;
  FileLayout layout;
  std::string refused;  ///< code, where the file was refused
  std::string refused_en;

  [[nodiscard]] bool all_good() const {
    for (const Seen& row : rows)
      if (!row.errors.empty()) return false;
    return refused.empty();
  }
  [[nodiscard]] std::size_t noticed(std::string_view code) const {
    std::size_t count = 0;
    for (const Notice& notice : notices) count += notice.code == code ? 1U : 0U;
    return count;
  }
};

inline File read_file(std::string bytes, const std::string& name = "batch",
                      const KindSet& kinds = shipped_kinds()) {
  File file;
  auto reader = open_batch(bytes_in_memory(std::move(bytes)), name, kinds, context());
  if (!reader) {
    file.refused = reader.error().code;
    file.refused_en = reader.error().what.en;
    return file;
  }
  NoticeBook book{**reader};
  Chunk chunk;
  Block block;
  while (true) {
    const auto more = (*reader)->next(chunk);
    if (!more) {
      file.refused = more.error().code;
      return file;
    }
    if (!*more) break;
    (*reader)->parse(chunk, block);
    book.add(block);
    for (const BatchRow& row : block.rows) {
      Seen seen{row.number, std::string{row.claim_id}, {}, {}};
      if (row.good()) append_content(block.claim_of(row), seen.content);
      for (const RowError& error : block.errors_of(row))
        seen.errors.push_back(std::string{error.name()} + " " + error.column + " " + error.cell);
      file.rows.push_back(std::move(seen));
    }
  }
  file.notices = book.finish();
  file.layout = (*reader)->layout();
  return file;
}

/// The errors of one row that differs from an honest one.
inline std::vector<std::string> errors_of(const Changes& changes) {
  const File file = read_file(csv({sale(1, changes)}));
  REQUIRE(file.rows.size() == 1);
  std::vector<std::string> codes;
  for (const auto& error : file.rows[0].errors) codes.push_back(error.substr(0, error.rfind(' ')));
  return codes;
}

}  // namespace tradein::test
