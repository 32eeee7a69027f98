#pragma once
#include <functional>
#include <vector>

#include "engine/log/parsed_entry.hpp"
#include "engine/log/store.hpp"

namespace tradein::tool {

/// Entries as they were read, and taken apart.
struct ParsedBlock {
  EntryBlock entries;
  std::vector<ParsedEntry> parsed;  ///< at least as many as entries
};

/// Reads and parses blocks ahead on two other threads while `take` works on one, in order; ends
/// early where `take` says false. Errors: those of reading; an entry that cannot be parsed ends the
/// stream after the blocks before it.
[[nodiscard]] Result<void> for_each_parsed_block(LogReader& log, EntryParser& parser,
                                                 std::uint64_t size,
                                                 const std::function<bool(ParsedBlock&)>& take);

}  // namespace tradein::tool
