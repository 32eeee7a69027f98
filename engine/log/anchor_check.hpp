#pragma once
#include <span>
#include <string>
#include <vector>

#include "engine/log/checkpoint.hpp"
#include "engine/log/verify.hpp"

namespace tradein {

/// What is wrong with a store by the checkpoints that were kept outside it: V-ANCHOR where a
/// checkpoint is not in the store, or its root is another (then the entries since the last one that
/// holds are named). `notes` in any order; those of other logs say nothing. Those of more entries
/// than the store has are check_anchor's. Errors are those of reading.
[[nodiscard]] Result<std::vector<Flaw>> anchor_flaws(Store& store, HashFunction& hash,
                                                     std::span<const std::string> notes,
                                                     std::span<const LogKey> keys,
                                                     SignatureHolds holds);

}  // namespace tradein
