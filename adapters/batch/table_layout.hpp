#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/claim/kind.hpp"
#include "engine/claim/row_errors.hpp"

namespace tradein {

/// Which field of one kind a column holds; -1 for none.
struct ColumnMap {
  const Kind* kind = nullptr;
  std::vector<std::int16_t> field_of_column;
  std::vector<std::int16_t> column_of_field;
  std::size_t known = 0;  ///< columns with a field
  std::string twice;      ///< "x, y": two columns for one field, neither by its own name
};

/// A table's header and what its columns mean.
struct TableLayout {
  std::size_t first_header_row = 0;  ///< index into the rows that were looked at
  std::size_t header_rows = 1;
  std::vector<std::string>
      columns;                  ///< the header's cells; of two rows the one that names the field
  std::vector<ColumnMap> maps;  ///< one a kind, in the order of KindSet::all
  std::vector<bool> ignored;    ///< columns with a name that no kind knows
  std::size_t score = 0;        ///< columns that some kind knows
  std::int16_t kind_column = -1;
  std::int16_t claim_id_column = -1;
  std::size_t common_fields = 0;  ///< the first fields, which all kinds share
};

/// Looks for the header among a file's first rows: the row, or two merged rows, that name most
/// fields. Nothing where no row names two.
[[nodiscard]] std::optional<TableLayout> find_header(
    const std::vector<std::vector<std::string>>& rows, const KindSet& kinds);

/// Refuses a table that lacks a column every claim needs (E-FILE-COLUMN) or has two for one field
/// (E-FILE-COLUMN-TWICE).
[[nodiscard]] Result<void> check_layout(const TableLayout& layout, const std::string& file);

/// Names ignored columns and the lines above the header.
[[nodiscard]] std::vector<Notice> layout_notices(const TableLayout& layout,
                                                 std::uint64_t header_row);

/// The first fields, by name the same in every kind.
[[nodiscard]] std::size_t common_field_count(const KindSet& kinds);

/// A, B … Z, AA: a column's letters from its index.
[[nodiscard]] std::string column_letters(std::size_t index);

/// 错误码, 原因, 应如何修改: the columns that a corrected-file template adds.
inline constexpr std::string_view own_columns[] = {"错误码", "原因", "应如何修改"};
[[nodiscard]] bool is_own_column(std::string_view header);

}  // namespace tradein
