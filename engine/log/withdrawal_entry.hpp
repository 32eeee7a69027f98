#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/date.hpp"
#include "engine/base/ground.hpp"
#include "engine/base/result.hpp"

/// The entry that takes a decided claim back (schemas/log.md, kind "withdrawal"). The claim's id
/// stays used for ever.
namespace tradein {

struct WithdrawalEntry {
  std::uint64_t number = 0;
  std::uint64_t claim = 0;      ///< the number of the claim's latest entry
  std::int64_t amount_fen = 0;  ///< granted by it, owed back now
  std::int64_t at_ms = 0;       ///< when it was received
  Ground ground = Ground::filed_by_mistake;
  Date on;                         ///< the day that the retailer names
  std::string retailer;            ///< the claim's
  std::vector<std::string> freed;  ///< limits that no longer count the claim, in the pack's order
};
void write_withdrawal_entry(const WithdrawalEntry& entry, std::string& out);
/// E-LOG-ENTRY where it is no such entry.
[[nodiscard]] Result<WithdrawalEntry> read_withdrawal_entry(std::string_view bytes);

}  // namespace tradein
