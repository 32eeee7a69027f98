#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/claim/arena.hpp"
#include "engine/claim/claim.hpp"
#include "engine/claim/read_value.hpp"
#include "engine/claim/row_errors.hpp"

namespace tradein {

enum class Encoding : std::uint8_t { utf8, gb18030, utf16le };

/// `unended`: the file ends in this row without a line end; what is wrong in it is most likely the
/// cut.
enum class RowFault : std::uint8_t { none, quote, too_long, unended };

/// One row of a chunk, without its line end.
struct RowSpan {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  RowFault fault = RowFault::none;
};

/// Bytes of whole rows, cut by one thread. `bytes` has `padding` bytes to spare behind its rows.
struct Chunk {
  static constexpr std::size_t padding = 128;
  std::vector<char> bytes;
  std::size_t size = 0;                ///< bytes in use
  std::vector<RowSpan> rows;           ///< blank ones too
  std::uint64_t first_row = 1;         ///< number of rows[0]; the others follow without gaps
  std::uint64_t sequence = 0;          ///< 0, 1, 2 …: the order to take the blocks in
  Encoding encoding = Encoding::utf8;  ///< of the bytes (UTF-16 arrives as UTF-8)
};

/// One row: a claim, or its errors. Blank, total, header and note lines are no rows.
struct BatchRow {
  std::uint64_t number = 0;   ///< as a spreadsheet counts
  std::string_view raw;       ///< as the file has it (UTF-16 as UTF-8), without its line end
  std::string_view claim_id;  ///< as far as it could be read
  const Kind* kind = nullptr;
  const Slot* slots = nullptr;  ///< of a good row
  std::uint32_t first_error = 0;
  std::uint32_t error_count = 0;
  [[nodiscard]] bool good() const noexcept { return error_count == 0; }
};

/// A line 合计 of a table with what it says of one column.
struct TotalLine {
  std::uint64_t row = 0;
  std::uint16_t column = 0;
  std::int64_t stated_fen = 0;
  std::int64_t sum_fen = 0;  ///< of the block's rows before it
};

/// The rows of one chunk. Reused: parsing into it again keeps its memory. Everything in it lives
/// until then.
struct Block {
  std::uint64_t sequence = 0;
  std::vector<BatchRow> rows;
  std::vector<RowError> errors;
  std::vector<Notice> notices;
  std::vector<std::int64_t> column_sums_fen;  ///< of money columns
  std::vector<TotalLine> totals;

  [[nodiscard]] std::span<const RowError> errors_of(const BatchRow& row) const noexcept {
    return std::span{errors}.subspan(row.first_error, row.error_count);
  }
  [[nodiscard]] Claim claim_of(const BatchRow& row) const noexcept {
    return Claim{*row.kind, {row.slots, row.kind->slot_count()}};
  }

  Arena arena;
  std::vector<char> bytes;  ///< taken over from the chunk; raw views and unchanged texts point here
  struct Scratch;           ///< what a reader's form keeps between rows
  std::shared_ptr<Scratch> scratch;
  void clear();
};

}  // namespace tradein
