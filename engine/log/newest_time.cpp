#include "engine/log/newest_time.hpp"

#include <algorithm>

#include "engine/log/entry_books.hpp"

namespace tradein {
namespace {

/// Batches begun later than the last entry's own one, while connections wrote at the same time,
/// lie near the end.
constexpr std::uint64_t tail_entries = 8'192;

}  // namespace

Result<std::int64_t> newest_time(LogReader& log) {
  const auto size = log.size();
  if (!size) return std::unexpected(size.error());
  std::int64_t newest = 0;
  std::uint64_t batch = *size;
  EntryBlock block;
  EntryHead head;
  for (std::uint64_t at = *size - std::min(*size, tail_entries); at < *size;
       at = block.next_number()) {
    if (auto read = log.read(at, tail_entries, block); !read) return std::unexpected(read.error());
    if (block.empty()) break;
    for (std::size_t i = 0; i < block.size(); ++i) {
      CanonicalReader in{block[i]};
      if (!read_entry_head(in, head)) continue;
      newest = std::max(newest, head.at.value_or(0));
      if (head.batch) batch = static_cast<std::uint64_t>(*head.batch);
    }
  }
  if (batch >= *size) return newest;
  if (auto read = log.read(batch, 1, block); !read) return std::unexpected(read.error());
  CanonicalReader in{block[0]};
  if (read_entry_head(in, head)) newest = std::max(newest, head.at.value_or(0));
  return newest;
}

}  // namespace tradein
