#pragma once
#include <array>
#include <bit>
#include <cstdint>

#include "engine/decision/history_slot.hpp"

namespace tradein {

/// A Bloom filter in blocks of one line of the cache (Putze, Sanders and Singler, 2007): tells for
/// one look at memory that a set of keys does not have a key. Blocks are in the order of the keys,
/// so that a sorted set fills them one after another.
///
/// Shape: 10 bits a key, of which 6 are set; one key in about seventy that is not in the set is
/// taken for one that may be.
namespace history_filter {

using Block = std::array<std::uint64_t, 8>;
static_assert(sizeof(Block) == 64);

/// For at most so many keys.
[[nodiscard]] constexpr std::uint64_t blocks_for(std::uint64_t keys) noexcept {
  return keys * 10 / 512 + 1;
}

[[nodiscard]] constexpr std::uint64_t block_of(std::uint64_t high, std::uint64_t blocks) noexcept {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>(Wide{high} * blocks >> 64);
}

/// Keys that lie beside each other differ in their last bits alone, so all are mixed.
[[nodiscard]] constexpr std::uint64_t bits_of(const HistorySlot& key) noexcept {
  std::uint64_t bits = (key.high ^ std::rotl(key.low(), 40)) * 0x9e37'79b9'7f4a'7c15;
  bits = (bits ^ bits >> 32) * 0xbf58'476d'1ce4'e5b9;
  return bits ^ bits >> 29;
}

/// `see(word, mask)` for each of the six bits.
template <class See>
constexpr void each_bit(const HistorySlot& key, See see) {
  std::uint64_t bits = bits_of(key);
  for (int i = 0; i < 6; ++i, bits >>= 9) see(bits >> 6 & 7, std::uint64_t{1} << (bits & 63));
}

constexpr void add(Block& block, const HistorySlot& key) noexcept {
  each_bit(key, [&](std::size_t word, std::uint64_t mask) { block[word] |= mask; });
}

[[nodiscard]] constexpr bool may_have(const Block& block, const HistorySlot& key) noexcept {
  bool all = true;
  each_bit(key, [&](std::size_t word, std::uint64_t mask) { all &= (block[word] & mask) != 0; });
  return all;
}

}  // namespace history_filter
}  // namespace tradein
