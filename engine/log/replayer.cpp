#include "engine/log/replayer.hpp"

#include <fmt/format.h>

namespace tradein {
namespace {

[[nodiscard]] bool is_returned(const ParsedEntry& parsed) noexcept {
  return parsed.draft.decision.outcome == Outcome::returned;
}

}  // namespace

void withdraw_again(std::uint64_t number, ParsedEntry& parsed, History& history) {
  parsed.standing = standing_of(parsed.ticket, parsed.withdrawal_key, parsed.withdrawn.claim,
                                holds(parsed.draft.decision), history);
  if (parsed.standing != Standing::holds) return;
  release(parsed.draft, parsed.withdrawn.ground, number, history);
  history.put(parsed.withdrawal_key, number + 1, number);
}

WithdrawalEntry withdrawal_again(std::uint64_t number, const ParsedEntry& parsed) {
  WithdrawalEntry entry = parsed.withdrawn;
  entry.number = number;
  entry.amount_fen = parsed.draft.decision.granted().fen();
  entry.retailer = parsed.entry.header.retailer;
  entry.freed = freed_limits(parsed.draft, entry.ground);
  return entry;
}

void put_again(std::uint64_t number, ParsedEntry& parsed, History& history) {
  if (parsed.withdrawal) return withdraw_again(number, parsed, history);
  if (!parsed.claim) return;
  conclude(parsed.draft, history);
  remember(parsed.ticket, number, is_returned(parsed), history);
  hold(parsed.draft, number, history);
}

void decide_again(std::uint64_t number, ParsedEntry& parsed, History& history) {
  if (parsed.withdrawal) return withdraw_again(number, parsed, history);
  if (!parsed.claim) return;
  // The content's digest is of no use here: a log has no repetitions, and any claim id that comes
  // again without a return before it is wrong.
  parsed.before = latest_of(parsed.ticket, history);
  conclude(parsed.draft, history);
  remember_latest(parsed.ticket, number, is_returned(parsed), history);
  hold(parsed.draft, number, history);
}

namespace {

Again compare_withdrawal(std::uint64_t number, std::string_view bytes, const ParsedEntry& parsed,
                         std::string& text) {
  text.clear();
  write_withdrawal_entry(withdrawal_again(number, parsed), text);
  Again again{text == bytes && parsed.standing == Standing::holds, text, {}};
  switch (parsed.standing) {
    case Standing::holds:
      break;
    case Standing::superseded:
      again.note = fmt::format("entry {} is not the claim's latest", parsed.withdrawn.claim);
      break;
    case Standing::holds_nothing:
      again.note = fmt::format("entry {} holds nothing", parsed.withdrawn.claim);
      break;
    case Standing::withdrawn:
      again.note = fmt::format("entry {} was withdrawn before", parsed.withdrawn.claim);
      break;
  }
  return again;
}

}  // namespace

Again compare_again(std::uint64_t number, std::string_view bytes, const ParsedEntry& parsed,
                    std::string& text) {
  if (parsed.withdrawal) return compare_withdrawal(number, bytes, parsed, text);
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
