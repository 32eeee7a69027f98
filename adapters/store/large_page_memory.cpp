#include "adapters/store/large_page_memory.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace tradein::store {

LargePageMemory::LargePageMemory(HistoryShape shape) : shape_{shape} {
  constexpr std::size_t piece_bytes = std::size_t{32} << 20;
  piece_segments_ = std::max<std::size_t>(piece_bytes / shape.segment_bytes(), 1);
}

LargePageMemory::~LargePageMemory() {
  for (std::byte* const piece : pieces_) ::munmap(piece, piece_segments_ * shape_.segment_bytes());
}

std::byte* LargePageMemory::segment(std::uint32_t n) {
  const std::size_t bytes = piece_segments_ * shape_.segment_bytes();
  while (pieces_.size() <= n / piece_segments_) {
    pieces_.reserve(pieces_.size() + 1);
    void* const piece =
        ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (piece == MAP_FAILED) throw std::bad_alloc{};
    ::madvise(piece, bytes, MADV_HUGEPAGE);  // a wish: without it all works, more slowly
    pieces_.push_back(static_cast<std::byte*>(piece));
  }
  return pieces_[n / piece_segments_] + n % piece_segments_ * shape_.segment_bytes();
}

void LargePageMemory::clear() noexcept {
  for (std::byte* const piece : pieces_)
    ::madvise(piece, piece_segments_ * shape_.segment_bytes(), MADV_DONTNEED);
}

}  // namespace tradein::store
