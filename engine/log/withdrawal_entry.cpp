#include "engine/log/withdrawal_entry.hpp"

#include <optional>

#include "engine/log/canonical.hpp"
#include "engine/log/entry_error.hpp"
#include "engine/log/entry_members.hpp"

namespace tradein {

void write_withdrawal_entry(const WithdrawalEntry& entry, std::string& out) {
  CanonicalWriter json{out};
  json.begin_object();
  json.member("amount", entry.amount_fen);
  json.member("at", entry.at_ms);
  json.member("claim", entry.claim);
  json.key("freed");
  json.begin_array();
  for (const std::string& limit : entry.freed) json.string(limit);
  json.end_array();
  json.member("ground", name(entry.ground));
  json.member("k", "withdrawal");
  json.member("n", entry.number);
  json.member("on", std::string_view{to_iso(entry.on)});
  json.member("retailer", std::string_view{entry.retailer});
  json.member("v", std::int64_t{1});
  json.end_object();
}

Result<WithdrawalEntry> read_withdrawal_entry(std::string_view bytes) {
  WithdrawalEntry entry;
  std::optional<std::uint64_t> claim;
  std::optional<Date> on;
  std::string ground;
  const bool read = read_members(bytes, "withdrawal", [&](EntryMember& member) {
    return member.take("amount", entry.amount_fen) || member.take("at", entry.at_ms) ||
           member.take("claim", claim) || member.take("freed", entry.freed) ||
           member.take("ground", ground) || member.take("n", entry.number) ||
           member.take("on", on) || member.take("retailer", entry.retailer);
  });
  const auto known = ground_of(ground);
  if (!read || !claim || !on || !known) return bad_entry();
  entry.claim = *claim;
  entry.on = *on;
  entry.ground = *known;
  return entry;
}

}  // namespace tradein
