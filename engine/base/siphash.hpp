#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tradein {

/// 128 bits that stand for a claim's key in the history tables. Never zero in a table (zero marks a
/// free slot).
struct Digest128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend bool operator==(const Digest128&, const Digest128&) = default;
};

using SipKey = std::array<std::uint64_t, 2>;

/// SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012). Keyed, so that nobody who
/// does not know the key can make two serial numbers collide.
[[nodiscard]] Digest128 siphash128(const SipKey& key, std::string_view bytes) noexcept;

}  // namespace tradein
