#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace tradein {

/// The measures of a history table. Tests use small ones, so that each step of a split can be
/// looked at.
struct HistoryShape {
  std::uint32_t segment_bits = 16;     ///< slots of a segment, as a power of two; 16 bytes each
  std::uint32_t segments_max = 16384;  ///< 2^16 x 16384 slots: about 500 million keys
  std::uint32_t undo_max = 1 << 18;    ///< uncommitted puts, 32 bytes each; a power of two

  [[nodiscard]] std::size_t segment_slots() const noexcept {
    return std::size_t{1} << segment_bits;
  }
  [[nodiscard]] std::size_t segment_bytes() const noexcept { return segment_slots() * 16; }
  friend bool operator==(const HistoryShape&, const HistoryShape&) = default;
};

/// Where the bytes of a history table lie: plain memory, or a mapped file
/// (adapters/store/history_file.hpp). Bytes that were never written are zero, and an address stays
/// the same as long as the object lives.
class HistoryMemory {
 public:
  virtual ~HistoryMemory() = default;
  /// The table's own record (history_state_bytes); at least its first `bytes` can be written. Null
  /// where there is no room for more than before; never null for the part in front of the undo
  /// records.
  virtual std::byte* state(std::size_t bytes) noexcept = 0;
  /// Segment n, made where it is not there yet.
  virtual std::byte* segment(std::uint32_t n) noexcept = 0;
  /// Every byte is zero again.
  virtual void clear() noexcept = 0;
  /// For tests: called between two writes whose order matters after a crash.
  virtual void step() noexcept {}
  [[nodiscard]] virtual bool wants_steps() const noexcept { return false; }
};

/// For `check` and replay.
class PlainHistoryMemory : public HistoryMemory {
 public:
  explicit PlainHistoryMemory(HistoryShape shape = {});
  std::byte* state(std::size_t bytes) noexcept override;
  std::byte* segment(std::uint32_t n) noexcept override;
  void clear() noexcept override;

 private:
  HistoryShape shape_;
  std::unique_ptr<std::byte[]> state_;
  std::vector<std::unique_ptr<std::byte[]>> segments_;
};

}  // namespace tradein
