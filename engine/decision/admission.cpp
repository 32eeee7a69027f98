#include "engine/decision/admission.hpp"

namespace tradein {

Admitted Admitting::ask(std::string_view retailer, std::string_view claim_id, std::string_view content, const History& history) {
  text_ = "claim";
  text_ += '\0';
  text_ += retailer;
  text_ += '\0';
  text_ += claim_id;
  id_ = siphash128(key_, text_);
  text_ += '\0';
  text_ += content;
  content_ = siphash128(key_, text_);
  const std::uint64_t latest = history.find(id_);
  if (latest == 0) return {};
  if (const std::uint64_t same = history.find(content_); same != 0) return {Admission::repeated, same - 1};
  const bool returned = (latest & 1) != 0;
  return {returned ? Admission::correction : Admission::conflict, (latest >> 1) - 1};
}

void Admitting::remember(std::uint64_t entry, bool returned, History& history) const {
  history.put(id_, (entry + 1) << 1 | (returned ? 1 : 0), entry);
  history.put(content_, entry + 1, entry);
}

}  // namespace tradein
