#include "tools/tradein/replay_run.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "adapters/store/large_page_memory.hpp"
#include "engine/base/assert.hpp"
#include "engine/decision/history_table.hpp"
#include "engine/log/replayer.hpp"
#include "tools/tradein/interrupt.hpp"
#include "tools/tradein/pinned_rules.hpp"

namespace tradein::tool {
namespace {

constexpr std::uint64_t block_entries = 256;  // what a worker has in hand stays in its core's cache
constexpr std::size_t prefetch_entries = 8;   // memory answers within the time that so many take
constexpr unsigned workers_max = 4;           // a quarter of the work goes by turns
constexpr SipKey history_key{0x74726164652d696e,
                             0x7265706c61790001};  // any key gives the same decisions

/// Blocks take their turns in the log's order.
class Turns {
 public:
  void wait_for(std::uint64_t block) const noexcept {
    for (auto now = next_.load(std::memory_order_acquire); now != block;
         now = next_.load(std::memory_order_acquire))
      next_.wait(now);
  }
  void pass_on(std::uint64_t block) noexcept {
    next_.store(block + 1, std::memory_order_release);
    next_.notify_all();
  }

 private:
  std::atomic<std::uint64_t> next_{0};
};

/// What the workers share.
struct Run {
  explicit Run(std::uint64_t log_size) : size{log_size} {}

  /// The first wrong entry wins, a difference or one that cannot be decided.
  void wrong(std::uint64_t entry, std::optional<ReplayDifference> difference, Error error) {
    const std::scoped_lock lock{mutex};
    stopped = true;
    if (entry >= first_wrong) return;
    first_wrong = entry;
    result.difference = std::move(difference);
    failure = std::move(error);
  }

  const std::uint64_t size;
  std::atomic<std::uint64_t> next_block{0};
  std::atomic<bool> stopped{false};
  Turns turns;
  // By turns.
  store::LargePageMemory memory;
  HistoryTable history{memory};
  ReplayResult result;  // its difference under the mutex
  std::mutex mutex;
  std::uint64_t first_wrong = UINT64_MAX;
  Error failure;
};

class Worker {
 public:
  Worker(Run& run, std::unique_ptr<LogReader> log,
         const std::function<void(std::uint64_t, std::uint64_t)>& progress)
      : run_{run}, progress_{progress}, log_{std::move(log)}, parsed_(block_entries) {}

  void work() {
    for (;;) {
      const std::uint64_t block = run_.next_block++;
      const std::uint64_t first = block * block_entries;
      if (first >= run_.size) return;
      replay_block(block, first, std::min(first + block_entries, run_.size));
    }
  }

 private:
  /// One piece, as a rule; several where entries are so long that a read gives fewer. The turn is
  /// passed on in any case: others wait for it.
  void replay_block(std::uint64_t block, std::uint64_t first, std::uint64_t end) {
    for (std::uint64_t at = first; at < end; at = entries_.next_number()) {
      std::optional<Error> failed = take_apart(at, log_->read(at, end - at, entries_));
      if (at == first) run_.turns.wait_for(block);
      const bool stopped = !decide_in_turn();
      const bool last = stopped || failed || entries_.next_number() >= end;
      if (last) run_.turns.pass_on(block);
      if (stopped) return;
      compare();
      if (failed) run_.wrong(at + good_, std::nullopt, std::move(*failed));
      if (last) return;
    }
  }

  /// Parses and examines entries [0, good_) of what was read; gives why not all of them.
  std::optional<Error> take_apart(std::uint64_t first, const Result<void>& read) {
    good_ = 0;
    if (!read) {
      entries_.clear(first);
      return read.error();
    }
    TRADEIN_ASSERT(!entries_.empty());
    for (; good_ < entries_.size(); ++good_) {
      auto done = parser_.parse(first + good_, entries_[good_], parsed_[good_]);
      if (!done) return std::move(done.error());
    }
    return std::nullopt;
  }

  /// False where the run was stopped before.
  bool decide_in_turn() {
    if (run_.stopped) return false;
    for (std::size_t i = 0; i < good_; ++i) {
      if (i + prefetch_entries < good_) prefetch(parsed_[i + prefetch_entries], run_.history);
      decide_again(entries_.first + i, parsed_[i], run_.history);
      if (parsed_[i].claim) ++run_.result.claims;
    }
    run_.result.entries = entries_.first + good_;
    progress_(run_.result.entries, run_.size);
    if (interrupt_requested()) run_.stopped = true;
    return true;
  }

  void compare() {
    for (std::size_t i = 0; i < good_; ++i) {
      const std::uint64_t number = entries_.first + i;
      const auto again = compare_again(number, entries_[i], parsed_[i], text_);
      if (again.equal) continue;
      run_.wrong(number,
                 ReplayDifference{number, std::string{parsed_[i].entry.header.claim_id},
                                  std::string{entries_[i]}, std::string{again.bytes}, again.note},
                 {});
      return;
    }
  }

  Run& run_;
  const std::function<void(std::uint64_t, std::uint64_t)>& progress_;
  std::unique_ptr<LogReader> log_;
  PinnedRules rules_{*log_};
  EntryParser parser_{rules_, history_key};
  EntryBlock entries_;
  std::vector<ParsedEntry> parsed_;
  std::size_t good_ = 0;
  std::string text_;
};

}  // namespace

Result<ReplayResult> replay_log(
    const std::function<Result<std::unique_ptr<LogReader>>()>& open,
    const std::function<void(std::uint64_t done, std::uint64_t all)>& progress) {
  std::optional<Run> run;
  std::vector<std::unique_ptr<Worker>> workers;
  const unsigned count = std::clamp(std::thread::hardware_concurrency(), 1u, workers_max);
  while (workers.size() < count) {
    auto log = open();
    if (!log) return std::unexpected(log.error());
    if (!run) {
      const auto size = (*log)->size();
      if (!size) return std::unexpected(size.error());
      run.emplace(*size);
    }
    workers.push_back(std::make_unique<Worker>(*run, std::move(*log), progress));
  }
  std::vector<std::jthread> threads;
  for (const auto& worker : workers) threads.emplace_back([&worker] { worker->work(); });
  for (auto& thread : threads) thread.join();
  if (run->first_wrong != UINT64_MAX && !run->result.difference)
    return std::unexpected(std::move(run->failure));
  return std::move(run->result);
}

}  // namespace tradein::tool
