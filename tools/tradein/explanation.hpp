#pragma once
#include <string>

#include "engine/log/replayer.hpp"
#include "engine/log/store.hpp"
#include "tools/tradein/pinned_rules.hpp"

namespace tradein::tool {

/// Why a claim was decided as its entry says, from the log alone: the rules it was decided by, each
/// check with the values it saw and its clause, the table row that was hit, the sum step by step,
/// limits, and the nearest change that would pass; its withdrawal where there is one. Errors: those
/// of the log.
[[nodiscard]] Result<std::string> explain_text(const ClaimEntry& entry, PinnedRules& rules,
                                               Language language,
                                               const WithdrawalEntry* withdrawal = nullptr);
[[nodiscard]] Result<std::string> explain_json(const ClaimEntry& entry, PinnedRules& rules,
                                               const WithdrawalEntry* withdrawal = nullptr);

}  // namespace tradein::tool
