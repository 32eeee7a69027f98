#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tradein::feel {

/// One code point read from UTF-8 text; width 0 at the end of the text or where the bytes are no
/// UTF-8.
struct CodePoint {
  char32_t value = 0;
  std::size_t width = 0;
};

[[nodiscard]] CodePoint code_point_at(std::string_view text, std::size_t at) noexcept;
void append_utf8(std::string& out, char32_t code_point);
/// Offset of the first byte that is no UTF-8, or npos.
[[nodiscard]] std::size_t invalid_utf8(std::string_view text) noexcept;
/// Code points in valid UTF-8.
[[nodiscard]] std::size_t length(std::string_view text) noexcept;
/// Byte offset of code point number `index` (from 0); the text's size where there are fewer.
[[nodiscard]] std::size_t offset_of(std::string_view text, std::size_t index) noexcept;
/// The text by code points, and back.
[[nodiscard]] std::u32string to_utf32(std::string_view text);
[[nodiscard]] std::string to_utf8(std::u32string_view text);

/// Bytes of the white space character (Unicode's too), name character or name start at `at`; 0
/// where it is none.
[[nodiscard]] std::size_t white_space_at(std::string_view text, std::size_t at) noexcept;
[[nodiscard]] std::size_t name_part_at(std::string_view text, std::size_t at) noexcept;
[[nodiscard]] std::size_t name_start_at(std::string_view text, std::size_t at) noexcept;
/// Whether the character that ends at `at` is a name character.
[[nodiscard]] bool name_part_before(std::string_view text, std::size_t at) noexcept;

/// Line and column from 1, the column by code points.
struct LineColumn {
  std::size_t line = 1;
  std::size_t column = 1;
};
[[nodiscard]] LineColumn line_column(std::string_view text, std::size_t at) noexcept;

}  // namespace tradein::feel
