#pragma once
// Writes a workbook of one sheet of text; only for answer_files.cpp.
#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "adapters/batch/workbook.hpp"

namespace tradein {

/// Its columns are formatted as text: what is typed over a cell keeps its digits and its form. No
/// formula can be written. The same rows give the same bytes.
class WorkbookWriter {
 public:
  /// Texts (UTF-8; what XML cannot hold is written as spreadsheets do, _x000D_), numbers and error
  /// values; a formula that had no value becomes #N/A.
  void row(std::span<const SheetCell> cells);
  /// The .xlsx file; nothing where it could not be packed.
  [[nodiscard]] std::optional<std::string> finish();

 private:
  void append_cell(const SheetCell& cell, std::size_t column);

  std::string rows_;  ///< the rows' XML; a sheet is packed as a whole
  std::size_t row_count_ = 0, columns_ = 0;
};

}  // namespace tradein
