#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/decision/admission.hpp"
#include "engine/decision/decide.hpp"
#include "engine/decision/facts.hpp"
#include "engine/log/batch_entry.hpp"
#include "engine/log/claim_entry.hpp"
#include "engine/log/withdrawal_entry.hpp"

namespace tradein {

/// A book of the log with the claim kinds that it is of, and how each kind stands in an entry.
struct PinnedBook {
  KindSet kinds;
  std::unique_ptr<Book> book;
  std::unordered_map<const Kind*, ClaimLayout> layouts;
};

/// Where pinned books come from: made again from the packs that the log keeps, never from rule
/// files.
class BookShelf {
 public:
  virtual ~BookShelf() = default;
  /// The book of the batch whose entry has this number. Errors: E-LOG-ENTRY: no batch; E-LOG-RULES
  /// (integrity): the book is absent, or not what its hash says.
  virtual Result<const PinnedBook*> book_of_batch(std::uint64_t number) = 0;
  /// The text of the entry with this number, which a later one refers to; empty where it is not
  /// there yet.
  virtual Result<void> entry_text(std::uint64_t number, std::string& out) = 0;
};

/// An entry taken apart and examined anew, ready to be concluded. Views point into the entry's
/// bytes or into it; reused, it keeps its memory.
struct ParsedEntry {
  bool claim = false;  ///< an entry that is decided
  /// An entry that withdraws a claim. What stands below is that claim's then, concluded as it was.
  bool withdrawal = false;
  WithdrawalEntry withdrawn;  ///< as logged
  std::string claim_bytes;
  Digest128 withdrawal_key;
  Standing standing = Standing::holds;  ///< of the claim, once decided again
  ClaimEntry entry;
  const PinnedBook* pinned = nullptr;
  const ClaimLayout* layout = nullptr;
  std::vector<Slot> slots;
  FactMemory memory;
  AdmissionTicket ticket;
  Draft draft;                        ///< decided but for the limits
  std::optional<LatestEntry> before;  ///< under the same claim id, once decided again
  [[nodiscard]] Facts facts() const noexcept { return {&layout->kind(), slots}; }
};

/// Takes a log's entries apart and examines the claims, in any order. Needs no history, so that
/// several can run on threads of their own.
class EntryParser {
 public:
  EntryParser(BookShelf& shelf, const SipKey& history_key) : shelf_{shelf}, key_{history_key} {}

  /// Errors: E-LOG-ENTRY, E-LOG-RULES, with the entry's number as their place.
  [[nodiscard]] Result<void> parse(std::uint64_t number, std::string_view bytes, ParsedEntry& out);
  /// The claim that `withdrawal` (claim and ground are read) withdraws, for an entry `number` that
  /// may not be written yet.
  [[nodiscard]] Result<void> parse_withdrawn(std::uint64_t number,
                                             const WithdrawalEntry& withdrawal, ParsedEntry& out);

 private:
  [[nodiscard]] Result<void> take_claim(std::uint64_t number, ParsedEntry& out);
  [[nodiscard]] Result<void> enter_batch(std::uint64_t number);

  BookShelf& shelf_;
  SipKey key_;
  std::optional<std::uint64_t> batch_;  ///< of the claim before
  const PinnedBook* pinned_ = nullptr;
  Decider* decider_ = nullptr;
  std::unordered_map<std::uint64_t, const PinnedBook*> batches_;  ///< seen lately
  std::unordered_map<const PinnedBook*, std::unique_ptr<Decider>> deciders_;
};

}  // namespace tradein
