#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "engine/claim/arena.hpp"

namespace tradein {

/// A cell after folding: full-width ASCII to ASCII, every kind of blank to a space, invisible
/// characters away, outer spaces away. `control` says that a control character (line breaks too)
/// stands inside; `unknown_glyph` that a character of a private-use area does (an old font's; its
/// meaning is lost).
struct Folded {
  std::string_view text;
  bool control = false;
  bool unknown_glyph = false;
};

/// `text` is valid UTF-8. Gives the text itself where nothing is to fold, else a copy in the arena.
[[nodiscard]] Folded fold(std::string_view text, Arena& arena);

/// True where fold gives the text itself, without looking further. `text` is not empty.
[[nodiscard]] bool needs_no_folding(std::string_view text) noexcept;

/// One code point of valid UTF-8 at `at`, which moves behind it.
[[nodiscard]] char32_t next_code_point(std::string_view text, std::size_t& at) noexcept;
void append_utf8(char32_t code, std::string& out);

/// The place of the first byte that is not UTF-8, or npos.
[[nodiscard]] std::size_t first_bad_utf8(std::string_view text) noexcept;

}  // namespace tradein
