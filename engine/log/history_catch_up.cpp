#include "engine/log/history_catch_up.hpp"

namespace tradein {

Result<std::uint64_t> bring_up_to_date(HistoryTable& table, Store& store, const PutEntry& put) {
  constexpr std::size_t block_entries = 4'096;
  const auto last = store.last_commit();
  if (!last) return std::unexpected(last.error());
  if (table.size() > 0) {
    const auto then = store.commit_at(table.size());
    if (!then) return std::unexpected(then.error());
    if (!*then || (*then)->root != table.root()) table.clear();
  }
  const std::uint64_t first = table.size();
  EntryBlock block;
  for (std::uint64_t at = first; at < last->size; at = block.next_number()) {
    if (auto read = store.read(at, block_entries, block); !read)
      return std::unexpected(read.error());
    for (std::size_t i = 0; i < block.size(); ++i)
      if (auto done = put(at + i, block[i], table); !done) return std::unexpected(done.error());
  }
  if (last->size > first) table.commit(last->size, last->root);
  return first;
}

}  // namespace tradein
