#include "engine/log/replayer.hpp"

#include <fmt/format.h>

namespace tradein {
namespace {

[[nodiscard]] bool is_returned(const ParsedEntry& parsed) noexcept {
  return parsed.draft.decision.outcome == Outcome::returned;
}

}  // namespace

void put_again(std::uint64_t number, ParsedEntry& parsed, History& history) {
  if (!parsed.claim) return;
  conclude(parsed.draft, history);
  remember(parsed.ticket, number, is_returned(parsed), history);
  hold(parsed.draft, number, history);
}

void decide_again(std::uint64_t number, ParsedEntry& parsed, History& history) {
  if (!parsed.claim) return;
  // The content's digest is of no use here: a log has no repetitions, and any claim id that comes
  // again without a return before it is wrong.
  parsed.before = latest_of(parsed.ticket, history);
  conclude(parsed.draft, history);
  remember_latest(parsed.ticket, number, is_returned(parsed), history);
  hold(parsed.draft, number, history);
}

Again compare_again(std::uint64_t number, std::string_view bytes, const ParsedEntry& parsed,
                    std::string& text) {
  if (!parsed.claim) return {};
  ClaimHeader header = parsed.entry.header;
  header.number = number;
  header.corrects.reset();
  const bool twice = parsed.before && !parsed.before->returned;
  if (parsed.before && !twice) header.corrects = parsed.before->entry;
  const LoggedParts logged{parsed.entry.claim_text, parsed.entry.who_text,
                           parsed.entry.content_text};
  const Decision& decision = parsed.draft.decision;
  if (!twice && is_claim_entry(bytes, header, *parsed.layout, parsed.facts(), decision, logged))
    return {};
  text.clear();
  write_claim_entry(header, *parsed.layout, parsed.facts(), decision, text, logged);
  Again again{false, text, {}};
  if (twice)
    again.note = fmt::format("claim {} was decided before, at entry {}", header.claim_id,
                             parsed.before->entry);
  return again;
}

}  // namespace tradein
