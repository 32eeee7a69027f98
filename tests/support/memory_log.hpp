#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "engine/log/store.hpp"

namespace tradein {

/// Entries in memory, and no packs.
class MemoryLog final : public LogReader {
 public:
  std::vector<std::string> entries;

  Result<std::uint64_t> size() override { return entries.size(); }
  Result<void> read(std::uint64_t first, std::size_t most, EntryBlock& out) override {
    out.clear(first);
    for (std::size_t i = first; i < std::min<std::size_t>(entries.size(), first + most); ++i) {
      out.bytes += entries[i];
      out.close_entry();
    }
    return {};
  }
  Result<std::optional<std::string>> get_pack(const Hash256&) override { return std::nullopt; }
  Result<void> each_pack(const std::function<bool(std::string_view, std::string_view)>&) override {
    return {};
  }
};

}  // namespace tradein
