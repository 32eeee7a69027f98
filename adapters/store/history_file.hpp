#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/decision/history_memory.hpp"

namespace tradein::store {

/// `STORE.history`.
[[nodiscard]] std::string history_file_path(const std::string& store_path);
/// In a folder of many stores' files: named after the log.
[[nodiscard]] std::string history_file_path(const std::string& folder, std::string_view origin);

/// A history table's bytes in a mapped file. It opens in the same time whatever its size: only what
/// is asked for is read. For the process that holds the writer's lock.
///
/// On a disk the system writes its pages back now and then and each page's next change is a fault,
/// which a busy service feels for a third of a second twice a minute; in memory (tmpfs) there is no
/// writing back, and after a start of the machine the table is made anew from the log.
///
/// A process that is killed leaves its writes with the system, so the table mends them. A machine
/// that lost its power does not: then (another boot, and not closed with everything on disk), or
/// where the file is a copy that was made while it was written, the bytes are forgotten and the
/// table is made anew from the log.
class HistoryFile final : public HistoryMemory {
 public:
  /// E-STORE-FULL or E-STORE-IO (Trouble::store): the file cannot be made, or another user can
  /// write it. The caller may go on with PlainHistoryMemory, which is filled from the whole log.
  static Result<std::unique_ptr<HistoryFile>> open(const std::string& path,
                                                   HistoryShape shape = {});
  HistoryFile(const HistoryFile&) = delete;
  HistoryFile& operator=(const HistoryFile&) = delete;
  /// Closes; puts everything on disk first where that is little (a small batch must not wait for a
  /// large table).
  ~HistoryFile() override;

  std::byte* state(std::size_t bytes) noexcept override;
  std::byte* segment(std::uint32_t n) noexcept override;
  void clear() noexcept override;

 private:
  struct Header;
  HistoryFile(int fd, HistoryShape shape) noexcept : fd_{fd}, shape_{shape} {}
  [[nodiscard]] bool is_ours() const noexcept;
  bool map();
  void check_header() noexcept;
  void sync_header() noexcept;
  void give_up() noexcept;
  std::size_t segment_offset(std::uint32_t n) const noexcept;
  /// The disk has room for the file's first bytes: a page of a mapped file that cannot be stored is
  /// a SIGBUS.
  bool reserve(std::size_t offset, std::size_t bytes) noexcept;

  int fd_;
  HistoryShape shape_;
  std::byte* base_ = nullptr;  ///< header and state
  std::size_t base_bytes_ = 0;
  std::size_t state_reserved_ = 0;
  std::vector<std::byte*> segments_;
  std::uint64_t touched_ = 0;  ///< segments mapped since the file was opened
  bool broken_ = false;        ///< segments lie in plain memory: the file is of no use later
};

}  // namespace tradein::store
