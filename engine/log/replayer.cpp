#include "engine/log/replayer.hpp"

#include <fmt/format.h>

namespace tradein {

void Replayer::decide(std::uint64_t number, const ParsedEntry& parsed) {
  if (parsed.pinned != pinned_) {
    auto& decider = deciders_[parsed.pinned];
    if (decider == nullptr) decider = std::make_unique<Decider>(*parsed.pinned->book, key_);
    decider_ = decider.get();
    pinned_ = parsed.pinned;
  }
  admitted_ = admit(parsed.ticket, history_);
  decider_->decide(parsed.facts(), history_, decision_);
  remember(parsed.ticket, number, decision_.outcome == Outcome::returned, history_);
  decider_->hold(decision_, number, history_);
  ++claims_;
}

void Replayer::put(std::uint64_t number, const ParsedEntry& parsed) {
  if (parsed.claim) decide(number, parsed);
}

Replayer::Again Replayer::replay(std::uint64_t number, std::string_view bytes, const ParsedEntry& parsed) {
  if (!parsed.claim) return {true, bytes, {}};
  decide(number, parsed);
  ClaimHeader header = parsed.entry.header;
  header.number = number;
  header.corrects.reset();
  if (admitted_.admission == Admission::correction) header.corrects = admitted_.entry;
  text_.clear();
  write_claim_entry(header, *parsed.layout, parsed.facts(), decision_, text_, {parsed.entry.claim_text, parsed.entry.who_text});
  Again again{text_ == bytes, text_, {}};
  if (admitted_.admission == Admission::repeated || admitted_.admission == Admission::conflict) {
    again.equal = false;
    again.note = fmt::format("claim {} was decided before, at entry {}", parsed.entry.header.claim_id, admitted_.entry);
  }
  return again;
}

}  // namespace tradein
