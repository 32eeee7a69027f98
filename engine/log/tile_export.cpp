#include "engine/log/tile_export.hpp"

#include <algorithm>
#include <vector>

#include "engine/base/assert.hpp"
#include "engine/base/limits.hpp"
#include "engine/log/merkle_parts.hpp"

namespace tradein {

std::string tile_name(std::uint64_t index, std::size_t width) {
  const auto three = [](std::uint64_t n) {
    const std::string digits = std::to_string(n % 1000);
    return std::string(3 - digits.size(), '0') + digits;
  };
  std::string name = three(index);
  for (std::uint64_t rest = index / 1000; rest > 0; rest /= 1000)
    name = "x" + three(rest) + "/" + name;
  if (width < tile_width) name += ".p/" + std::to_string(width);
  return name;
}

namespace {

Result<void> export_hashes(Store& store, std::uint64_t size, const PutFile& put) {
  std::vector<Hash256> hashes;
  std::uint8_t level = 0;
  for (std::uint64_t width = size; width > 0; width /= tile_width, ++level) {
    for (std::uint64_t index = 0; index * tile_width < width; ++index) {
      if (auto read = store.read_tile(level, index, hashes); !read) return read;
      const std::size_t count = std::min<std::uint64_t>(tile_width, width - index * tile_width);
      if (hashes.size() < count) return std::unexpected(tile_missing(level, index));
      const std::string_view bytes{reinterpret_cast<const char*>(hashes.data()),
                                   count * sizeof(Hash256)};
      const std::string path = "tile/" + std::to_string(level) + "/" + tile_name(index, count);
      if (auto done = put(path, bytes); !done) return done;
    }
  }
  return {};
}

Result<void> export_entries(Store& store, std::uint64_t size, const PutFile& put) {
  EntryBlock block;
  std::string bundle;
  std::size_t count = 0;
  for (std::uint64_t at = 0; at < size; at = block.next_number()) {
    if (auto read = store.read(at, std::min<std::uint64_t>(4'096, size - at), block); !read)
      return read;
    for (std::size_t i = 0; i < block.size(); ++i) {
      const std::string_view entry = block[i];
      TRADEIN_ASSERT(entry.size() <= limits::entry_bytes_max);
      bundle.push_back(static_cast<char>(entry.size() >> 8));
      bundle.push_back(static_cast<char>(entry.size() & 255));
      bundle.append(entry);
      const std::uint64_t number = at + i;
      if (++count < tile_width && number + 1 < size) continue;
      if (auto done = put("tile/entries/" + tile_name(number / tile_width, count), bundle); !done)
        return done;
      bundle.clear();
      count = 0;
    }
  }
  return {};
}

}  // namespace

Result<void> export_tiles(Store& store, std::uint64_t size, const PutFile& put) {
  if (auto done = export_hashes(store, size, put); !done) return done;
  return export_entries(store, size, put);
}

}  // namespace tradein
