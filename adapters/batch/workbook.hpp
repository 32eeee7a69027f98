#pragma once
// An .xlsx file as rows of cells; only for xlsx_reader.cpp.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/claim/read_value.hpp"

namespace tradein {

/// A cell of a sheet; `text` is UTF-8, a number its shortest decimal.
struct SheetCell {
  std::string text;
  CellKind kind = CellKind::text;
  bool formula = false;
};

struct SheetRow {
  std::uint64_t number = 0;
  bool hidden = false;
  bool too_long = false;  ///< more text than a row may have; its cells are gone
  std::vector<SheetCell> cells;
};

struct SheetInfo {
  std::string name;
  std::string path;  ///< inside the archive
  bool hidden = false;
};

/// Reads the rows of one sheet, one after the other, inflating as it goes.
class SheetRows {
 public:
  virtual ~SheetRows() = default;
  /// False at the end. Errors: E-FILE-XLSX, E-FILE-XLSX-SIZE.
  [[nodiscard]] virtual Result<bool> next(SheetRow& row) = 0;
  /// Columns that the sheet hides, as far as read (they stand before the rows).
  [[nodiscard]] virtual const std::vector<std::pair<std::size_t, std::size_t>>& hidden_columns()
      const noexcept = 0;
};

/// An opened workbook. Bounds: 100 MiB packed, 1 GiB unpacked, 100:1 (each counted while inflating,
/// whatever the archive's directory says), 4 MiB of XML a row, 256 MiB of shared strings.
class Workbook {
 public:
  virtual ~Workbook() = default;
  [[nodiscard]] virtual const std::vector<SheetInfo>& sheets() const noexcept = 0;
  [[nodiscard]] virtual bool days_from_1904() const noexcept = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<SheetRows>> rows(const SheetInfo& sheet) = 0;
};

inline constexpr std::size_t workbook_packed_max = std::size_t{100} * 1024 * 1024;
inline constexpr std::uint64_t workbook_unpacked_max = std::uint64_t{1024} * 1024 * 1024;
inline constexpr std::uint64_t workbook_ratio_max = 100;

/// Errors: E-FILE-KIND (a zip that is no .xlsx), E-FILE-MACRO, E-FILE-ENCRYPTED, E-FILE-XLSX,
/// E-FILE-XLSX-SIZE.
[[nodiscard]] Result<std::unique_ptr<Workbook>> open_workbook(std::string bytes,
                                                              const std::string& name);

}  // namespace tradein
