#pragma once
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tradein {

/// Writes text at a pointer, without looking at room: the caller has made sure of it. For the
/// paths that run a million times a second.
class TextCursor {
 public:
  static constexpr std::size_t integer_bytes_max = 20;

  explicit TextCursor(char* at) noexcept : at_{at} {}

  void raw(std::string_view text) noexcept {
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  void raw(char c) noexcept { *at_++ = c; }
  void integer(std::int64_t value) noexcept {
    at_ = std::to_chars(at_, at_ + integer_bytes_max, value).ptr;
  }
  [[nodiscard]] char* at() const noexcept { return at_; }

 protected:
  char* at_;
};

}  // namespace tradein
