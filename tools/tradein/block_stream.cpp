#include "tools/tradein/block_stream.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "tools/tradein/bounded_queue.hpp"
#include "tools/tradein/interrupt.hpp"

namespace tradein::tool {
namespace {

/// The moving parts of one stream. Blocks and chunks go round: free -> filled -> taken -> free.
class BlockStream {
 public:
  BlockStream(BatchReader& reader, const BlockKeys& keys, std::size_t workers)
      : reader_{reader},
        keys_{keys},
        workers_{workers},
        free_chunks_{workers + 2},
        chunks_{workers + 2},
        free_blocks_{workers + 3},
        done_{workers + 3} {
    for (std::size_t i = 0; i < workers + 2; ++i) free_chunks_.push(std::make_unique<Chunk>());
    for (std::size_t i = 0; i < workers + 3; ++i)
      free_blocks_.push(std::make_unique<PreparedBlock>());
  }

  Result<void> run(const std::function<bool(PreparedBlock&)>& take) {
    std::vector<std::jthread> threads;
    threads.emplace_back([this] { cut(); });
    for (std::size_t i = 0; i < workers_; ++i) threads.emplace_back([this] { work(); });
    deliver(take);
    stop();
    threads.clear();
    if (failure_) return std::unexpected(*failure_);
    return {};
  }

 private:
  void cut() {
    while (!interrupt_requested()) {
      auto chunk = free_chunks_.pop();
      if (!chunk) break;
      const auto more = reader_.next(**chunk);
      if (!more) failure_ = more.error();
      if (!more || !*more || !chunks_.push(std::move(*chunk))) break;
    }
    chunks_.close();
  }

  // A worker takes its block first: then the lowest chunk that waits always has a block to go into.
  void work() {
    crypto::Hmac hmac{keys_.pseudonym_key};
    Decider decider{*keys_.book, keys_.history_key};
    std::optional<ClaimSealer> sealer;
    if (keys_.sealing) sealer.emplace(*keys_.sealing);
    for (;;) {
      auto block = free_blocks_.pop();
      if (!block) break;
      auto chunk = chunks_.pop();
      if (!chunk) break;
      reader_.parse(**chunk, (*block)->block);
      (*block)->prepare(hmac, decider, sealer ? &*sealer : nullptr);
      free_chunks_.push(std::move(*chunk));
      if (!done_.push(std::move(*block))) break;
    }
    if (++ended_ == workers_) done_.close();
  }

  void deliver(const std::function<bool(PreparedBlock&)>& take) {
    std::map<std::uint64_t, std::unique_ptr<PreparedBlock>> early;
    for (std::uint64_t next = 0;; ++next) {
      while (!early.contains(next)) {
        auto block = done_.pop();
        if (!block) return;
        const std::uint64_t sequence = (*block)->block.sequence;
        early.emplace(sequence, std::move(*block));
      }
      auto block = std::move(early.extract(next).mapped());
      if (!take(*block)) return;
      free_blocks_.push(std::move(block));
    }
  }

  void stop() {
    free_chunks_.close();
    chunks_.close();
    free_blocks_.close();
    done_.close();
  }

  BatchReader& reader_;
  const BlockKeys& keys_;
  std::size_t workers_;
  BoundedQueue<std::unique_ptr<Chunk>> free_chunks_, chunks_;
  BoundedQueue<std::unique_ptr<PreparedBlock>> free_blocks_, done_;
  std::atomic<std::size_t> ended_{0};
  std::optional<Error> failure_;  // of the cutting thread; read after it ended
};

}  // namespace

Result<void> for_each_block(BatchReader& reader, const BlockKeys& keys,
                            const std::function<bool(PreparedBlock&)>& take) {
  const std::size_t cores = std::max(2u, std::thread::hardware_concurrency());
  return BlockStream{reader, keys, std::min<std::size_t>(cores, 8)}.run(take);
}

}  // namespace tradein::tool
