#include "engine/claim/fold.hpp"

#include <array>
#include <cstdint>

#include "engine/claim/kind.hpp"

namespace tradein {
namespace {

bool is_invisible(char32_t code) noexcept {
  return code == 0xAD || (code >= 0x200B && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x2064) || (code >= 0x2066 && code <= 0x2069) ||
         code == 0xFEFF || code == 0x180E;
}

bool is_blank(char32_t code) noexcept {
  return code == ' ' || code == '\t' || code == 0xA0 || code == 0x1680 ||
         (code >= 0x2000 && code <= 0x200A) || code == 0x202F || code == 0x205F || code == 0x3000;
}

bool is_control(char32_t code) noexcept { return code < 0x20 || (code >= 0x7F && code < 0xA0); }

bool is_private(char32_t code) noexcept {
  return (code >= 0xE000 && code <= 0xF8FF) || code >= 0xF0000;
}

/// 0 for a character that goes away.
char32_t folded(char32_t code) noexcept {
  if (is_blank(code)) return ' ';
  if (is_invisible(code)) return 0;
  if (code >= 0xFF01 && code <= 0xFF5E) return code - 0xFEE0;
  if (code == 0xFFE5) return 0xA5;
  if (code == 0x2212 || code == 0x2010 || code == 0x2011) return '-';
  return code;
}

char* write_utf8(char32_t code, char* out) noexcept {
  const auto put = [&](unsigned bits) { *out++ = static_cast<char>(bits); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | (code >> 6U));
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3FU));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
  return out;
}

/// Bytes that may begin something to fold or to notice: control characters, and lead bytes of the
/// blocks with blanks, invisible, full-width and private characters. The common Chinese characters
/// (E4 to E9) have none of these.
constexpr std::array<bool, 256> make_suspects() {
  std::array<bool, 256> suspects{};
  for (std::size_t byte = 0; byte < 0x20; ++byte) suspects[byte] = true;
  for (const char byte : std::string_view{"\x7F\xC2\xE1\xE2\xE3\xEE\xEF"})
    suspects[static_cast<unsigned char>(byte)] = true;
  for (std::size_t byte = 0xF3; byte < 256; ++byte) suspects[byte] = true;
  return suspects;
}
constexpr std::array<bool, 256> suspects = make_suspects();

Folded fold_slowly(std::string_view text, Arena& arena) {
  Folded result;
  char* const place = arena.allocate(text.size());
  char* out = place;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t before = next_code_point(text, at);
    const char32_t code = folded(before);
    if (code == 0) continue;
    if (code == ' ' && out == place) continue;
    if (is_control(code)) result.control = true;
    if (is_private(code)) result.unknown_glyph = true;
    out = write_utf8(code, out);
  }
  while (out > place && out[-1] == ' ') --out;
  const auto used = static_cast<std::size_t>(out - place);
  arena.shrink(text.size(), used);
  result.text = {place, used};
  // A line break at the end of a cell says nothing; one inside does.
  const auto last = result.text.find_last_not_of("\r\n ");
  if (last != std::string_view::npos && last + 1 < result.text.size()) {
    result.text = result.text.substr(0, last + 1);
    result.control = false;
    for (const char c : result.text)
      result.control |= static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  }
  return result;
}

}  // namespace

bool needs_no_folding(std::string_view text) noexcept {
  bool slow = text.front() == ' ' || text.back() == ' ';
  for (const char c : text) slow |= suspects[static_cast<unsigned char>(c)];
  return !slow;
}

Folded fold(std::string_view text, Arena& arena) {
  if (text.empty() || needs_no_folding(text)) return {text};
  return fold_slowly(text, arena);
}

char32_t next_code_point(std::string_view text, std::size_t& at) noexcept {
  const auto byte = [&](std::size_t i) -> char32_t {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const char32_t lead = byte(at);
  if (lead < 0x80) {
    at += 1;
    return lead;
  }
  if (lead < 0xE0) {
    at += 2;
    return ((lead & 0x1FU) << 6U) | (byte(at - 1) & 0x3FU);
  }
  if (lead < 0xF0) {
    at += 3;
    return ((lead & 0x0FU) << 12U) | ((byte(at - 2) & 0x3FU) << 6U) | (byte(at - 1) & 0x3FU);
  }
  at += 4;
  return ((lead & 0x07U) << 18U) | ((byte(at - 3) & 0x3FU) << 12U) |
         ((byte(at - 2) & 0x3FU) << 6U) | (byte(at - 1) & 0x3FU);
}

void append_utf8(char32_t code, std::string& out) {
  char bytes[4];
  out.append(bytes, write_utf8(code, bytes));
}

std::size_t first_bad_utf8(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  std::size_t at = 0;
  while (at < text.size()) {
    const unsigned lead = byte(at);
    if (lead < 0x80) {
      ++at;
    } else if (lead >= 0xC2 && lead <= 0xDF && tail(at + 1)) {
      at += 2;
    } else if (lead >= 0xE0 && lead <= 0xEF && tail(at + 1) && tail(at + 2)) {
      if (lead == 0xE0 && byte(at + 1) < 0xA0) return at;  // overlong
      if (lead == 0xED && byte(at + 1) > 0x9F) return at;  // surrogate
      at += 3;
    } else if (lead >= 0xF0 && lead <= 0xF4 && tail(at + 1) && tail(at + 2) && tail(at + 3)) {
      if (lead == 0xF0 && byte(at + 1) < 0x90) return at;
      if (lead == 0xF4 && byte(at + 1) > 0x8F) return at;
      at += 4;
    } else {
      return at;
    }
  }
  return std::string_view::npos;
}

std::string word_key(std::string_view text) {
  std::string key;
  key.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char32_t code = folded(next_code_point(text, at));
    if (code <= 0x20 || is_control(code)) continue;
    if (code < 0x80) {
      const char c = static_cast<char>(code);
      if (c >= 'A' && c <= 'Z') key.push_back(static_cast<char>(c + 32));
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) key.push_back(c);
      if (c == '#' || c == '+') key.push_back(c);
      continue;
    }
    // Chinese punctuation of headers: quotation marks, brackets, middle dots, commas.
    if ((code >= 0x3001 && code <= 0x3020) || code == 0xB7 || (code >= 0x2018 && code <= 0x2022))
      continue;
    append_utf8(code, key);
  }
  return key;
}

}  // namespace tradein
