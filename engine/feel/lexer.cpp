#include "engine/feel/lexer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "engine/feel/text.hpp"

namespace tradein::feel {
namespace {

// Longest first, so that `**` is not read as two signs.
constexpr std::array<std::string_view, 27> signs = {
    "**", "..", "->", "<=", ">=", "!=", "==", "+", "-", "*", "/", "(", ")", "[",
    "]",  "{",  "}",  "<",  ">",  "=",  ",",  ":", ".", "?", ";", "@", "!"};

bool is_digit(std::string_view text, std::size_t at) noexcept {
  return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

std::size_t digits_end(std::string_view text, std::size_t at) noexcept {
  while (is_digit(text, at)) ++at;
  return at;
}

std::size_t number_end(std::string_view text, std::size_t at) noexcept {
  at = digits_end(text, at);
  if (at < text.size() && text[at] == '.' && is_digit(text, at + 1)) at = digits_end(text, at + 1);
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    std::size_t exponent = at + 1;
    if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) ++exponent;
    if (is_digit(text, exponent)) at = digits_end(text, exponent);
  }
  return at;
}

// The end after the closing quote, or npos.
std::size_t string_end(std::string_view text, std::size_t open) noexcept {
  for (std::size_t at = open + 1; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

std::optional<char32_t> hex(std::string_view digits, std::size_t count) noexcept {
  if (digits.size() < count) return std::nullopt;
  char32_t value = 0;
  for (const char c : digits.substr(0, count)) {
    char32_t digit = 0;
    if (c >= '0' && c <= '9')
      digit = static_cast<char32_t>(c - '0');
    else if (c >= 'a' && c <= 'f')
      digit = static_cast<char32_t>(c - 'a' + 10);
    else if (c >= 'A' && c <= 'F')
      digit = static_cast<char32_t>(c - 'A' + 10);
    else
      return std::nullopt;
    value = value * 16 + digit;
  }
  return value;
}

bool is_surrogate(char32_t c) noexcept { return c >= 0xD800 && c <= 0xDFFF; }

// `\u` with four digits (two of them where they are a surrogate pair) or `\U` with six.
std::size_t unescape_unicode(std::string_view rest, std::string& out) {
  const std::size_t count = rest[1] == 'u' ? 4 : 6;
  const auto first = hex(rest.substr(2), count);
  if (!first || *first > 0x10FFFF) return 0;
  if (!is_surrogate(*first)) {
    append_utf8(out, *first);
    return 2 + count;
  }
  if (count == 4 && *first < 0xDC00 && rest.substr(6, 2) == "\\u") {
    const auto second = hex(rest.substr(8), 4);
    if (second && *second >= 0xDC00 && *second <= 0xDFFF) {
      append_utf8(out, 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00));
      return 12;
    }
  }
  return 0;  // half of a pair is no character
}

}  // namespace

std::size_t skip_space(std::string_view text, std::size_t at) noexcept {
  while (at < text.size()) {
    if (const std::size_t space = white_space_at(text, at); space != 0) {
      at += space;
    } else if (text.substr(at, 2) == "//") {
      at = std::min(text.find('\n', at), text.size());
    } else if (text.substr(at, 2) == "/*") {
      const std::size_t close = text.find("*/", at + 2);
      if (close == std::string_view::npos) return at;
      at = close + 2;
    } else {
      break;
    }
  }
  return at;
}

Token token_at(std::string_view text, std::size_t at) noexcept {
  at = skip_space(text, at);
  if (at >= text.size()) return {TokenKind::end, text.size(), text.size()};
  if (text.substr(at, 2) == "/*") return {TokenKind::unknown, at, text.size()};
  if (is_digit(text, at) || (text[at] == '.' && is_digit(text, at + 1)))
    return {TokenKind::number, at, number_end(text, at)};
  if (text[at] == '"' || text.substr(at, 2) == "@\"") {
    const bool temporal = text[at] == '@';
    const std::size_t end = string_end(text, temporal ? at + 1 : at);
    if (end == std::string_view::npos) return {TokenKind::unknown, at, text.size()};
    return {temporal ? TokenKind::temporal : TokenKind::string, at, end};
  }
  if (std::size_t width = name_start_at(text, at); width != 0) {
    std::size_t end = at;
    for (; width != 0; width = name_part_at(text, end)) end += width;
    return {TokenKind::word, at, end};
  }
  for (const std::string_view sign : signs)
    if (text.substr(at).starts_with(sign)) return {TokenKind::sign, at, at + sign.size()};
  return {TokenKind::unknown, at, at + std::max<std::size_t>(1, code_point_at(text, at).width)};
}

std::string unescape(std::string_view quoted) {
  std::string out;
  out.reserve(quoted.size());
  for (std::size_t at = 0; at < quoted.size(); ++at) {
    if (quoted[at] != '\\' || at + 1 == quoted.size()) {
      out += quoted[at];
      continue;
    }
    const char c = quoted[at + 1];
    if (c == 'u' || c == 'U') {
      if (const std::size_t used = unescape_unicode(quoted.substr(at), out); used != 0) {
        at += used - 1;
        continue;
      }
    }
    constexpr std::string_view from = "nrt\"'\\";
    constexpr std::string_view to = "\n\r\t\"'\\";
    if (const std::size_t which = from.find(c); which != std::string_view::npos) {
      out += to[which];
    } else {
      out += '\\';
      out += c;
    }
    ++at;
  }
  return out;
}

Error error_at(std::string_view code, std::string_view text, std::size_t at, Text what, Text fix) {
  const LineColumn place = line_column(text, at);
  return Error{.code = std::string{code},
               .place = fmt::format("{}:{}", place.line, place.column),
               .what = std::move(what),
               .fix = std::move(fix)};
}

}  // namespace tradein::feel
