#pragma once
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string_view>

/// The two fast ways with entry text, for the paths that run a million times a second: writing
/// where the bytes surely fit, and reading what one expects. Whatever they do not expect is left to
/// canonical.hpp, which is strict.
namespace tradein {

/// Writes at a pointer, without looking at room: the caller has made sure of it (`text_bytes_max`).
class EntryText {
 public:
  explicit EntryText(char* at) noexcept : at_{at} {}

  void raw(std::string_view text) noexcept {
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  void raw(char c) noexcept { *at_++ = c; }
  void integer(std::int64_t value) noexcept { at_ = std::to_chars(at_, at_ + 20, value).ptr; }
  /// As a JSON string; RFC 8785 escapes only quote, backslash and control characters.
  void text(std::string_view value) noexcept {
    raw('"');
    for (const char c : value) {
      if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') [[likely]]
        raw(c);
      else
        escaped(c);
    }
    raw('"');
  }
  [[nodiscard]] char* at() const noexcept { return at_; }
  void move_to(char* at) noexcept { at_ = at; }

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
  char* at_;
};

/// Reads text that is expected to have just one form; any surprise makes it fail() and everything
/// after it, too.
class ExpectedText {
 public:
  explicit ExpectedText(std::string_view text) noexcept
      : at_{text.data()}, end_{at_ + text.size()} {}

  /// Steps over `text` if it comes next.
  bool skip(std::string_view text) noexcept {
    if (static_cast<std::size_t>(end_ - at_) < text.size()) return false;
    // Most texts that are tried and do not come next differ in their first eight bytes.
    if (text.size() >= 8 && std::memcmp(at_, text.data(), 8) != 0) return false;
    if (std::memcmp(at_, text.data(), text.size()) != 0) return false;
    at_ += text.size();
    return true;
  }
  void expect(std::string_view text) noexcept {
    if (!skip(text)) fail();
  }
  /// A string without escapes.
  std::string_view text() noexcept {
    if (!skip("\"")) return fail(), std::string_view{};
    const char* close = at_;  // texts are short: a loop beats two searches
    while (close != end_ && *close != '"' && *close != '\\') ++close;
    if (close == end_ || *close == '\\') return fail(), std::string_view{};
    const std::string_view value{at_, static_cast<std::size_t>(close - at_)};
    at_ = close + 1;
    return value;
  }
  std::int64_t integer() noexcept {
    std::int64_t value = 0;
    const auto [ptr, error] = std::from_chars(at_, end_, value);
    if (error != std::errc{}) fail();
    at_ = ptr;
    return value;
  }
  bool boolean() noexcept {
    if (skip("true")) return true;
    expect("false");
    return false;
  }
  /// An object without objects inside, which `after` follows: its text. A quote inside a string is
  /// escaped, so that `after`, which begins with a comma and a quote, stands in no string.
  std::string_view object_before(std::string_view after) noexcept {
    const std::string_view rest{at_, static_cast<std::size_t>(end_ - at_)};
    const std::size_t found = rest.find(after);
    if (found == std::string_view::npos || found < 2 || rest[0] != '{' || rest[found - 1] != '}')
      return fail(), std::string_view{};
    at_ += found + after.size();
    return rest.substr(0, found);
  }
  /// An object or array, however deep: its text.
  std::string_view nested() noexcept {
    const char* const begin = at_;
    int depth = 0;
    for (; at_ != end_; ++at_) {
      const char c = *at_;
      if (c == '"') {
        ++at_;
        while (at_ != end_ && *at_ != '"') at_ += *at_ == '\\' && end_ - at_ > 1 ? 2 : 1;
        if (at_ == end_) break;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if ((c == '}' || c == ']') && --depth == 0) {
        ++at_;
        return {begin, static_cast<std::size_t>(at_ - begin)};
      }
    }
    fail();
    return {};
  }
  [[nodiscard]] bool at_end() const noexcept { return at_ == end_ && !failed_; }
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  void fail() noexcept {
    failed_ = true;
    at_ = end_;
  }

 private:
  const char* at_;
  const char* end_;
  bool failed_ = false;
};

}  // namespace tradein
