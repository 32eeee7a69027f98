#pragma once
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/log/byte_marks.hpp"

namespace tradein {

/// Reads text that is expected to have just one form; any surprise makes it fail() and everything
/// after it, too; canonical.hpp reads the rest, strictly.
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
    const char* const close = quote_or_backslash(at_);
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
        at_ = quote_or_backslash(at_ + 1);
        while (at_ != end_ && *at_ == '\\')
          at_ = quote_or_backslash(end_ - at_ > 1 ? at_ + 2 : end_);
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
  /// The next of the two from `at` on, or the end; eight bytes at a time.
  [[nodiscard]] const char* quote_or_backslash(const char* at) const noexcept {
    for (; end_ - at >= 8; at += 8) {
      std::uint64_t word;
      std::memcpy(&word, at, 8);
      const std::uint64_t found = marks_of_quotes_and_backslashes(word);
      if (found != 0) return at + std::countr_zero(found) / 8;
    }
    while (at != end_ && *at != '"' && *at != '\\') ++at;
    return at;
  }

  const char* at_;
  const char* end_;
  bool failed_ = false;
};

}  // namespace tradein
