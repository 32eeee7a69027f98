#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/log/store.hpp"

namespace tradein::tool {

/// What replay and verify read: a store, or an exported log alone.
struct LogSource {
  std::string store, log;
};
[[nodiscard]] Result<std::unique_ptr<LogReader>> open_log(const LogSource& source);

/// Reads blocks ahead on another thread while `take` works on one, from entry `first` to before
/// entry `end`; ends early where `take` says false.
[[nodiscard]] Result<void> for_each_entry_block(LogReader& log, std::uint64_t first,
                                                std::uint64_t end,
                                                const std::function<bool(const EntryBlock&)>& take);

/// The same for the entries from `first` on whose bytes have `needle` in them. Most blocks have
/// none, which one search of their bytes shows; that is faster than reading each entry.
using TakeEntry = std::function<bool(std::uint64_t number, std::string_view entry)>;
[[nodiscard]] Result<void> for_each_entry_with(LogReader& log, std::uint64_t first,
                                               std::string_view needle, const TakeEntry& take);

}  // namespace tradein::tool
