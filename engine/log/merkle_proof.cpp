#include <algorithm>
#include <bit>
#include <optional>

#include "engine/base/assert.hpp"
#include "engine/log/merkle.hpp"
#include "engine/log/merkle_parts.hpp"

namespace tradein {
namespace {

/// Roots of parts of the tree, from its tiles.
class Subtrees {
 public:
  Subtrees(HashFunction& hash, TileSource& tiles) noexcept : hash_{hash}, tiles_{tiles} {}

  /// Over the leaves [begin, end). Requires: begin is a multiple of the largest power of two in end
  /// - begin.
  Result<Hash256> range(std::uint64_t begin, std::uint64_t end) {
    std::vector<Hash256> parts;
    while (begin < end) {
      const auto height = static_cast<unsigned>(std::bit_width(end - begin) - 1);
      auto part = perfect(begin, height);
      if (!part) return part;
      parts.push_back(*part);
      begin += std::uint64_t{1} << height;
    }
    Hash256 joined = parts.back();
    for (std::size_t i = parts.size() - 1; i > 0; --i)
      joined = node_hash(hash_, parts[i - 1], joined);
    return joined;
  }

 private:
  /// Over the 2^height leaves from `begin` on.
  Result<Hash256> perfect(std::uint64_t begin, unsigned height) {
    const auto level = static_cast<std::uint8_t>(height / 8);
    const std::uint64_t first = begin >> (8U * level);  // of the hashes of that tile level
    const std::size_t count = std::size_t{1} << (height % 8);
    const std::uint64_t index = first / tile_width;
    const std::size_t offset = first % tile_width;
    if (level != level_ || index != index_ || stored_.empty()) {
      auto read = tiles_.read_tile(level, index, stored_);
      if (!read) return std::unexpected(read.error());
      level_ = level;
      index_ = index;
    }
    if (stored_.size() < offset + count) return std::unexpected(tile_missing(level, index));
    return perfect_root(hash_, std::span{stored_}.subspan(offset, count));
  }

  HashFunction& hash_;
  TileSource& tiles_;
  std::uint8_t level_ = 0;
  std::uint64_t index_ = 0;
  std::vector<Hash256> stored_;
};

/// The largest power of two below `count`. Requires: count > 1.
std::uint64_t left_size(std::uint64_t count) { return std::bit_floor(count - 1); }

}  // namespace

Result<Hash256> tree_root(HashFunction& hash, TileSource& tiles, std::uint64_t size) {
  if (size == 0) return hash.hash(std::string_view{});
  return Subtrees{hash, tiles}.range(0, size);
}

Result<std::vector<Hash256>> inclusion_proof(HashFunction& hash, TileSource& tiles,
                                             std::uint64_t index, std::uint64_t size) {
  TRADEIN_ASSERT(index < size);
  Subtrees subtrees{hash, tiles};
  std::vector<Hash256> proof;  // from the root down, turned round at the end
  std::uint64_t begin = 0;
  std::uint64_t end = size;
  while (end - begin > 1) {
    const std::uint64_t middle = begin + left_size(end - begin);
    const bool in_left = index < middle;
    auto other = in_left ? subtrees.range(middle, end) : subtrees.range(begin, middle);
    if (!other) return std::unexpected(other.error());
    proof.push_back(*other);
    (in_left ? end : begin) = middle;
  }
  std::ranges::reverse(proof);
  return proof;
}

Result<std::vector<Hash256>> consistency_proof(HashFunction& hash, TileSource& tiles,
                                               std::uint64_t older, std::uint64_t newer) {
  TRADEIN_ASSERT(older <= newer);
  std::vector<Hash256> proof;
  if (older == 0 || older == newer) return proof;
  Subtrees subtrees{hash, tiles};
  std::uint64_t begin = 0;
  std::uint64_t end = newer;
  while (end != older) {
    const std::uint64_t middle = begin + left_size(end - begin);
    const bool in_left = older <= middle;
    auto other = in_left ? subtrees.range(middle, end) : subtrees.range(begin, middle);
    if (!other) return std::unexpected(other.error());
    proof.push_back(*other);
    (in_left ? end : begin) = middle;
  }
  // The older tree's last subtree is known to the asker where it is the whole older tree.
  if (begin != 0) {
    auto last = subtrees.range(begin, end);
    if (!last) return std::unexpected(last.error());
    proof.push_back(*last);
  }
  std::ranges::reverse(proof);
  return proof;
}

bool inclusion_holds(HashFunction& hash, std::uint64_t index, std::uint64_t size,
                     const Hash256& leaf, std::span<const Hash256> proof,
                     const Hash256& root) noexcept {
  if (index >= size) return false;
  std::uint64_t node = index;
  std::uint64_t last = size - 1;
  Hash256 joined = leaf;
  for (const Hash256& other : proof) {
    if (last == 0) return false;
    if ((node & 1) == 1 || node == last) {
      joined = node_hash(hash, other, joined);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      joined = node_hash(hash, joined, other);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && joined == root;
}

bool consistency_holds(HashFunction& hash, std::uint64_t older, std::uint64_t newer,
                       std::span<const Hash256> proof, const Hash256& older_root,
                       const Hash256& newer_root) noexcept {
  if (older == 0 || older > newer) return false;
  if (older == newer) return proof.empty() && older_root == newer_root;
  if (proof.empty()) return false;

  std::uint64_t node = older - 1;
  std::uint64_t last = newer - 1;
  while ((node & 1) == 1) {
    node >>= 1;
    last >>= 1;
  }
  // An older tree of a power of two leaves is itself the proof's first hash, and is left out of it.
  std::size_t next = 0;
  Hash256 old_joined = node == 0 ? older_root : proof[next++];
  Hash256 new_joined = old_joined;
  for (; next < proof.size(); ++next) {
    if (last == 0) return false;
    if ((node & 1) == 1 || node == last) {
      old_joined = node_hash(hash, proof[next], old_joined);
      new_joined = node_hash(hash, proof[next], new_joined);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      new_joined = node_hash(hash, new_joined, proof[next]);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && old_joined == older_root && new_joined == newer_root;
}

}  // namespace tradein
