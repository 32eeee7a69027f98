#include "engine/log/replayer.hpp"

#include <fmt/format.h>

namespace tradein {

void Replayer::put(std::uint64_t number, ParsedEntry& parsed) {
  if (!parsed.claim) return;
  conclude(parsed.draft, history_);
  remember(parsed.ticket, number, parsed.draft.decision.outcome == Outcome::returned, history_);
  hold(parsed.draft, number, history_);
}

Replayer::Again Replayer::replay(std::uint64_t number, std::string_view bytes,
                                 ParsedEntry& parsed) {
  if (!parsed.claim) return {true, bytes, {}};
  // The content's digest is of no use here: a log has no repetitions, and any claim id that comes
  // again without a return before it is wrong.
  const auto before = latest_of(parsed.ticket, history_);
  conclude(parsed.draft, history_);
  remember_latest(parsed.ticket, number, parsed.draft.decision.outcome == Outcome::returned,
                  history_);
  hold(parsed.draft, number, history_);
  ++claims_;
  ClaimHeader header = parsed.entry.header;
  header.number = number;
  header.corrects.reset();
  if (before && before->returned) header.corrects = before->entry;
  text_.clear();
  write_claim_entry(header, *parsed.layout, parsed.facts(), parsed.draft.decision, text_,
                    {parsed.entry.claim_text, parsed.entry.who_text, parsed.entry.content_text});
  Again again{text_ == bytes, text_, {}};
  if (before && !before->returned) {
    again.equal = false;
    again.note = fmt::format("claim {} was decided before, at entry {}",
                             parsed.entry.header.claim_id, before->entry);
  }
  return again;
}

}  // namespace tradein
