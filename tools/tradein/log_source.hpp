#pragma once
#include <functional>
#include <memory>
#include <string>

#include "engine/log/store.hpp"

namespace tradein::tool {

/// What replay and verify read: a store, or an exported log alone.
struct LogSource {
  std::string store, log;
};
[[nodiscard]] Result<std::unique_ptr<LogReader>> open_log(const LogSource& source);

/// Reads blocks ahead on another thread while `take` works on one; ends early where `take` says
/// false.
[[nodiscard]] Result<void> for_each_entry_block(LogReader& log, std::uint64_t size,
                                                const std::function<bool(const EntryBlock&)>& take);

}  // namespace tradein::tool
