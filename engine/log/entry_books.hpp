#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/log/canonical.hpp"
#include "engine/log/store.hpp"

/// What the entries of a log say about one another: time, batches and their sums, and that a claim
/// is decided once (schemas/log.md, "What holds between entries"). Needs no rules and no keys.
/// Limits across claims are counted again by replay, which has the rules.
namespace tradein {

/// The members of an entry that others depend on. Views point into the entry, or into `memory`.
struct EntryHead {
  std::string_view kind, retailer, claim_id, outcome;
  std::string_view pack;  ///< that it names: `rules` or `book`
  std::optional<std::int64_t> number, at, batch, corrects, amount;
  /// Of a batch-end, in the order of `count_names`.
  std::array<std::optional<std::int64_t>, 7> counts;
  std::array<std::string, 2> memory;

  static constexpr std::array<std::string_view, 7> count_names{
      "approved", "rejected", "review", "returned", "invalid", "repeated", "rows"};
};

/// Reads the whole text, strictly; false where it is not canonical (`in` knows from which byte on).
[[nodiscard]] bool read_entry_head(CanonicalReader& in, EntryHead& out);

/// Is this a kind of entry that this version writes? One line a kind stands in the .cpp file.
[[nodiscard]] bool known_entry_kind(std::string_view kind) noexcept;

/// Takes the heads of a log in order, and complains. Memory: at most 64 bytes a claim, some
/// 150 a batch.
class EntryBooks {
 public:
  /// Codes: V-ENTRY-KIND, V-TIME, V-BATCH, V-BATCH-SUM, V-CLAIM-TWICE, V-CORRECTS, V-AMOUNT.
  using Complain = std::function<void(std::string code, Text what)>;

  /// `log` is asked for an earlier entry where two claims may be the same; without it their digests
  /// decide.
  explicit EntryBooks(LogReader* log) : log_{log} {}

  void take(std::uint64_t number, const EntryHead& head, const Complain& complain);

 private:
  struct Batch {
    std::string retailer;
    std::array<std::uint64_t, 4> outcomes{};  ///< as the first four of EntryHead::count_names
    std::int64_t amount = 0;
    bool begun = false;
    bool ended = false;
    bool complained = false;  ///< one complaint a batch is enough
  };
  struct Seen {  ///< a claim's newest entry
    std::uint64_t digest = 0;
    std::uint64_t mark = 0;  ///< twice the entry's number + 1, and 1 where it was returned; 0: free
    [[nodiscard]] std::uint64_t entry() const noexcept { return mark / 2 - 1; }
    [[nodiscard]] bool returned() const noexcept { return mark % 2 == 1; }
  };

  void take_claim(std::uint64_t number, const EntryHead& head, const Complain& complain);
  void take_end(const EntryHead& head, const Complain& complain);
  Batch* batch_of(const EntryHead& head, const Complain& complain);
  void count(const EntryHead& head, Batch& batch) const;
  void remember(std::uint64_t number, const EntryHead& head, const Complain& complain);
  bool same_claim(std::uint64_t number, const EntryHead& head);
  void grow();

  LogReader* log_;
  std::int64_t latest_ = 0;  ///< time of the newest entry that has one
  std::unordered_map<std::uint64_t, Batch> batches_;
  std::vector<Seen> seen_;  ///< open addressing, a power of two
  std::size_t claims_ = 0;
  EntryBlock found_;
  std::string key_;
};

}  // namespace tradein
