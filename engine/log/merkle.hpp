#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/log/hash.hpp"

/// The RFC 6962 tree over the entries, kept as the 256-wide tiles of C2SP tlog-tiles: tile (level,
/// index) holds the hashes of tree level 8 x level at positions 256 x index and on. A tile of fewer
/// than 256 hashes is the edge.
namespace tradein {

inline constexpr std::size_t tile_width = 256;

[[nodiscard]] Hash256 leaf_hash(HashFunction& hash, std::string_view entry) noexcept;
[[nodiscard]] Hash256 node_hash(HashFunction& hash, const Hash256& left,
                                const Hash256& right) noexcept;

struct Tile {
  std::uint8_t level = 0;
  std::uint64_t index = 0;
  std::vector<Hash256> hashes;  ///< 1 to 256
  friend bool operator==(const Tile&, const Tile&) = default;
};

/// Where tiles are read from. `out` gets the hashes that are stored, at most 256, none if there is
/// no such tile.
class TileSource {
 public:
  virtual ~TileSource() = default;
  virtual Result<void> read_tile(std::uint8_t level, std::uint64_t index,
                                 std::vector<Hash256>& out) = 0;
};

/// The tree's right edge in memory: at most 255 hashes a level whatever the size.
class MerkleTree {
 public:
  /// The tree of `size` leaves from its stored edge. Trouble::integrity (E-LOG-TILE) where a tile
  /// is missing or short.
  static Result<MerkleTree> load(HashFunction& hash, std::uint64_t size, TileSource& tiles);
  explicit MerkleTree(HashFunction& hash) noexcept : hash_{&hash} {}

  void append(const Hash256& leaf);
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] Hash256 root() const;  ///< SHA-256("") for the empty tree

  /// The tiles that changed since the last call: the full ones, then the edge of each level that
  /// grew.
  std::vector<Tile> take_changed_tiles();

 private:
  void add(std::size_t level, const Hash256& hash);

  HashFunction* hash_;
  std::uint64_t size_ = 0;
  struct Edge {
    std::uint64_t index = 0;      ///< of the tile that is being filled
    std::vector<Hash256> hashes;  ///< fewer than 256
    bool changed = false;
  };
  std::vector<Edge> edges_;
  std::vector<Tile> full_;
};

/// The root that the tree had when it had `size` leaves (at most the size of the tiles).
[[nodiscard]] Result<Hash256> tree_root(HashFunction& hash, TileSource& tiles, std::uint64_t size);
/// Requires: index < size.
[[nodiscard]] Result<std::vector<Hash256>> inclusion_proof(HashFunction& hash, TileSource& tiles,
                                                           std::uint64_t index, std::uint64_t size);
/// Requires: older <= newer. Empty where older is 0 or equals newer.
[[nodiscard]] Result<std::vector<Hash256>> consistency_proof(HashFunction& hash, TileSource& tiles,
                                                             std::uint64_t older,
                                                             std::uint64_t newer);

/// RFC 9162, 2.1.3.2 and 2.1.4.2. False for anything that does not prove it; an empty older tree
/// proves nothing.
[[nodiscard]] bool inclusion_holds(HashFunction& hash, std::uint64_t index, std::uint64_t size,
                                   const Hash256& leaf, std::span<const Hash256> proof,
                                   const Hash256& root) noexcept;
[[nodiscard]] bool consistency_holds(HashFunction& hash, std::uint64_t older, std::uint64_t newer,
                                     std::span<const Hash256> proof, const Hash256& older_root,
                                     const Hash256& newer_root) noexcept;

}  // namespace tradein
