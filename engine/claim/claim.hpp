#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/assert.hpp"
#include "engine/base/date.hpp"
#include "engine/base/money.hpp"
#include "engine/base/slot.hpp"
#include "engine/claim/kind.hpp"

namespace tradein {

/// A personal value. It has no formatter and no stream operator; only the vault, the pseudonym
/// maker, the comparison of contents and the line that a retailer sends may unwrap it.
class PersonalText {
 public:
  explicit PersonalText(std::string_view text) noexcept : text_{text} {}
  [[nodiscard]] std::string_view unwrap_personal() const noexcept { return text_; }

 private:
  std::string_view text_;
};

/// A claim: its kind and its slots (fields, then facts). A view, cheap to copy; the slots live in
/// their block.
class Claim {
 public:
  Claim() noexcept = default;
  Claim(const Kind& kind, std::span<const Slot> slots) noexcept
      : kind_{&kind}, slots_{slots.data()} {
    TRADEIN_ASSERT(slots.size() == kind.slot_count());
  }
  [[nodiscard]] const Kind& kind() const noexcept { return *kind_; }
  [[nodiscard]] bool has(std::uint16_t slot) const noexcept { return slots_[slot].present(); }
  /// Of a present slot that is not text or term.
  [[nodiscard]] std::int64_t number(std::uint16_t slot) const noexcept {
    return slots_[slot].number();
  }
  /// Of a present text or term that is not personal (asserted).
  [[nodiscard]] std::string_view text(std::uint16_t slot) const noexcept {
    TRADEIN_ASSERT(kind_->fields[slot].privacy == Privacy::none);
    return slots_[slot].text();
  }
  [[nodiscard]] PersonalText personal(std::uint16_t slot) const noexcept {
    return PersonalText{slots_[slot].text()};
  }
  [[nodiscard]] Money money(std::uint16_t slot) const noexcept {
    return Money::from_fen(number(slot));
  }
  [[nodiscard]] Date date(std::uint16_t slot) const noexcept {
    return Date::from_days(static_cast<std::int32_t>(number(slot)));
  }
  /// The retailer's own number of the claim; empty only where the slots are not whole.
  [[nodiscard]] std::string_view claim_id() const noexcept {
    return slots_[kind_->claim_id].text();
  }
  [[nodiscard]] std::span<const Slot> slots() const noexcept {
    return {slots_, kind_->slot_count()};
  }

 private:
  const Kind* kind_ = nullptr;
  const Slot* slots_ = nullptr;
};

/// Appends the claim's content: present fields in schema order as `name:length:value;`, values
/// normalised, a value that is the schema's default left out. Equal for the same claim however it
/// was written; what decides whether a resent claim id is a repetition or a conflict. Holds
/// personal data: digest it, never store it.
void append_content(const Claim& claim, std::string& out);

}  // namespace tradein
