#pragma once
#include <cstddef>

#include "engine/decision/history_memory.hpp"

namespace tradein::store {

/// A history table's bytes in memory of large pages where the system has them: its look-ups go to
/// random places, and with small pages most of their time is spent on finding the page (measured: a
/// quarter of replay). Reserved as one range, of which only what is written takes memory.
class LargePageMemory final : public HistoryMemory {
 public:
  explicit LargePageMemory(HistoryShape shape = {});
  LargePageMemory(const LargePageMemory&) = delete;
  LargePageMemory& operator=(const LargePageMemory&) = delete;
  ~LargePageMemory() override;

  std::byte* segment(std::uint32_t n) noexcept override;
  void clear() noexcept override;

 private:
  HistoryShape shape_;
  std::byte* range_ = nullptr;
  std::size_t range_bytes_ = 0;
};

}  // namespace tradein::store
