#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/decision/admission.hpp"
#include "engine/decision/decide.hpp"
#include "engine/log/batch_entry.hpp"
#include "engine/log/claim_entry.hpp"

namespace tradein {

/// A book of the log with the claim kinds that it is of.
struct PinnedBook {
  KindSet kinds;
  std::unique_ptr<Book> book;
};

/// Where pinned books come from: made again from the packs that the log keeps, never from rule files.
class BookShelf {
 public:
  virtual ~BookShelf() = default;
  /// By the SHA-256 of its document. Errors: E-LOG-RULES (integrity): absent, or not what its hash says.
  virtual Result<const PinnedBook*> book(std::string_view hash) = 0;
};

/// Decides a log's claims again, one entry after another from the first.
///
/// Shape:  (entry, history so far) -> the entry's text as it is decided now. Only the log and its packs: no clock, no
///         rule file, no personal data. The history is the caller's, empty at the first entry.
class Replayer {
 public:
  Replayer(BookShelf& shelf, History& history, const SipKey& history_key) : shelf_{shelf}, history_{history}, key_{history_key}, admitting_{history_key} {}

  struct Again {
    bool claim = false;       ///< else an entry that is not decided
    bool equal = true;
    std::string_view bytes;   ///< as decided again; until the next call
    std::string note;         ///< where not even that could be made: why
  };
  /// Errors: E-LOG-ENTRY, E-LOG-RULES: the log cannot be followed any further.
  [[nodiscard]] Result<Again> replay(std::uint64_t number, std::string_view entry);
  /// The same for its marks in the history alone.
  [[nodiscard]] Result<void> put(std::uint64_t number, std::string_view entry);

  [[nodiscard]] std::uint64_t claims() const noexcept { return claims_; }
  /// The decision just made, for its explanation; its facts live until the next call.
  [[nodiscard]] const Decision& decision() const noexcept { return decision_; }
  [[nodiscard]] const Facts& facts() const noexcept { return facts_; }
  [[nodiscard]] const ClaimEntry& entry() const noexcept { return entry_; }
  [[nodiscard]] Decider& decider() noexcept { return *decider_; }

 private:
  [[nodiscard]] Result<void> open_batch(std::string_view entry);
  [[nodiscard]] Result<void> decide(std::uint64_t number);
  const ClaimLayout& layout(const Kind& kind);

  BookShelf& shelf_;
  History& history_;
  SipKey key_;
  Admitting admitting_;
  const PinnedBook* pinned_ = nullptr;
  std::string book_hash_, retailer_;
  std::unordered_map<const PinnedBook*, std::unique_ptr<Decider>> deciders_;
  Decider* decider_ = nullptr;
  std::unordered_map<const Kind*, std::unique_ptr<ClaimLayout>> layouts_;
  ClaimEntry entry_;
  std::vector<Slot> slots_;
  std::vector<std::unique_ptr<std::string>> arena_;
  Facts facts_;
  Decision decision_;
  Admitted admitted_;
  std::string text_;
  std::uint64_t claims_ = 0;
};

}  // namespace tradein
