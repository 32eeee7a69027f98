#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/decision/history_filter.hpp"
#include "engine/decision/history_slot.hpp"

namespace tradein::store {

/// What a run says of itself: the keys that the entries from `from` below `to` left behind, each
/// with its last number.
struct HistoryRange {
  std::uint64_t from = 0, to = 0;
  LastingHistory::Root root{};  ///< of the log of `to` entries
  std::uint32_t level = 0;      ///< how often it was merged
};

/// A part of the history in a file that is never changed: slots sorted by key, a filter in front of
/// them and the first key of each page of them behind. Of another byte order it is of no use.
///
/// Shape: read by any number of threads.
class HistoryRun {
 public:
  /// Null where the file is not whole, or not of this user alone.
  static std::shared_ptr<const HistoryRun> open(const std::string& path);
  HistoryRun(const HistoryRun&) = delete;
  HistoryRun& operator=(const HistoryRun&) = delete;
  ~HistoryRun();

  [[nodiscard]] const HistoryRange& range() const noexcept { return range_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// The key's number; nothing where the run does not have it. A disk that fails ends the process:
  /// "not there" would pay a second time.
  [[nodiscard]] std::optional<std::uint64_t> look(const HistorySlot& key) const noexcept;
  void prefetch(const HistorySlot& key) const noexcept {
    __builtin_prefetch(filter_ + history_filter::block_of(key.high, blocks_));
  }
  /// Slots from `first` on into `out`, as many as it holds or there are. False where the disk
  /// fails.
  [[nodiscard]] bool read(std::uint64_t first, std::vector<HistorySlot>& out) const;

 private:
  HistoryRun(std::string path, int fd) noexcept : path_{std::move(path)}, fd_{fd} {}
  bool load();
  [[nodiscard]] const HistorySlot* page(std::uint64_t number) const noexcept;

  std::string path_;
  int fd_;
  HistoryRange range_;
  std::uint64_t count_ = 0, blocks_ = 0, slots_at_ = 0;
  void* mapped_ = nullptr;  ///< header and filter
  std::size_t mapped_bytes_ = 0;
  const history_filter::Block* filter_ = nullptr;
  std::vector<std::uint64_t> first_keys_;  ///< `high` of each page's first slot
};

/// Writes a run: its slots by key, each once. The file has its name only when it is whole and on
/// the disk.
class HistoryRunWriter {
 public:
  /// `slots_max`: no more will come.
  HistoryRunWriter(std::string path, const HistoryRange& range, std::uint64_t slots_max);
  HistoryRunWriter(const HistoryRunWriter&) = delete;
  HistoryRunWriter& operator=(const HistoryRunWriter&) = delete;
  /// Takes what is not finished away.
  ~HistoryRunWriter();
  void add(const HistorySlot& slot);
  /// Null where the disk did not take it.
  [[nodiscard]] std::shared_ptr<const HistoryRun> finish();

 private:
  void put(const void* bytes, std::size_t count, std::uint64_t at);
  void write_slots();
  void write_blocks(std::uint64_t below);

  std::string path_, draft_;
  HistoryRange range_;
  int fd_;
  bool failed_ = false;
  std::uint64_t count_ = 0, blocks_ = 0, slots_at_ = 0;
  std::vector<HistorySlot> slots_;             ///< not written yet
  std::vector<history_filter::Block> filter_;  ///< from `block_` on, not written yet
  std::uint64_t block_ = 0;
  std::vector<std::uint64_t> first_keys_;
};

}  // namespace tradein::store
