#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "engine/log/replayer.hpp"
#include "engine/log/store.hpp"
#include "tools/tradein/pinned_rules.hpp"

/// Taking a decided claim back: filed by mistake (作废), sale fallen through (取消), goods returned
/// (退货). schemas/log.md, kind "withdrawal".
namespace tradein::tool {

struct WithdrawalRequest {
  std::string retailer, claim_id;
  Ground ground = Ground::filed_by_mistake;
  Date on;     ///< the day that the retailer names
  Date today;  ///< the day of receipt
  std::int64_t at_ms = 0;
};

/// Writes withdrawals, in the order of the log that claims are decided in.
class WithdrawalDesk {
 public:
  WithdrawalDesk(Store& store, const SipKey& history_key)
      : key_{history_key}, rules_{store}, parser_{rules_, history_key} {}

  /// Appends the text of entry `number` to `out` and gives back in the history what becomes free;
  /// the caller commits the entry, and answers after that. Nothing is changed where it fails.
  /// Errors: E-CLAIM-UNKNOWN, E-BUSY (the claim is not committed yet), E-NOT-HELD, E-WITHDRAWN,
  /// E-WITHDRAW-DATE; those of the log.
  [[nodiscard]] Result<WithdrawalEntry> take(const WithdrawalRequest& request, std::uint64_t number,
                                             History& history, std::string& out);

 private:
  SipKey key_;
  PinnedRules rules_;
  EntryParser parser_;
  ParsedEntry parsed_;
};

/// The withdrawal of the claim whose latest entry has this number, if there is one: read from the
/// log, from that entry on.
[[nodiscard]] Result<std::optional<WithdrawalEntry>> find_withdrawal(LogReader& log,
                                                                     std::uint64_t claim);

/// Every withdrawal of a log, by the number of the claim's entry: one pass that reads no claim.
[[nodiscard]] Result<std::map<std::uint64_t, WithdrawalEntry>> all_withdrawals(LogReader& log);

/// "作废" or "void".
[[nodiscard]] Text words_of(Ground ground);
/// The answer, one JSON object without a line break.
void append_json(const WithdrawalEntry& entry, std::string_view claim_id, std::string& out);

}  // namespace tradein::tool
