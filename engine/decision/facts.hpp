#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "engine/base/slot.hpp"
#include "engine/claim/claim.hpp"

namespace tradein {

/// What rules, history and log see of a claim: the slots of its kind (fields, then facts), with
/// every personal field absent but the cross-claim keys among them (`x-key`: the person, the phone,
/// the card), which hold a keyed pseudonym of 16 bytes. A view; the slots live in their block.
struct Facts {
  const Kind* kind = nullptr;
  std::span<const Slot> slots;
};

/// True for a personal field that stands in the log as its pseudonym.
[[nodiscard]] inline bool is_pseudonym(const Field& field) noexcept {
  return field.privacy != Privacy::none && field.key;
}

}  // namespace tradein
