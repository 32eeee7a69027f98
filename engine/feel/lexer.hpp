#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace tradein::feel {

enum class TokenKind : std::uint8_t { end, word, number, string, temporal, sign, unknown };

/// `begin` and `end` are byte offsets in the text. A word is one run of name characters, keywords
/// too; a sign is one of the operators and brackets, the longest that fits.
struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The token that begins at or after `at`, white space and comments skipped. A string or @"…" that
/// is not closed and a comment that is not closed give `unknown` up to the end of the text.
[[nodiscard]] Token token_at(std::string_view text, std::size_t at) noexcept;

/// First offset from `at` that is neither white space nor comment.
[[nodiscard]] std::size_t skip_space(std::string_view text, std::size_t at) noexcept;

/// The string between the quotes of a string token, escapes resolved; surrogate pairs joined. An
/// escape that FEEL does not know stays as written, so that "\d" is a pattern.
[[nodiscard]] std::string unescape(std::string_view quoted);

/// E-FEEL-… at line:column of `at` in `text`.
[[nodiscard]] Error error_at(std::string_view code, std::string_view text, std::size_t at,
                             Text what, Text fix);

}  // namespace tradein::feel
