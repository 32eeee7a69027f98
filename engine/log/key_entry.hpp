#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace tradein {

/// A new signing key (schemas/log.md, kind "key"). The checkpoint over this entry is the last that
/// the old key signs.
struct KeyEntry {
  std::uint64_t number = 0;
  std::int64_t at_ms = 0;  ///< milliseconds since 1970
  std::string by;
  std::string old_key, new_key;  ///< vkey lines
};
void write_key_entry(const KeyEntry& entry, std::string& out);
/// E-LOG-ENTRY where it is no such entry.
[[nodiscard]] Result<KeyEntry> read_key_entry(std::string_view bytes);

}  // namespace tradein
