#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/log/parsed_entry.hpp"

namespace tradein {

/// Decides a log's claims again, one entry after another from the first.
///
/// Shape:  (entry, history so far) -> the entry's text as it is decided now. Only the log and its
/// packs: no clock, no
///         rule file, no personal data. The history is the caller's, empty at the first entry.
class Replayer {
 public:
  explicit Replayer(History& history) : history_{history} {}

  struct Again {
    bool equal = true;
    std::string_view bytes;  ///< as decided again; until the next call
    std::string note;        ///< what else is wrong: decided before
  };
  /// `bytes` is what `parsed` was parsed from, the entry `number`.
  [[nodiscard]] Again replay(std::uint64_t number, std::string_view bytes, ParsedEntry& parsed);
  /// Leaves the claim's marks in the history, without its text.
  void put(std::uint64_t number, ParsedEntry& parsed);

  [[nodiscard]] std::uint64_t claims() const noexcept { return claims_; }

 private:
  History& history_;
  std::string text_;
  std::uint64_t claims_ = 0;
};

/// What a parsed entry will ask the history for.
inline void prefetch(const ParsedEntry& parsed, const History& history) {
  if (!parsed.claim) return;
  history.prefetch(parsed.ticket.id);
  prefetch(parsed.draft, history);
}

}  // namespace tradein
