#include "engine/decision/admission.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <initializer_list>

#include "engine/base/assert.hpp"

namespace tradein {

AdmissionTicket admission_ticket(const SipKey& key, std::string_view retailer,
                                 std::string_view claim_id, std::string_view content) {
  std::array<char, 512> text{};
  TRADEIN_ASSERT(retailer.size() + claim_id.size() + 8 <= text.size() && content.size() <= 64);
  const auto join = [&](std::initializer_list<std::string_view> parts) {
    char* at = text.data();
    for (const std::string_view part : parts) at = std::copy(part.begin(), part.end(), at);
    return std::string_view{text.data(), static_cast<std::size_t>(at - text.data())};
  };
  AdmissionTicket ticket;
  ticket.id = siphash128(key, join({"claim", {"\0", 1}, retailer, {"\0", 1}, claim_id}));
  const std::string_view id{reinterpret_cast<const char*>(&ticket.id), sizeof ticket.id};
  ticket.content = beside(ticket.id, siphash128(key, join({id, content})));
  return ticket;
}

std::optional<LatestEntry> latest_of(const AdmissionTicket& ticket, const History& history) {
  const std::uint64_t latest = history.find(ticket.id);
  if (latest == 0) return std::nullopt;
  return LatestEntry{(latest >> 1) - 1, (latest & 1) != 0};
}

void remember_latest(const AdmissionTicket& ticket, std::uint64_t entry, bool returned,
                     History& history) {
  history.put(ticket.id, (entry + 1) << 1 | (returned ? 1 : 0), entry);
}

Admitted admit(const AdmissionTicket& ticket, const History& history) {
  const auto latest = latest_of(ticket, history);
  if (!latest) return {};
  if (const std::uint64_t same = history.find(ticket.content); same != 0)
    return {Admission::repeated, same - 1};
  return {latest->returned ? Admission::correction : Admission::conflict, latest->entry};
}

void remember(const AdmissionTicket& ticket, std::uint64_t entry, bool returned, History& history) {
  remember_latest(ticket, entry, returned, history);
  history.put(ticket.content, entry + 1, entry);
}

Digest128 withdrawal_key(const SipKey& key, const AdmissionTicket& ticket) {
  std::array<char, sizeof ticket.id + 8> text{'w', 'i', 't', 'h', 'd', 'r', 'e', 'w'};
  std::memcpy(text.data() + 8, &ticket.id, sizeof ticket.id);
  return siphash128(key, {text.data(), text.size()});
}

Standing standing_of(const AdmissionTicket& ticket, const Digest128& withdrawal,
                     std::uint64_t claim_entry, bool holds, const History& history) {
  const auto latest = latest_of(ticket, history);
  if (!latest || latest->entry != claim_entry) return Standing::superseded;
  if (!holds || latest->returned) return Standing::holds_nothing;
  return history.find(withdrawal) == 0 ? Standing::holds : Standing::withdrawn;
}

}  // namespace tradein
