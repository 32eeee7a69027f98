#pragma once
#include <cstdint>
#include <string_view>

namespace tradein {

/// One value of a claim or of a rule's computation: a number (fen, days, minutes, scaled decimal, 0
/// or 1) or a view of text that lives elsewhere. An absent one may say why it is absent.
class Slot {
 public:
  constexpr Slot() noexcept : number_{0} {}
  [[nodiscard]] static constexpr Slot of_number(std::int64_t number) noexcept {
    Slot slot;
    slot.number_ = number;
    slot.present_ = 1;
    return slot;
  }
  [[nodiscard]] static Slot of_text(std::string_view text) noexcept {
    Slot slot;
    slot.data_ = text.data();
    slot.size_ = static_cast<std::uint32_t>(text.size());
    slot.present_ = 1;
    return slot;
  }
  /// Absent, because of `cause` (engine/feel/fast_program.hpp says what the numbers mean).
  [[nodiscard]] static constexpr Slot absent(std::int64_t cause) noexcept {
    Slot slot;
    slot.number_ = cause;
    return slot;
  }
  [[nodiscard]] bool present() const noexcept { return present_ != 0; }
  [[nodiscard]] std::int64_t number() const noexcept { return number_; }
  [[nodiscard]] std::int64_t cause() const noexcept { return number_; }
  [[nodiscard]] std::string_view text() const noexcept { return {data_, size_}; }

 private:
  union {
    std::int64_t number_;
    const char* data_;
  };
  std::uint32_t size_ = 0;
  std::uint32_t present_ = 0;  // not a bool: a slot copies as two words, without partial stores
};
static_assert(sizeof(Slot) == 16);

}  // namespace tradein
