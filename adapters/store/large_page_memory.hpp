#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/decision/history_memory.hpp"

namespace tradein::store {

/// A history table's bytes in memory of large pages where the system has them: its look-ups go to
/// random places, and with small pages most of their time is spent on finding the page (measured: a
/// quarter of replay). Taken in pieces of 32 MiB, of which only what is written takes memory.
class LargePageMemory final : public HistoryMemory {
 public:
  explicit LargePageMemory(HistoryShape shape = {});
  LargePageMemory(const LargePageMemory&) = delete;
  LargePageMemory& operator=(const LargePageMemory&) = delete;
  ~LargePageMemory() override;

  /// Throws std::bad_alloc.
  std::byte* segment(std::uint32_t n) override;
  void clear() noexcept override;

 private:
  HistoryShape shape_;
  std::size_t piece_segments_;
  std::vector<std::byte*> pieces_;
};

}  // namespace tradein::store
