#pragma once
#include <span>
#include <vector>

#include "engine/policy/pack.hpp"

namespace tradein {

/// Every pack with what its upper layers give it, as published by `as_of`, cut at the days on which
/// something changes: each result is a pack of the same form without dated rows, in force from its
/// first to its last day.
///
/// Errors, as problems: an upper layer that is absent, of another kind, or narrower than the lower;
/// an override of what
///         is not open; two rows that answer one question on one day (P-TWO-ANSWERS); ids used
///         twice.
struct Layered {
  std::vector<Pack> packs;
  std::vector<Problem> problems;
};
[[nodiscard]] Layered resolve_layers(std::span<const Pack> packs, Date as_of);

}  // namespace tradein
