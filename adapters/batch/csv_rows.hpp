#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "adapters/batch/block.hpp"
#include "engine/claim/arena.hpp"

namespace tradein {

/// Where a row ends. `next` is the start of the next row; `whole` is false where more bytes are
/// needed to know.
struct RowEnd {
  std::size_t end = 0;
  std::size_t next = 0;
  RowFault fault = RowFault::none;
  bool whole = false;
};

/// The end of the row that begins at `begin`: at CRLF, LF or CR outside quotes (RFC 4180). A
/// quotation mark opens a quoted cell only at the cell's start. One that is not closed, or closed
/// and followed by other text, makes this row faulty; the row then ends at its first line break, so
/// that the rows after it keep their places.
[[nodiscard]] RowEnd find_row_end(std::string_view bytes, std::size_t begin, char separator,
                                  bool at_end_of_file) noexcept;

/// Splits a row into cells, quotes undone (undone copies live in the arena). ASCII signs are never
/// part of a longer character in UTF-8 nor, below 0x30 and ';', in GB18030, so this works on both.
void split_row(std::string_view row, char separator, Arena& arena,
               std::vector<std::string_view>& cells);

/// The first of two or three signs, or `end`.
[[nodiscard]] const char* find_sign(const char* at, const char* end, char a, char b,
                                    char c) noexcept;

}  // namespace tradein
