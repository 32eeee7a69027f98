#pragma once
#include <cstdint>
#include <span>

#include "engine/base/result.hpp"
#include "engine/log/hash.hpp"

/// Shared by the .cpp files of the tree.
namespace tradein {

/// The root over 1, 2, 4 … 256 hashes.
[[nodiscard]] Hash256 perfect_root(HashFunction& hash, std::span<const Hash256> hashes) noexcept;

[[nodiscard]] Error tile_missing(std::uint8_t level, std::uint64_t index);

}  // namespace tradein
