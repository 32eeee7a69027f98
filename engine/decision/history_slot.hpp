#pragma once
#include <cstdint>

#include "engine/decision/history.hpp"

namespace tradein {

/// A key and its number as histories keep them: 80 bits of the key and 48 of the number, so that
/// four are a line of the cache. All zero where nothing is; a number of 0 was given back.
struct HistorySlot {
  std::uint64_t high = 0;  ///< of the key
  std::uint64_t rest = 0;  ///< the key's last 16 bits, and the number

  static constexpr int value_bits = 48;
  static_assert(history_value_max == (std::uint64_t{1} << value_bits) - 1);

  [[nodiscard]] static constexpr HistorySlot of(const Digest128& key,
                                                std::uint64_t value) noexcept {
    return {key.high, key.low << value_bits | value};
  }
  [[nodiscard]] constexpr std::uint64_t low() const noexcept { return rest >> value_bits; }
  [[nodiscard]] constexpr std::uint64_t value() const noexcept { return rest & history_value_max; }
  [[nodiscard]] constexpr bool free() const noexcept { return (high | low()) == 0; }
  [[nodiscard]] constexpr bool same_key(const HistorySlot& other) const noexcept {
    return high == other.high && low() == other.low();
  }
  /// By key.
  [[nodiscard]] constexpr bool before(const HistorySlot& other) const noexcept {
    return high != other.high ? high < other.high : low() < other.low();
  }
};
static_assert(sizeof(HistorySlot) == 16);

}  // namespace tradein
