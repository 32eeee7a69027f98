#pragma once
#include <cstdint>

/// Eight bytes of text looked at at once: a mark, its top bit, on each byte that is looked for. The
/// lowest marked byte is right; only those above a right one may be marked wrongly.
namespace tradein {

inline constexpr std::uint64_t byte_ones = 0x0101010101010101, byte_tops = 0x8080808080808080;

[[nodiscard]] constexpr std::uint64_t marks_of_quotes_and_backslashes(std::uint64_t word) noexcept {
  const std::uint64_t quote = word ^ byte_ones * '"', backslash = word ^ byte_ones * '\\';
  return (((quote - byte_ones) & ~quote) | ((backslash - byte_ones) & ~backslash)) & byte_tops;
}

/// Below 0x20.
[[nodiscard]] constexpr std::uint64_t marks_of_controls(std::uint64_t word) noexcept {
  return (word - byte_ones * 0x20) & ~word & byte_tops;
}

}  // namespace tradein
