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
  /// By the SHA-256 of its document. Errors: E-LOG-RULES (integrity): absent, or not what its hash
  /// says.
  virtual Result<const PinnedBook*> book(std::string_view hash) = 0;
};

/// An entry taken apart and examined anew, ready to be concluded. Views point into the entry's
/// bytes or into it; reused, it keeps its memory.
struct ParsedEntry {
  bool claim = false;  ///< else an entry that is not decided
  ClaimEntry entry;
  const PinnedBook* pinned = nullptr;
  const ClaimLayout* layout = nullptr;
  std::vector<Slot> slots;
  FactMemory memory;
  AdmissionTicket ticket;
  Draft draft;  ///< decided but for the limits
  [[nodiscard]] Facts facts() const noexcept { return {&layout->kind(), slots}; }
};

/// Takes a log's entries apart, one after another, and examines the claims. Needs no history, so
/// that it can run on another thread than the one that has it.
class EntryParser {
 public:
  EntryParser(BookShelf& shelf, const SipKey& history_key) : shelf_{shelf}, key_{history_key} {}

  /// Errors: E-LOG-ENTRY, E-LOG-RULES, with the entry's number as their place.
  [[nodiscard]] Result<void> parse(std::uint64_t number, std::string_view bytes, ParsedEntry& out);
  /// Begins in the middle of a log, in the batch of this entry.
  [[nodiscard]] Result<void> open_batch(std::string_view batch_entry);

 private:
  BookShelf& shelf_;
  SipKey key_;
  const PinnedBook* pinned_ = nullptr;
  std::string book_hash_;
  std::unordered_map<const PinnedBook*, std::unique_ptr<Decider>> deciders_;
  Decider* decider_ = nullptr;
};

}  // namespace tradein
