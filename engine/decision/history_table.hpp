#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/decision/history.hpp"
#include "engine/decision/history_memory.hpp"

namespace tradein {

[[nodiscard]] std::size_t history_state_bytes(const HistoryShape& shape) noexcept;
/// The part of the state in front of the undo records.
[[nodiscard]] std::size_t history_state_bytes_min(const HistoryShape& shape) noexcept;

/// The history as extendible hashing: segments of 64 Ki slots with linear probing, found by the
/// digest's top bits. A segment that is 80 % full splits in two, so growing never stops the work
/// for longer than one segment takes.
///
/// Shape:  single-threaded. Works in memory that is handed in, which may outlive it and its
/// process: every write is
///         ordered so that a process killed between any two of them leaves bytes that the next
///         table can mend.
/// Crash:  puts of entries that were not committed are undone: the table is then exactly what it
/// was at size().
///         Entries from size() on are put again by the caller (engine/log/history_catch_up.hpp).
/// Limits: as many uncommitted puts as the shape says can be undone. With more the table works on,
/// but after a kill
///         in that state it is empty and is made anew.
class HistoryTable final : public History {
 public:
  using Root = std::array<std::uint8_t, 32>;

  /// Mends what the memory holds; empty if it holds nothing, another shape, or something doubtful.
  explicit HistoryTable(HistoryMemory& memory, HistoryShape shape = {});
  HistoryTable(const HistoryTable&) = delete;
  HistoryTable& operator=(const HistoryTable&) = delete;

  [[nodiscard]] std::uint64_t find(const Digest128& key) const noexcept override;
  void put(const Digest128& key, std::uint64_t value, std::uint64_t entry) override;
  void prefetch(const Digest128& key) const noexcept override;

  /// Entries below `size` are durable in the log, whose root is then `root`: their puts are for
  /// good.
  void commit(std::uint64_t size, const Root& root) noexcept;
  /// Up to which entry, and of which log, the table is good.
  [[nodiscard]] std::uint64_t size() const noexcept;
  [[nodiscard]] const Root& root() const noexcept;

  /// Forgets everything: size() is 0.
  void clear() noexcept;
  /// Keys that hold a slot, some of them without a value.
  [[nodiscard]] std::uint64_t keys() const noexcept;
  [[nodiscard]] std::uint32_t segments() const noexcept;

 private:
  struct Slot;
  struct State;
  struct SegmentInfo;
  struct Undo;

  void format() noexcept;
  bool mend() noexcept;
  bool roll_back() noexcept;
  void build_directory();
  [[nodiscard]] std::uint32_t segment_of(const Digest128& key) const noexcept;
  [[nodiscard]] Slot* slots(std::uint32_t segment) const noexcept;
  /// The key's slot, or the free one where it belongs.
  [[nodiscard]] Slot& locate(std::uint32_t segment, const Digest128& key) const noexcept;
  void remember(const Digest128& key, std::uint64_t old_value, std::uint64_t entry) noexcept;
  void split(std::uint32_t segment);
  void finish_split() noexcept;
  std::uint32_t take_segment() noexcept;
  /// Writes before it reach memory before those after it, as a killed process leaves them.
  void order() const noexcept;

  HistoryMemory& memory_;
  HistoryShape shape_;
  bool steps_;
  std::uint32_t split_at_;  ///< slots in use
  std::uint64_t undo_mask_;
  State* state_ = nullptr;
  SegmentInfo* infos_ = nullptr;
  Undo* undo_ = nullptr;
  std::uint64_t undo_room_ = 0;  ///< records that the memory has bytes for
  std::uint64_t last_entry_ = 0;
  std::uint32_t depth_ = 0;               ///< top bits that the directory looks at
  std::vector<std::uint32_t> directory_;  ///< segment by top bits
  mutable std::vector<Slot*> addresses_;  ///< of the segments
  std::vector<std::uint32_t> free_;       ///< segments that were split and can be used again
};

}  // namespace tradein
