#pragma once
#include <map>
#include <utility>
#include <vector>

#include "engine/log/merkle.hpp"

namespace tradein {

/// Tiles in memory, kept as a store keeps them.
class MemoryTiles : public TileSource {
 public:
  std::map<std::pair<std::uint8_t, std::uint64_t>, std::vector<Hash256>> tiles;

  void put(const std::vector<Tile>& changed) {
    for (const Tile& tile : changed) tiles[{tile.level, tile.index}] = tile.hashes;
  }
  Result<void> read_tile(std::uint8_t level, std::uint64_t index,
                         std::vector<Hash256>& out) override {
    const auto found = tiles.find({level, index});
    out = found == tiles.end() ? std::vector<Hash256>{} : found->second;
    return {};
  }
};

}  // namespace tradein
