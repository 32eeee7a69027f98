#pragma once
#include <memory>
#include <thread>
#include <vector>

#include "adapters/crypto/sha256.hpp"
#include "engine/log/row_block.hpp"
#include "tools/tradein/bounded_queue.hpp"

namespace tradein::tool {

/// Looks at rows on the cores that the caller leaves free. Workers take blocks in turn, so the
/// order of giving is the order of taking.
class ThreadedRowLooker final : public RowLooker {
 public:
  ThreadedRowLooker();
  ~ThreadedRowLooker() override;
  [[nodiscard]] std::size_t blocks_max() const noexcept override;
  void give(std::unique_ptr<RowBlock> block) override;
  std::unique_ptr<RowBlock> take() override;

 private:
  struct Worker {
    static constexpr std::size_t blocks = 3;  ///< one in hand, one before and one behind it
    BoundedQueue<std::unique_ptr<RowBlock>> given{blocks}, looked_at{blocks};
    std::jthread thread;
  };
  std::vector<std::unique_ptr<Worker>> workers_;
  std::size_t next_given_ = 0, next_taken_ = 0;
};

}  // namespace tradein::tool
