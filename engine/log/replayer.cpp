#include "engine/log/replayer.hpp"

#include <fmt/format.h>

namespace tradein {

void Replayer::decide(std::uint64_t number, ParsedEntry& parsed) {
  admitted_ = admit(parsed.ticket, history_);
  conclude(parsed.draft, history_);
  remember(parsed.ticket, number, parsed.draft.decision.outcome == Outcome::returned, history_);
  hold(parsed.draft, number, history_);
  ++claims_;
}

void Replayer::put(std::uint64_t number, ParsedEntry& parsed) {
  if (parsed.claim) decide(number, parsed);
}

Replayer::Again Replayer::replay(std::uint64_t number, std::string_view bytes,
                                 ParsedEntry& parsed) {
  if (!parsed.claim) return {true, bytes, {}};
  decide(number, parsed);
  ClaimHeader header = parsed.entry.header;
  header.number = number;
  header.corrects.reset();
  if (admitted_.admission == Admission::correction) header.corrects = admitted_.entry;
  text_.clear();
  write_claim_entry(header, *parsed.layout, parsed.facts(), parsed.draft.decision, text_,
                    {parsed.entry.claim_text, parsed.entry.who_text, parsed.entry.content_text});
  Again again{text_ == bytes, text_, {}};
  if (admitted_.admission == Admission::repeated || admitted_.admission == Admission::conflict) {
    again.equal = false;
    again.note = fmt::format("claim {} was decided before, at entry {}",
                             parsed.entry.header.claim_id, admitted_.entry);
  }
  return again;
}

}  // namespace tradein
