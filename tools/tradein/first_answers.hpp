#pragma once
#include "engine/log/claim_entry.hpp"
#include "engine/log/store.hpp"
#include "tools/tradein/answers.hpp"
#include "tools/tradein/pinned_rules.hpp"

namespace tradein::tool {

/// What a claim that came before was answered, from its entry.
class FirstAnswers {
 public:
  explicit FirstAnswers(Store& store) : store_{store}, rules_{store} {}

  /// Fills outcome, amount, programme, rules and reasons of the answer whose `entry` is set.
  /// Errors: those of the store; E-LOG-RULES.
  [[nodiscard]] Result<void> fill(RowAnswer& answer);

 private:
  Store& store_;
  PinnedRules rules_;
  EntryBlock found_;
  ClaimEntry entry_;
};

}  // namespace tradein::tool
