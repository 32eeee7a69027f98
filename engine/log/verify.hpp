#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/log/entry_books.hpp"
#include "engine/log/merkle.hpp"
#include "engine/log/row_block.hpp"
#include "engine/log/store.hpp"

/// Is a log what it was when it was written? Not: was it right, which is replay's question.
namespace tradein {

/// One thing that does not hold. Codes: V-ENTRY-CHANGED, V-ENTRY-TEXT, V-ENTRY-NUMBER,
/// V-ENTRY-MISSING, V-ENTRY-EXTRA, V-ROOT, V-TILE, V-CHECKPOINT, V-PACK, V-FORM, V-ANCHOR,
/// V-WITNESS; and between entries those of EntryBooks.
struct Flaw {
  std::string code;
  std::optional<std::uint64_t> entry;  ///< the entry it is in, or the first that it can be in
  std::optional<std::uint64_t>
      last_entry;     ///< the last that it can be in, where that is not `entry`
  std::string place;  ///< "entry 137", "checkpoint 300", "tile 1/0", "pack 4f…"
  Text what;
};

struct VerifyReport {
  std::uint64_t entries = 0;
  std::uint64_t checkpoints = 0;
  std::uint64_t unsigned_checkpoints = 0;
  std::uint64_t packs = 0;
  Hash256 root{};                     ///< of the entries as they lie there
  std::uint64_t good_checkpoint = 0;  ///< the largest size of which root and all entries below hold
  std::uint64_t flaw_count = 0;
  std::vector<Flaw> flaws;  ///< the first of them, by the place where it is certain; at most 100
  [[nodiscard]] bool holds() const noexcept { return flaw_count == 0; }
};

struct VerifyOptions {
  /// Called now and then with the entries done and all of them.
  std::function<void(std::uint64_t done, std::uint64_t all)> progress;
  /// What is wrong with a commit's signed note, if anything. Asked where there is a note.
  std::function<std::optional<Text>(const Commit&)> note_flaw;
  /// All commits but the last have their note. Else (a store made of an exported log) those after
  /// the first note have.
  bool all_signed = false;
  /// Ends at the first flaw that it meets, which need not be that of the first entry.
  bool any_flaw_is_enough = false;
  /// Looks at the rows; the caller's thread does where there is none.
  RowLooker* looker = nullptr;
};

/// Reads every row of every table once, in bounded memory. Errors are those of reading; what does
/// not hold is in the report.
[[nodiscard]] Result<VerifyReport> verify_store(Store& store, HashFunction& hash,
                                                const VerifyOptions& options = {});

/// Entries of an exported log, one after another, against one commit where there is one.
[[nodiscard]] Result<VerifyReport> verify_log(LogReader& log, HashFunction& hash,
                                              const std::optional<Commit>& commit,
                                              const VerifyOptions& options = {});

/// Checks entries in their order. Behind both of the above; for other sources, too.
class LogVerifier {
 public:
  /// `tiles`: the stored hashes, where there are any. They say which entry was changed, and the
  /// roots say of them.
  LogVerifier(HashFunction& hash, TileSource* tiles, LogReader* log, VerifyReport& report)
      : tiles_{tiles}, report_{report}, tree_{hash}, books_{log} {}

  /// A row as it lies there, in rising order of its number.
  Result<void> row(std::int64_t number, const Look& look);
  /// Called in order of size; looked at once the entries are there. `note_flaw`: what is wrong with
  /// its signed note.
  void expect(Commit commit, std::optional<Text> note_flaw = std::nullopt) {
    expected_.push_back({std::move(commit), std::move(note_flaw)});
  }
  [[nodiscard]] std::uint64_t next_number() const noexcept { return next_; }
  /// After the last row: `size` entries should have come.
  Result<void> finish(std::uint64_t size);
  /// For a caller that ends early; finish() does it, too.
  void order_flaws();

  void flaw(Flaw found);
  /// Packs named by entries (hex), and the first entry that does.
  [[nodiscard]] std::map<std::string, std::uint64_t>& packs() noexcept { return packs_; }

 private:
  void check_text(std::uint64_t number, const Look& look);
  Result<void> skip_to(std::uint64_t number);
  Result<void> check_upper_tiles();
  Result<void> close_tile();
  struct Expected {
    Commit commit;
    std::optional<Text> note_flaw;
  };
  void check_commit(const Expected& expected);

  TileSource* tiles_;
  VerifyReport& report_;
  MerkleTree tree_;
  std::uint64_t next_ = 0;                      ///< the number that comes next
  std::vector<std::optional<Hash256>> leaves_;  ///< of the tile that is being filled
  std::vector<Hash256> stored_;
  std::vector<Expected> expected_;
  std::size_t expected_next_ = 0;
  EntryBooks books_;
  std::vector<Flaw> between_entries_;  ///< told after what is wrong with an entry itself
  std::map<std::string, std::uint64_t> packs_;
  std::string last_pack_;
  bool rooted_ = true;  ///< all commits so far held
};

}  // namespace tradein
