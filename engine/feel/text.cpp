#include "engine/feel/text.hpp"

#include <algorithm>

namespace tradein::feel {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) noexcept {
  return static_cast<unsigned char>(text[at]);
}

bool is_white_space(char32_t c) noexcept {
  if (c < 0x80) return c == ' ' || (c >= 0x09 && c <= 0x0D);
  return c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E || (c >= 0x2000 && c <= 0x200B) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

// DMN 1.5, 10.3.1.2, rules 27 and 28.
bool is_name_start(char32_t c) noexcept {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  if (is_white_space(c)) return false;
  return (c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x300 && c <= 0x36F) && c <= 0x1FFF) ||
         c == 0x200C || c == 0x200D || (c >= 0x2070 && c <= 0x218F) ||
         (c >= 0x2C00 && c <= 0x2FEF) || (c >= 0x3001 && c <= 0xD7FF) ||
         (c >= 0xF900 && c <= 0xFDCF) || (c >= 0xFDF0 && c <= 0xFFFD) ||
         (c >= 0x10000 && c <= 0xEFFFF);
}

bool is_name_part(char32_t c) noexcept {
  return is_name_start(c) || (c >= '0' && c <= '9') || c == 0xB7 || (c >= 0x300 && c <= 0x36F) ||
         c == 0x203F || c == 0x2040;
}

}  // namespace

CodePoint code_point_at(std::string_view text, std::size_t at) noexcept {
  if (at >= text.size()) return {};
  const unsigned first = byte_at(text, at);
  if (first < 0x80) return {first, 1};
  const std::size_t width = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + width > text.size()) return {};
  char32_t value = first & (0xFFU >> (width + 1));
  for (std::size_t i = 1; i < width; ++i) {
    const unsigned next = byte_at(text, at + i);
    if ((next & 0xC0U) != 0x80U) return {};
    value = (value << 6) | (next & 0x3FU);
  }
  const char32_t least = width == 4 ? 0x10000 : width == 3 ? 0x800 : 0x80;
  if (value < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
  return {value, width};
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::size_t invalid_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t width = code_point_at(text, at).width;
    if (width == 0) return at;
    at += width;
  }
  return std::string_view::npos;
}

std::size_t length(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::size_t offset_of(std::string_view text, std::size_t index) noexcept {
  std::size_t at = 0;
  for (; index > 0 && at < text.size(); --index)
    at += std::max<std::size_t>(1, code_point_at(text, at).width);
  return at;
}

std::u32string to_utf32(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    out += point.width == 0 ? U'\uFFFD' : point.value;
    at += std::max<std::size_t>(1, point.width);
  }
  return out;
}

std::string to_utf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

std::size_t white_space_at(std::string_view text, std::size_t at) noexcept {
  const CodePoint point = code_point_at(text, at);
  return point.width != 0 && is_white_space(point.value) ? point.width : 0;
}

std::size_t name_part_at(std::string_view text, std::size_t at) noexcept {
  const CodePoint point = code_point_at(text, at);
  return point.width != 0 && is_name_part(point.value) ? point.width : 0;
}

std::size_t name_start_at(std::string_view text, std::size_t at) noexcept {
  const CodePoint point = code_point_at(text, at);
  return point.width != 0 && is_name_start(point.value) ? point.width : 0;
}

bool name_part_before(std::string_view text, std::size_t at) noexcept {
  if (at == 0) return false;
  do --at;
  while (at > 0 && (byte_at(text, at) & 0xC0U) == 0x80U);
  return name_part_at(text, at) != 0;
}

LineColumn line_column(std::string_view text, std::size_t at) noexcept {
  const std::string_view before = text.substr(0, at);
  const std::size_t line_start =
      before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return {1 + static_cast<std::size_t>(std::ranges::count(before, '\n')),
          1 + length(before.substr(line_start))};
}

}  // namespace tradein::feel
