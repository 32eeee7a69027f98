#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace tradein {

/// What is decided about a claim. Stored by name. The numbers order their strength: the strongest
/// finding decides. `note` is no outcome of a claim but of a finding that is said and changes
/// nothing.
enum class Outcome : std::uint8_t {
  approved = 0,
  note = 1,
  review = 2,
  returned = 3,
  rejected = 4
};

[[nodiscard]] constexpr std::string_view name(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::approved:
      return "approved";
    case Outcome::note:
      return "note";
    case Outcome::review:
      return "review";
    case Outcome::returned:
      return "returned";
    case Outcome::rejected:
      return "rejected";
  }
  return "";
}

[[nodiscard]] constexpr std::optional<Outcome> outcome_of(std::string_view text) noexcept {
  for (const Outcome o :
       {Outcome::approved, Outcome::note, Outcome::review, Outcome::returned, Outcome::rejected})
    if (name(o) == text) return o;
  return std::nullopt;
}

}  // namespace tradein
