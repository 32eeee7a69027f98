#include "adapters/store/large_page_memory.hpp"

#include <sys/mman.h>

#include "engine/base/assert.hpp"

namespace tradein::store {

LargePageMemory::LargePageMemory(HistoryShape shape)
    : shape_{shape}, range_bytes_{shape.segments_max * shape.segment_bytes()} {
  void* const range = ::mmap(nullptr, range_bytes_, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  TRADEIN_ASSERT(range != MAP_FAILED);
  range_ = static_cast<std::byte*>(range);
  ::madvise(range_, range_bytes_, MADV_HUGEPAGE);  // a wish: without it all works, more slowly
}

LargePageMemory::~LargePageMemory() { ::munmap(range_, range_bytes_); }

std::byte* LargePageMemory::segment(std::uint32_t n) noexcept {
  return n < shape_.segments_max ? range_ + n * shape_.segment_bytes() : nullptr;
}

void LargePageMemory::clear() noexcept { ::madvise(range_, range_bytes_, MADV_DONTNEED); }

}  // namespace tradein::store
