#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/log/store.hpp"

namespace tradein {

/// "x001/x234/067", with ".p/W" behind it for a tile of fewer than 256.
[[nodiscard]] std::string tile_name(std::uint64_t index, std::size_t width);

/// A file of the export: its path below the folder, and its bytes.
using PutFile = std::function<Result<void>(const std::string& path, std::string_view bytes)>;

/// The first `size` entries as C2SP tlog-tiles lays them out: tile/<L>/<N> and tile/entries/<N>,
/// partial ones at the edge. The caller adds `checkpoint`, `vkey` and packs/. E-LOG-TILE where the
/// store lacks a hash.
Result<void> export_tiles(Store& store, std::uint64_t size, const PutFile& put);

}  // namespace tradein
