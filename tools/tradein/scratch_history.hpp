#pragma once
#include <filesystem>
#include <memory>

#include "adapters/store/history_files.hpp"

namespace tradein::tool {

/// The history of a process that keeps nothing: what does not fit into memory lies in a folder of
/// its own in the system's folder for such, and is gone with it. Where there can be none, all of it
/// is in memory.
class ScratchHistory {
 public:
  ScratchHistory();
  ScratchHistory(const ScratchHistory&) = delete;
  ScratchHistory& operator=(const ScratchHistory&) = delete;
  ~ScratchHistory();
  [[nodiscard]] LastingHistory& operator*() noexcept { return *files_; }

 private:
  std::filesystem::path folder_;  ///< empty where there is none
  std::unique_ptr<store::HistoryFiles> files_;
};

}  // namespace tradein::tool
