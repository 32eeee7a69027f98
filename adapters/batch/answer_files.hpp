#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/batch/batch_file.hpp"

namespace tradein {

/// A cell that no spreadsheet takes for a formula: text that begins, after blanks of any kind, with
/// = + - @ a tab, a line break or a full-width form of them gets a leading apostrophe (which
/// read_value takes away again).
[[nodiscard]] std::string harmless_cell(std::string_view text);

/// Writes a table in the encoding, with the mark and the separator of the file that it answers. An
/// answer to NDJSON or XLSX is UTF-8 with a mark, commas and CRLF.
class TableWriter {
 public:
  explicit TableWriter(const FileLayout& answered);
  /// Mark and sep= line; once, before the first row.
  [[nodiscard]] std::string begin() const;
  /// Cells in UTF-8, made harmless and quoted.
  [[nodiscard]] std::string row(std::span<const std::string> cells) const;

 private:
  Encoding encoding_ = Encoding::utf8;
  bool mark_ = true;
  char separator_ = ',';
  bool separator_line_ = false;
};

/// One line of the acknowledgement NAME.ack.csv.
struct AckLine {
  std::uint64_t row = 0;
  std::string claim_id;
  std::string outcome;
  std::string amount;
  std::string programme;
  bool repeated = false;
  std::string codes;    ///< of reasons or errors
  std::string cells;    ///< of errors
  std::string reasons;  ///< in the user's language
  std::string fixes;
  std::string attempts_left;  ///< where the pack counts attempts
};
[[nodiscard]] std::vector<std::string> ack_header(Language language);
[[nodiscard]] std::vector<std::string> ack_cells(const AckLine& line);

/// Writes the corrected-file template: 错误码, 原因, 应如何修改, then the retailer's own columns
/// with the row as it came. The three stand in front, so that a row with too many cells stays in
/// its columns. NAME.fix.xlsx for a workbook; else NAME.fix.csv.
class FixWriter {
 public:
  FixWriter(const FileLayout& answered, const KindSet& kinds);
  ~FixWriter();
  FixWriter(const FixWriter&) = delete;
  FixWriter& operator=(const FixWriter&) = delete;

  /// What its name ends in.
  [[nodiscard]] std::string_view ending() const noexcept;
  /// Bytes of the file, one call after another; a workbook comes as a whole from end(), nothing
  /// where it could not be packed.
  [[nodiscard]] std::string begin();
  [[nodiscard]] std::string row(const BatchRow& row, std::string_view codes,
                                std::string_view reasons, std::string_view fixes);
  [[nodiscard]] std::optional<std::string> end();

 private:
  /// A row of what is told and then, as it was sent, of what the retailer has.
  void add_to_sheet(std::span<const std::string> told, std::string_view raw);
  std::vector<std::string> cells_of(std::string_view raw);
  std::vector<std::string> json_cells(std::string_view raw);

  FileLayout layout_;
  TableWriter writer_;
  std::vector<std::string> columns_;
  std::vector<bool> own_;  ///< columns of an earlier template, left out
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace tradein
