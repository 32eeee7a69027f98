#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"

namespace tradein::store {

/// A value of one cell. Text and bytes are not copied: they live until put() comes back.
struct Cell {
  enum class Kind : std::uint8_t { none, integer, text, bytes };
  Kind kind = Kind::none;
  std::int64_t number = 0;
  std::string_view text;

  Cell() = default;
  explicit Cell(std::int64_t value) : kind{Kind::integer}, number{value} {}
  explicit Cell(std::string_view value) : kind{Kind::text}, text{value} {}
  static Cell bytes(std::string_view value) {
    Cell cell{value};
    cell.kind = Kind::bytes;
    return cell;
  }
};

/// An audit pack that is being written: the tables and views of schemas/audit.sql, empty at first.
/// It appears under its name when finish() comes back. Errors: E-AUDIT-FILE (Trouble::store).
class AuditFile {
 public:
  /// A file of that name is replaced by finish().
  static Result<std::unique_ptr<AuditFile>> create(const std::string& path);
  virtual ~AuditFile() = default;

  /// Adds a column to a table where it has none of that name.
  virtual Result<void> column(std::string_view table, std::string_view name) = 0;
  /// A row, one cell a column, in the order of the table's columns when its first row was put.
  virtual Result<void> put(const std::string& table, std::span<const Cell> cells) = 0;
  /// The place of each column.
  virtual Result<std::map<std::string, std::size_t>> columns(std::string_view table) = 0;
  virtual Result<void> run(const std::string& sql) = 0;

  using Visit = std::function<bool(const std::vector<std::string>& cells)>;
  /// All rows of a table or view as text, before them the columns' names.
  virtual Result<void> rows(std::string_view table, const Visit& visit) = 0;
  virtual Result<void> finish() = 0;
};

}  // namespace tradein::store
