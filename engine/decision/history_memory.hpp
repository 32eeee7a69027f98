#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace tradein {

/// The measures of a history table. Tests use small ones, so that segments split.
struct HistoryShape {
  std::uint32_t segment_bits = 16;     ///< slots of a segment, as a power of two; 16 bytes each
  std::uint32_t segments_max = 16384;  ///< 2^16 x 16384 slots: about 500 million keys
  std::uint32_t depth = 4;             ///< there are 2^depth segments at first

  [[nodiscard]] std::size_t segment_slots() const noexcept {
    return std::size_t{1} << segment_bits;
  }
  [[nodiscard]] std::size_t segment_bytes() const noexcept { return segment_slots() * 16; }
};

/// Where the bytes of a history table lie. Bytes that were never written are zero, and an address
/// stays the same as long as the object lives.
class HistoryMemory {
 public:
  virtual ~HistoryMemory() = default;
  /// Segment n, made where it is not there yet.
  virtual std::byte* segment(std::uint32_t n) = 0;
  /// Every byte is zero again.
  virtual void clear() noexcept = 0;
};

class PlainHistoryMemory final : public HistoryMemory {
 public:
  explicit PlainHistoryMemory(HistoryShape shape = {}) : shape_{shape} {}
  std::byte* segment(std::uint32_t n) override;
  void clear() noexcept override { segments_.clear(); }

 private:
  HistoryShape shape_;
  std::vector<std::unique_ptr<std::byte[]>> segments_;
};

}  // namespace tradein
