#pragma once
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/slot.hpp"
#include "engine/policy/compiled_pack.hpp"

namespace tradein {

/// Lower-case hex of SHA-256; the engine has no cryptography of its own.
using HashHex = std::function<std::string(std::string_view bytes)>;

/// One pack in force for one stretch of days, with the document that pins it.
struct Programme {
  CompiledPack rules;
  std::string document;  ///< canonical JSON: the resolved pack and the hash of its claim kind
  std::string hash;      ///< of `document`, 64 hex digits: what a decision calls `rules`
};

/// What was chosen for a claim. Exactly one of: a programme; the field that is missing to choose
/// one; two programmes that both apply (`ambiguous`); none of them (no programme in force;
/// `nearest` may name one).
struct Choice {
  const Programme* programme = nullptr;
  std::optional<std::uint16_t> missing;
  bool ambiguous = false;
  const Programme* nearest = nullptr;
};

/// All programmes as published by one day: which pack decides a claim is a pure function of the
/// book and the claim, and the book is pinned in the log like the packs.
class Book {
 public:
  /// Shape: resolved packs (engine/policy/layers.hpp) that compile without problems, and all claim
  /// kinds.
  Book(std::vector<std::unique_ptr<Programme>> programmes, const KindSet& kinds,
       const HashHex& hash);

  [[nodiscard]] Choice choose(const Kind& kind, std::span<const Slot> slots,
                              std::span<Slot> registers) const;
  [[nodiscard]] const std::string& document() const noexcept { return document_; }
  [[nodiscard]] const std::string& hash() const noexcept { return hash_; }
  [[nodiscard]] const std::vector<std::unique_ptr<Programme>>& programmes() const noexcept {
    return programmes_;
  }
  [[nodiscard]] const Programme* find(std::string_view hash) const noexcept;
  /// The claim kinds' documents by hash, for pinning.
  [[nodiscard]] const std::map<std::string, std::string>& kind_documents() const noexcept {
    return kind_documents_;
  }
  /// Registers that any of its programs needs.
  [[nodiscard]] std::size_t registers() const noexcept { return registers_; }
  /// Texts that any of its programs makes.
  [[nodiscard]] std::size_t texts() const noexcept { return texts_; }

 private:
  /// The programmes of one claim kind by region.
  struct Shelf {
    const Kind* kind = nullptr;
    std::uint16_t region = 0;  ///< the slot
    std::unordered_map<std::uint32_t, std::vector<const Programme*>> places;
  };
  [[nodiscard]] const Programme* nearest(const Shelf& shelf, Region region,
                                         std::span<const Slot> slots) const;

  std::vector<std::unique_ptr<Programme>> programmes_;
  std::vector<Shelf> shelves_;
  std::map<std::string, const Programme*, std::less<>> by_hash_;
  std::map<std::string, std::string> kind_documents_;
  std::string document_, hash_;
  std::size_t registers_ = 1, texts_ = 0;
};

/// From rule files to a book. `problems` is empty or `book` is.
struct BookBuilding {
  std::unique_ptr<Book> book;
  std::vector<Problem> problems;
};
[[nodiscard]] BookBuilding build_book(std::span<const Pack> packs, const KindSet& kinds, Date as_of,
                                      const HashHex& hash);

/// A pinned document of a programme, of a book: what they name.
[[nodiscard]] Node pinned_pack(const Pack& pack, std::string_view schema_hash);

}  // namespace tradein
