#include "engine/decision/history_memory.hpp"

namespace tradein {

std::byte* PlainHistoryMemory::segment(std::uint32_t n) {
  if (n >= segments_.size()) segments_.resize(n + 1);
  if (!segments_[n])
    segments_[n] = std::unique_ptr<std::byte[]>{new std::byte[shape_.segment_bytes()]{}};
  return segments_[n].get();
}

}  // namespace tradein
