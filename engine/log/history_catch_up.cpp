#include "engine/log/history_catch_up.hpp"

#include <algorithm>
#include <vector>

namespace tradein {
namespace {

constexpr std::size_t block_entries = 4'096;
constexpr std::uint64_t entries_a_step = 100'000;

/// Commits after `first`, far enough from one another, so that a long log is not put in one piece.
/// The last one is among them.
Result<std::vector<Commit>> steps_after(std::uint64_t first, Store& store, const Commit& last) {
  std::vector<Commit> steps;
  std::uint64_t at = first;
  const auto visit = [&](std::int64_t size, std::string_view root, std::string_view) {
    Commit step{static_cast<std::uint64_t>(size), {}, {}};
    if (step.size < at + entries_a_step || root.size() != step.root.size()) return true;
    std::ranges::copy(root, reinterpret_cast<char*>(step.root.data()));
    at = step.size;
    steps.push_back(step);
    return true;
  };
  if (last.size > first + entries_a_step)
    if (const auto read = store.each_commit(static_cast<std::int64_t>(first), visit); !read)
      return std::unexpected(read.error());
  if (at != last.size) steps.push_back(last);
  return steps;
}

}  // namespace

Result<std::uint64_t> bring_up_to_date(LastingHistory& history, Store& store, const PutEntry& put) {
  const auto last = store.last_commit();
  if (!last) return std::unexpected(last.error());
  if (history.size() > 0) {
    const auto then = store.commit_at(history.size());
    if (!then) return std::unexpected(then.error());
    if (!*then || (*then)->root != history.root()) history.clear();
  }
  const std::uint64_t first = history.size();
  const auto steps = steps_after(first, store, *last);
  if (!steps) return std::unexpected(steps.error());
  EntryBlock block;
  std::uint64_t at = first;
  for (const Commit& step : *steps) {
    for (; at < step.size; at = block.next_number()) {
      const auto most = std::min<std::uint64_t>(block_entries, step.size - at);
      if (auto read = store.read(at, most, block); !read) return std::unexpected(read.error());
      for (std::size_t i = 0; i < block.size(); ++i)
        if (auto done = put(at + i, block[i], history); !done) return std::unexpected(done.error());
    }
    history.commit(step.size, step.root);
  }
  return first;
}

}  // namespace tradein
