#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/log/store.hpp"

namespace tradein::tool {

/// The first entry that is not what deciding again gives.
struct ReplayDifference {
  std::uint64_t entry = 0;
  std::string claim_id, logged, again, note;
};

struct ReplayResult {
  std::uint64_t entries = 0, claims = 0;
  std::optional<ReplayDifference> difference;
};

/// Decides a log again, from its first entry, on every core: each worker reads, takes apart and
/// compares blocks of its own, and only what asks the history is done in the log's order.
///
/// Shape:  `open` gives a reader of the log, one for each worker; `progress` is told how many
///         entries of how many are done, in order. Ends early on an interrupt.
/// Errors: those of reading; E-LOG-ENTRY and E-LOG-RULES where an entry cannot be decided again. An
///         earlier difference comes before a later error.
[[nodiscard]] Result<ReplayResult> replay_log(
    const std::function<Result<std::unique_ptr<LogReader>>()>& open,
    const std::function<void(std::uint64_t done, std::uint64_t all)>& progress);

}  // namespace tradein::tool
