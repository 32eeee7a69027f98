#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/decision/history.hpp"
#include "engine/decision/history_memory.hpp"
#include "engine/decision/history_slot.hpp"

namespace tradein {

/// A history in memory, as extendible hashing: segments of 64 Ki slots with linear probing. A
/// segment that is 80 % full splits in two, so growing never stops the work for longer than one
/// segment takes. Keys lie in their own order, or nearly.
///
/// Shape: one thread writes; any number read while none does.
class HistoryTable final : public History {
 public:
  explicit HistoryTable(HistoryMemory& memory, HistoryShape shape = {});
  HistoryTable(const HistoryTable&) = delete;
  HistoryTable& operator=(const HistoryTable&) = delete;

  [[nodiscard]] std::uint64_t find(const Digest128& key) const noexcept override;
  void put(const Digest128& key, std::uint64_t value, std::uint64_t entry) override;
  void prefetch(const Digest128& key) const noexcept override;

  /// The number that was put last, 0 as well; nothing where the key is unknown.
  [[nodiscard]] std::optional<std::uint64_t> look(const Digest128& key) const noexcept;
  /// Forgets everything.
  void clear();
  /// Of which one number each is known.
  [[nodiscard]] std::uint64_t keys() const noexcept { return keys_; }
  /// Adds every key and its number to `out`, in the order of HistorySlot::before.
  void list(std::vector<HistorySlot>& out) const;

 private:
  struct Segment {
    HistorySlot* slots = nullptr;
    std::uint32_t depth = 0;   ///< first bits of the place that all its keys share
    std::uint32_t prefix = 0;  ///< those bits
    std::uint32_t filled = 0;
  };
  void build_directory();
  [[nodiscard]] std::uint32_t segment_of(std::uint64_t place) const noexcept {
    return directory_[place >> (64 - depth_)];
  }
  /// Where a key of this place belongs in the segment if nothing is in its way.
  [[nodiscard]] std::size_t home(const Segment& segment, std::uint64_t place) const noexcept {
    return place << segment.depth >> (64 - shape_.segment_bits);
  }
  /// The key's slot, or the free one where it belongs.
  [[nodiscard]] HistorySlot& locate(const Segment& segment, std::uint64_t place,
                                    const HistorySlot& key) const noexcept;
  void split(std::uint32_t n);
  std::uint32_t take_segment();
  void list_segment(const Segment& segment, std::vector<HistorySlot>& out) const;

  HistoryMemory& memory_;
  HistoryShape shape_;
  std::uint32_t split_at_;  ///< slots in use
  std::uint64_t keys_ = 0;
  std::uint64_t last_entry_ = 0;
  std::uint32_t depth_ = 0;               ///< bits that the directory looks at
  std::vector<std::uint32_t> directory_;  ///< segment by first bits
  std::vector<Segment> segments_;
  std::vector<std::uint32_t> free_;  ///< segments that were split and can be used again
};

}  // namespace tradein
