#include "engine/claim/arena.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace tradein {
namespace {
constexpr std::size_t piece_bytes = 256 * 1024;
}

void Arena::grow(std::size_t size) {
  while (used_pieces_ < pieces_.size() && pieces_[used_pieces_].size < size) ++used_pieces_;
  if (used_pieces_ == pieces_.size()) {
    const std::size_t bytes = std::max(size, piece_bytes);
    pieces_.push_back({std::make_unique_for_overwrite<char[]>(bytes), bytes});
  }
  next_ = pieces_[used_pieces_].memory.get();
  room_ = pieces_[used_pieces_].size;
  ++used_pieces_;
}

std::string_view Arena::copy(std::string_view text) {
  if (text.empty()) return {};
  char* place = allocate(text.size());
  std::memcpy(place, text.data(), text.size());
  return {place, text.size()};
}

std::span<Slot> Arena::slots(std::size_t count) {
  auto* first = reinterpret_cast<Slot*>(allocate(count * sizeof(Slot)));
  for (std::size_t i = 0; i < count; ++i) ::new (static_cast<void*>(first + i)) Slot{};
  return {first, count};
}

void Arena::reset() noexcept {
  used_pieces_ = 0;
  next_ = nullptr;
  room_ = 0;
}

std::size_t Arena::bytes() const noexcept {
  std::size_t sum = 0;
  for (const auto& piece : pieces_) sum += piece.size;
  return sum;
}

}  // namespace tradein
