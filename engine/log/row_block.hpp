#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/log/entry_block.hpp"
#include "engine/log/entry_books.hpp"
#include "engine/log/hash.hpp"

namespace tradein {

/// What can be seen of one entry without any other. Its head's views point into its block.
struct Look {
  Hash256 leaf{};
  EntryHead head;
  std::optional<std::size_t> not_canonical;  ///< from this byte on
};

/// Rows of a log as they lie there, in rising order of their numbers, which may be any.
class RowBlock {
 public:
  void clear() noexcept;
  void add(std::int64_t number, std::string_view bytes);
  [[nodiscard]] bool is_full() const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return numbers_.size(); }
  [[nodiscard]] std::int64_t number(std::size_t i) const noexcept { return numbers_[i]; }
  /// Seen by look().
  [[nodiscard]] const Look& look(std::size_t i) const noexcept { return looks_[i]; }
  /// Two thirds of verifying, and of nothing but the block: on any thread.
  void look(HashFunction& hash);

 private:
  EntryBlock entries_;  ///< their texts; its own numbering is not used
  std::vector<std::int64_t> numbers_;
  std::vector<Look> looks_;  ///< more than rows where the block was larger before
};

/// Looks at blocks and gives them back in their order.
class RowLooker {
 public:
  virtual ~RowLooker() = default;
  /// How many blocks may be given and not taken back; at least one.
  [[nodiscard]] virtual std::size_t blocks_max() const noexcept = 0;
  virtual void give(std::unique_ptr<RowBlock> block) = 0;
  /// The oldest that was given. Requires: there is one.
  virtual std::unique_ptr<RowBlock> take() = 0;
};

/// On the caller's thread.
class PlainRowLooker final : public RowLooker {
 public:
  explicit PlainRowLooker(HashFunction& hash) noexcept : hash_{hash} {}
  [[nodiscard]] std::size_t blocks_max() const noexcept override { return 1; }
  void give(std::unique_ptr<RowBlock> block) override {
    block->look(hash_);
    block_ = std::move(block);
  }
  std::unique_ptr<RowBlock> take() override { return std::move(block_); }

 private:
  HashFunction& hash_;
  std::unique_ptr<RowBlock> block_;
};

}  // namespace tradein
