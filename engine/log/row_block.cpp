#include "engine/log/row_block.hpp"

#include "engine/log/merkle.hpp"

namespace tradein {
namespace {

constexpr std::size_t rows_max = 512;
constexpr std::size_t bytes_max = 1024 * 1024;

}  // namespace

void RowBlock::clear() noexcept {
  entries_.clear(0);
  numbers_.clear();
}

void RowBlock::add(std::int64_t number, std::string_view bytes) {
  entries_.bytes.append(bytes);
  entries_.close_entry();
  numbers_.push_back(number);
}

bool RowBlock::is_full() const noexcept {
  return size() >= rows_max || entries_.bytes.size() >= bytes_max;
}

void RowBlock::look(HashFunction& hash) {
  // Never fewer: a head's memory is used again, and its views stay where they are.
  if (looks_.size() < size()) looks_.resize(size());
  for (std::size_t i = 0; i < size(); ++i) {
    Look& look = looks_[i];
    CanonicalReader in{entries_[i]};
    look.not_canonical.reset();
    if (!read_entry_head(in, look.head)) look.not_canonical = in.error_offset();
    look.leaf = leaf_hash(hash, entries_[i]);
  }
}

}  // namespace tradein
