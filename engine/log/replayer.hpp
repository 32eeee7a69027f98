#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/log/parsed_entry.hpp"

namespace tradein {

/// Deciding a log's claims again, one entry after another from the first.
///
/// Shape:  (entry, history so far) -> the entry's text as it is decided now. Only the log and its
///         packs: no clock, no rule file, no personal data. The history is the caller's, empty at
///         the first entry.

/// For a withdrawal: where its claim holds its rights, gives back what is freed and remembers that;
/// `parsed.standing` says where not, and nothing is changed then.
void withdraw_again(std::uint64_t number, ParsedEntry& parsed, History& history);
/// What the withdrawal's entry has to say.
[[nodiscard]] WithdrawalEntry withdrawal_again(std::uint64_t number, const ParsedEntry& parsed);

/// Concludes the draft and leaves the claim's marks in the history, in the log's order.
void decide_again(std::uint64_t number, ParsedEntry& parsed, History& history);

/// The same for a table that new claims will be admitted by: their content counts, too.
void put_again(std::uint64_t number, ParsedEntry& parsed, History& history);

struct Again {
  bool equal = true;
  std::string_view bytes;  ///< as decided again, where that is not equal
  std::string note;        ///< what else is wrong: decided before
};
/// After decide_again(), in any order and on any thread: does the entry's text say what it gave?
/// `bytes` is what `parsed` was parsed from; `text` is room for `Again::bytes`.
[[nodiscard]] Again compare_again(std::uint64_t number, std::string_view bytes,
                                  const ParsedEntry& parsed, std::string& text);

/// What a parsed entry will ask the history for.
inline void prefetch(const ParsedEntry& parsed, const History& history) {
  if (!parsed.claim) return;
  history.prefetch(parsed.ticket.id);
  prefetch(parsed.draft, history);
}

}  // namespace tradein
