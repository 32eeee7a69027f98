#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "engine/claim/claim.hpp"

namespace tradein {

/// Memory of one block of rows: handed out in order, given back all at once, kept for the next
/// block. Nothing moves, so views stay good until `reset`.
class Arena {
 public:
  /// `size` bytes, 8-byte aligned.
  [[nodiscard]] char* allocate(std::size_t size) {
    const std::size_t rounded = (size + 7) & ~std::size_t{7};
    if (rounded > room_) grow(rounded);
    char* place = next_;
    next_ += rounded;
    room_ -= rounded;
    return place;
  }
  /// Gives back the end of the last allocation, of which only `used` of `size` bytes were needed.
  void shrink(std::size_t size, std::size_t used) noexcept {
    const std::size_t spare = ((size + 7) & ~std::size_t{7}) - ((used + 7) & ~std::size_t{7});
    next_ -= spare;
    room_ += spare;
  }
  [[nodiscard]] std::string_view copy(std::string_view text);
  /// Slots that are all absent.
  [[nodiscard]] std::span<Slot> slots(std::size_t count);
  void reset() noexcept;
  [[nodiscard]] std::size_t bytes() const noexcept;

 private:
  struct Piece {
    std::unique_ptr<char[]> memory;
    std::size_t size = 0;
  };
  void grow(std::size_t size);

  std::vector<Piece> pieces_;
  std::size_t used_pieces_ = 0;
  char* next_ = nullptr;
  std::size_t room_ = 0;
};

}  // namespace tradein
