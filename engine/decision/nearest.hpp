#pragma once
#include <optional>
#include <vector>

#include "engine/decision/decide.hpp"

namespace tradein {

/// A change of one field after which the claim would be approved.
struct NearestChange {
  std::uint16_t slot = 0;
  Slot value;
  Money amount;  ///< that would be granted then
};

/// The smallest change of a single field that makes the claim pass all checks: tried are the bounds
/// that the pack itself names, their neighbours, and the other values of closed sets. Limits are
/// not looked at. Nothing where no one field is enough.
[[nodiscard]] std::optional<NearestChange> nearest_change(const Facts& facts,
                                                          const Decision& decision,
                                                          Decider& decider);

}  // namespace tradein
