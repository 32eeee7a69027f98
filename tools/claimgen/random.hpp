#pragma once
#include <cstdint>

namespace tradein::claimgen {

/// SplitMix64's finaliser: a bijection of 64 bits, so unequal arguments give unequal results.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t x) noexcept {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

/// Integers from a seed, the same on every machine: std distributions are not, so none is used.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) noexcept : state_{seed} {}

  [[nodiscard]] constexpr std::uint64_t next() noexcept {
    state_ += 0x9e3779b97f4a7c15U;
    return mix(state_);
  }

  /// 0 .. bound - 1 by multiplication; the bias of less than one in a million harms nothing here.
  [[nodiscard]] constexpr std::uint32_t below(std::uint32_t bound) noexcept {
    return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32);
  }

  [[nodiscard]] constexpr std::uint32_t between(std::uint32_t least, std::uint32_t most) noexcept {
    return least + below(most - least + 1);
  }

 private:
  std::uint64_t state_;
};

}  // namespace tradein::claimgen
