#include "engine/base/base64.hpp"

#include <array>

namespace tradein {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::array<std::int8_t, 256> values = [] {
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  return table;
}();

}  // namespace

char* write_base64url(std::string_view bytes, char* out) noexcept {
  std::uint32_t word = 0;
  int bits = 0;
  for (const char byte : bytes) {
    word = word << 8 | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 6; bits -= 6) *out++ = alphabet[word >> (bits - 6) & 63];
  }
  if (bits > 0) *out++ = alphabet[word << (6 - bits) & 63];
  return out;
}

void append_base64url(std::string& out, std::string_view bytes) {
  const std::size_t before = out.size();
  out.resize(before + (bytes.size() * 8 + 5) / 6);
  write_base64url(bytes, out.data() + before);
}

bool read_base64url(std::string_view text, std::span<char> out) noexcept {
  if (text.size() != (out.size() * 8 + 5) / 6) return false;
  std::uint32_t word = 0;
  int bits = 0;
  std::size_t written = 0;
  for (const char c : text) {
    const std::int8_t value = values[static_cast<unsigned char>(c)];
    if (value < 0) return false;
    word = word << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[written++] = static_cast<char>(word >> bits & 255);
    }
  }
  return (word & ((1u << bits) - 1)) == 0;
}

}  // namespace tradein
