#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/decision/decide.hpp"
#include "engine/log/parsed_entry.hpp"

namespace tradein {

/// Decides a log's claims again, one entry after another from the first.
///
/// Shape:  (entry, history so far) -> the entry's text as it is decided now. Only the log and its packs: no clock, no
///         rule file, no personal data. The history is the caller's, empty at the first entry.
class Replayer {
 public:
  Replayer(History& history, const SipKey& history_key) : history_{history}, key_{history_key} {}

  struct Again {
    bool equal = true;
    std::string_view bytes;  ///< as decided again; until the next call
    std::string note;        ///< what else is wrong: decided before
  };
  /// `bytes` is what `parsed` was parsed from, the entry `number`.
  [[nodiscard]] Again replay(std::uint64_t number, std::string_view bytes, const ParsedEntry& parsed);
  /// Leaves the claim's marks in the history, without its text.
  void put(std::uint64_t number, const ParsedEntry& parsed);

  [[nodiscard]] std::uint64_t claims() const noexcept { return claims_; }

 private:
  void decide(std::uint64_t number, const ParsedEntry& parsed);

  History& history_;
  SipKey key_;
  std::unordered_map<const PinnedBook*, std::unique_ptr<Decider>> deciders_;
  const PinnedBook* pinned_ = nullptr;
  Decider* decider_ = nullptr;
  Decision decision_;
  Admitted admitted_;
  std::string text_;
  std::uint64_t claims_ = 0;
};

}  // namespace tradein
