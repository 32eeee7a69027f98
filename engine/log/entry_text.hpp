#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/base/assert.hpp"
#include "engine/base/base64.hpp"
#include "engine/base/date.hpp"
#include "engine/base/text_cursor.hpp"
#include "engine/log/byte_marks.hpp"

/// Entry text on the paths that run a million times a second: written where the bytes surely fit,
/// or compared with text that is there already. One template writes both (write_claim_entry.cpp).
namespace tradein {

/// A character that a JSON string cannot hold as it is.
[[nodiscard]] constexpr bool is_escaped(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

/// Eight of them at once.
[[nodiscard]] constexpr bool any_escaped(std::uint64_t word) noexcept {
  return (marks_of_quotes_and_backslashes(word) | marks_of_controls(word)) != 0;
}

/// Writes; the caller has made sure of room (`text_bytes_max`).
class EntryText : public TextCursor {
 public:
  using TextCursor::TextCursor;

  /// As a JSON string; RFC 8785 escapes only quote, backslash and control characters.
  void text(std::string_view value) noexcept {
    raw('"');
    const char* from = value.data();
    const char* const end = from + value.size();
    for (; end - from >= 8; from += 8) {
      std::uint64_t word;
      std::memcpy(&word, from, 8);
      if (any_escaped(word)) break;
      std::memcpy(at_, &word, 8);
      at_ += 8;
    }
    while (from != end) character(*from++);
    raw('"');
  }
  /// One character of a JSON string.
  void character(char c) noexcept {
    if (!is_escaped(c)) [[likely]]
      raw(c);
    else
      escaped(c);
  }
  /// A day or a minute, as a JSON string.
  void iso(auto when) noexcept {
    raw('"');
    at_ = write_iso(when, at_);
    raw('"');
  }
  void digest(std::string_view bytes) noexcept {
    raw('"');
    at_ = write_base64url(bytes, at_);
    raw('"');
  }

  /// What text(value) takes at the most.
  [[nodiscard]] static std::size_t text_bytes_max(std::string_view value) noexcept {
    return 2 + 6 * value.size();
  }

 private:
  void escaped(char c) noexcept {
    static constexpr std::string_view hex = "0123456789abcdef", named = "btn_fr";
    raw('\\');
    if (c == '"' || c == '\\') return raw(c);
    if (c >= '\b' && c <= '\r' && c != '\v') return raw(named[static_cast<std::size_t>(c - '\b')]);
    raw("u00");
    raw(hex[static_cast<unsigned char>(c) >> 4]);
    raw(hex[static_cast<unsigned char>(c) & 15]);
  }
};

/// Compares what EntryText would write with text that is there already, piece by piece, without
/// writing it.
class EntryMatch {
 public:
  explicit EntryMatch(std::string_view text) noexcept : at_{text.data()}, end_{at_ + text.size()} {}

  void raw(std::string_view text) noexcept {
    if (static_cast<std::size_t>(end_ - at_) < text.size()) return fail();
    // A logged part is compared with itself.
    if (text.data() != at_ && std::memcmp(at_, text.data(), text.size()) != 0) return fail();
    at_ += text.size();
  }
  void raw(char c) noexcept {
    if (at_ == end_ || *at_ != c) return fail();
    ++at_;
  }
  void integer(std::int64_t value) noexcept {
    char digits[20];
    raw(digits, EntryText{digits}, [&](EntryText& text) { text.integer(value); });
  }
  void text(std::string_view value) noexcept {
    if (std::ranges::any_of(value, is_escaped)) return escaped(value);
    raw('"');
    raw(value);
    raw('"');
  }
  void iso(auto when) noexcept {
    char text[24];
    raw(text, EntryText{text}, [&](EntryText& out) { out.iso(when); });
  }
  void digest(std::string_view bytes) noexcept {
    char text[96];
    TRADEIN_ASSERT(bytes.size() <= 64);
    raw(text, EntryText{text}, [&](EntryText& out) { out.digest(bytes); });
  }
  [[nodiscard]] bool at_end() const noexcept { return at_ == end_ && !failed_; }

 private:
  template <class Write>
  void raw(const char* begin, EntryText out, Write write) noexcept {
    write(out);
    raw(std::string_view{begin, static_cast<std::size_t>(out.at() - begin)});
  }
  void escaped(std::string_view value) noexcept {
    raw('"');
    for (const char& c : value) {
      char text[8];
      raw(text, EntryText{text}, [&](EntryText& out) { out.character(c); });
    }
    raw('"');
  }
  void fail() noexcept {
    failed_ = true;
    at_ = end_;
  }

  const char* at_;
  const char* end_;
  bool failed_ = false;
};

}  // namespace tradein
