#include "engine/decision/history_memory.hpp"

#include <algorithm>

#include "engine/decision/history_table.hpp"

namespace tradein {

PlainHistoryMemory::PlainHistoryMemory(HistoryShape shape)
    : shape_{shape}, state_{new std::byte[history_state_bytes(shape)]{}} {}

std::byte* PlainHistoryMemory::state(std::size_t) noexcept { return state_.get(); }

std::byte* PlainHistoryMemory::segment(std::uint32_t n) noexcept {
  if (n >= segments_.size()) segments_.resize(n + 1);
  if (!segments_[n])
    segments_[n] = std::unique_ptr<std::byte[]>{new std::byte[shape_.segment_bytes()]{}};
  return segments_[n].get();
}

void PlainHistoryMemory::clear() noexcept {
  segments_.clear();
  std::fill_n(state_.get(), history_state_bytes(shape_), std::byte{0});
}

}  // namespace tradein
