#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "adapters/wire/limits.hpp"
#include "tools/tradein/open_store.hpp"

namespace tradein::tool {

/// What the service's desk asks of the world around it: time, disk, and the end of its process.
/// The service has the machine's, a simulation its own.
struct DeskWorld {
  std::function<wire::Time()> now;        ///< never goes back
  std::function<std::int64_t()> wall_ms;  ///< since 1970; may jump
  std::function<Result<std::unique_ptr<WrittenStore>>()> open_store;
  /// Are so many bytes free on the disk that holds this file?
  std::function<bool(const std::string& file, std::uint64_t bytes)> has_room;
  std::function<void(int exit_code)> end_process;  ///< does not come back
};

[[nodiscard]] DeskWorld machine_world(const std::string& store, Language language);

}  // namespace tradein::tool
