#include "engine/log/merkle.hpp"

#include <array>
#include <cstring>
#include <optional>
#include <string>

#include "engine/base/assert.hpp"
#include "engine/log/merkle_parts.hpp"

namespace tradein {
namespace {

constexpr std::size_t tile_bits = 8;
static_assert(tile_width == std::size_t{1} << tile_bits);

}  // namespace

Hash256 leaf_hash(HashFunction& hash, std::string_view entry) noexcept {
  constexpr std::string_view prefix{"\0", 1};
  return hash.hash(prefix, entry);
}

Hash256 node_hash(HashFunction& hash, const Hash256& left, const Hash256& right) noexcept {
  std::array<char, 65> bytes;
  bytes[0] = 1;
  std::memcpy(bytes.data() + 1, left.data(), left.size());
  std::memcpy(bytes.data() + 33, right.data(), right.size());
  return hash.hash({}, {bytes.data(), bytes.size()});
}

Hash256 perfect_root(HashFunction& hash, std::span<const Hash256> hashes) noexcept {
  TRADEIN_ASSERT(!hashes.empty() && hashes.size() <= tile_width);
  TRADEIN_ASSERT((hashes.size() & (hashes.size() - 1)) == 0);
  if (hashes.size() == 1) return hashes[0];
  std::array<Hash256, tile_width / 2> row;
  std::size_t count = hashes.size() / 2;
  for (std::size_t i = 0; i < count; ++i)
    row[i] = node_hash(hash, hashes[2 * i], hashes[2 * i + 1]);
  for (; count > 1; count /= 2)
    for (std::size_t i = 0; i < count / 2; ++i)
      row[i] = node_hash(hash, row[2 * i], row[2 * i + 1]);
  return row[0];
}

Error tile_missing(std::uint8_t level, std::uint64_t index) {
  const std::string name = std::to_string(level) + "/" + std::to_string(index);
  return {.code = "E-LOG-TILE",
          .place = "tile " + name,
          .what = {"日志树的分块 `" + name + "` 缺失或不完整",
                   "the log's tile `" + name + "` is missing or too short"},
          .fix = {"执行 `tradein verify` 查明原因，并从备份恢复",
                  "run `tradein verify` to learn why, and restore the store from a backup"},
          .trouble = Trouble::integrity};
}

Result<MerkleTree> MerkleTree::load(HashFunction& hash, std::uint64_t size, TileSource& tiles) {
  MerkleTree tree{hash};
  tree.size_ = size;
  std::vector<Hash256> stored;
  for (std::uint64_t width = size; width > 0; width >>= tile_bits) {
    const auto level = static_cast<std::uint8_t>(tree.edges_.size());
    Edge edge{.index = width / tile_width, .hashes = {}, .changed = false};
    if (const std::size_t wanted = width % tile_width; wanted > 0) {
      auto read = tiles.read_tile(level, edge.index, stored);
      if (!read) return std::unexpected(read.error());
      if (stored.size() < wanted) return std::unexpected(tile_missing(level, edge.index));
      edge.hashes.reserve(tile_width);
      edge.hashes.assign(stored.begin(), stored.begin() + static_cast<std::ptrdiff_t>(wanted));
    }
    tree.edges_.push_back(std::move(edge));
  }
  return tree;
}

void MerkleTree::append(const Hash256& leaf) {
  add(0, leaf);
  ++size_;
}

void MerkleTree::add(std::size_t level, const Hash256& hash) {
  if (level == edges_.size()) edges_.emplace_back();
  Edge& edge = edges_[level];
  if (edge.hashes.empty()) edge.hashes.reserve(tile_width);
  edge.hashes.push_back(hash);
  edge.changed = true;
  if (edge.hashes.size() < tile_width) return;

  const Hash256 above = perfect_root(*hash_, edge.hashes);
  full_.push_back({.level = static_cast<std::uint8_t>(level),
                   .index = edge.index,
                   .hashes = std::move(edge.hashes)});
  edge = Edge{.index = edge.index + 1, .hashes = {}, .changed = false};
  add(level + 1, above);
}

Hash256 MerkleTree::root() const {
  // The leaves left of the edge fall into perfect subtrees, larger ones first; they are joined from
  // the right.
  std::optional<Hash256> joined;
  for (const Edge& edge : edges_) {
    const std::span<const Hash256> hashes{edge.hashes};
    for (std::size_t width = 1; width <= hashes.size(); width *= 2) {
      if ((hashes.size() & width) == 0) continue;
      const std::size_t begin = hashes.size() & ~(2 * width - 1);
      const Hash256 subtree = perfect_root(*hash_, hashes.subspan(begin, width));
      joined = joined ? node_hash(*hash_, subtree, *joined) : subtree;
    }
  }
  return joined ? *joined : hash_->hash(std::string_view{});
}

std::vector<Tile> MerkleTree::take_changed_tiles() {
  std::vector<Tile> changed = std::move(full_);
  full_.clear();
  for (std::size_t level = 0; level < edges_.size(); ++level) {
    Edge& edge = edges_[level];
    if (!edge.changed) continue;
    edge.changed = false;
    changed.push_back(
        {.level = static_cast<std::uint8_t>(level), .index = edge.index, .hashes = edge.hashes});
  }
  return changed;
}

}  // namespace tradein
