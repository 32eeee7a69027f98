#include "tools/tradein/threaded_row_looker.hpp"

#include <algorithm>

#include "engine/base/assert.hpp"

namespace tradein::tool {

ThreadedRowLooker::ThreadedRowLooker() {
  const std::size_t cores = std::thread::hardware_concurrency();
  const std::size_t count = std::clamp<std::size_t>(cores, 2, 8) - 1;
  for (std::size_t i = 0; i < count; ++i) {
    workers_.push_back(std::make_unique<Worker>());
    Worker& worker = *workers_.back();
    worker.thread = std::jthread{[&worker] {
      crypto::Sha256 hash;
      while (auto block = worker.given.pop()) {
        (*block)->look(hash);
        if (!worker.looked_at.push(std::move(*block))) return;
      }
    }};
  }
}

ThreadedRowLooker::~ThreadedRowLooker() {
  for (const auto& worker : workers_) {
    worker->given.close();
    worker->looked_at.close();
  }
}

std::size_t ThreadedRowLooker::blocks_max() const noexcept {
  return workers_.size() * Worker::blocks;
}

void ThreadedRowLooker::give(std::unique_ptr<RowBlock> block) {
  TRADEIN_ASSERT(workers_[next_given_]->given.push(std::move(block)));
  next_given_ = (next_given_ + 1) % workers_.size();
}

std::unique_ptr<RowBlock> ThreadedRowLooker::take() {
  auto block = workers_[next_taken_]->looked_at.pop();
  TRADEIN_ASSERT(block.has_value());
  next_taken_ = (next_taken_ + 1) % workers_.size();
  return std::move(*block);
}

}  // namespace tradein::tool
