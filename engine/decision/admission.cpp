#include "engine/decision/admission.hpp"

#include <string>


namespace tradein {

AdmissionTicket admission_ticket(const SipKey& key, std::string_view retailer, std::string_view claim_id, std::string_view content) {
  std::string text;
  text.reserve(8 + retailer.size() + claim_id.size() + content.size());
  text = "claim";
  text += '\0';
  text += retailer;
  text += '\0';
  text += claim_id;
  AdmissionTicket ticket;
  ticket.id = siphash128(key, text);
  text += '\0';
  text += content;
  ticket.content = siphash128(key, text);
  return ticket;
}

Admitted admit(const AdmissionTicket& ticket, const History& history) {
  const std::uint64_t latest = history.find(ticket.id);
  if (latest == 0) return {};
  if (const std::uint64_t same = history.find(ticket.content); same != 0) return {Admission::repeated, same - 1};
  const bool returned = (latest & 1) != 0;
  return {returned ? Admission::correction : Admission::conflict, (latest >> 1) - 1};
}

void remember(const AdmissionTicket& ticket, std::uint64_t entry, bool returned, History& history) {
  history.put(ticket.id, (entry + 1) << 1 | (returned ? 1 : 0), entry);
  history.put(ticket.content, entry + 1, entry);
}

}  // namespace tradein
