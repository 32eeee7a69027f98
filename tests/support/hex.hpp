#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace tradein {

/// The bytes as lower-case hex, so that a test reads like the document that it cites.
template <class Bytes>
[[nodiscard]] std::string hex(const Bytes& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const auto byte : bytes) {
    const auto value = static_cast<std::uint8_t>(byte);
    out.push_back(digits[value >> 4]);
    out.push_back(digits[value & 15]);
  }
  return out;
}

[[nodiscard]] inline std::string from_hex(std::string_view text) {
  const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    out.push_back(static_cast<char>(value(text[i]) * 16 + value(text[i + 1])));
  return out;
}

/// Fixed-size bytes from hex.
template <class Array>
[[nodiscard]] Array array_from_hex(std::string_view text) {
  Array out{};
  const std::string bytes = from_hex(text);
  for (std::size_t i = 0; i < out.size() && i < bytes.size(); ++i)
    out[i] = static_cast<std::uint8_t>(bytes[i]);
  return out;
}

}  // namespace tradein
