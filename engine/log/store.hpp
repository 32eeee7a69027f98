#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/log/entry_block.hpp"
#include "engine/log/hash.hpp"
#include "engine/log/merkle.hpp"

/// What the log needs from whatever keeps it (adapters/store: SQLite). No globals: any number may
/// be open.
namespace tradein {

/// One commit: the tree's size and root after it. `note` is its signed checkpoint, empty where
/// nobody signs.
struct Commit {
  std::uint64_t size = 0;
  Hash256 root{};
  std::string note;
  friend bool operator==(const Commit&, const Commit&) = default;
};

/// Entries from somewhere: a store, or an exported log.
class LogReader {
 public:
  virtual ~LogReader() = default;
  /// Entries [0, size) are there; of a store that is being written, for good once it is synced.
  virtual Result<std::uint64_t> size() = 0;
  /// Fills `out` with entries `first` and on, at most `entries_max`, fewer at the end or where
  /// about 8 MiB are full, none past the end. Trouble::integrity (E-LOG-GAP) where a number is
  /// missing.
  virtual Result<void> read(std::uint64_t first, std::size_t entries_max, EntryBlock& out) = 0;
  /// The pack's bytes, which are checked by no one here; none where there is no such pack.
  virtual Result<std::optional<std::string>> get_pack(const Hash256& sha256) = 0;
  virtual Result<void> each_pack(
      const std::function<bool(std::string_view sha256, std::string_view bytes)>& visit) = 0;
};

/// One commit's work: all of it is in the store when append() comes back, or nothing is.
struct Group {
  const EntryBlock* entries = nullptr;  ///< entries->first is the size before
  Hash256 root{};                       ///< of the tree after
  std::string_view note;                ///< its signed checkpoint, where one is signed
  std::span<const Tile> tiles;          ///< that changed (MerkleTree::take_changed_tiles)
};

/// A store that is read, and written by at most one process.
///
/// Errors: Trouble::store. E-STORE-FULL: the disk is full. E-STORE-IO: reading or writing failed.
/// After either of
///         them append() refuses everything (what reached the disk is unknown): the caller ends the
///         process, the next start looks. Nothing is acknowledged that sync() did not return for.
class Store : public LogReader, public TileSource {
 public:
  /// Appends a group in one commit, which every reader sees from now on and sync() makes durable.
  /// Requires: entries->first == size (asserted).
  virtual Result<void> append(const Group& group) = 0;
  /// Brings to the disk what append() wrote before. One thread may call it while another one
  /// appends. For a reader, too: before it lets others rely on what it read.
  virtual Result<void> sync() = 0;
  /// Keeps a pack under its hash, in the store with the next append() or at close(); again is no
  /// error.
  virtual Result<void> put_pack(const Hash256& sha256, std::string_view bytes) = 0;
  /// Gives the commit at `size`, which has none, a signed note; sync() makes it durable.
  virtual Result<void> put_note(std::uint64_t size, std::string_view note) = 0;

  virtual Result<Commit>
  last_commit() = 0;  ///< size 0 and the empty tree's root (zeros) before the first
  virtual Result<std::optional<Commit>> commit_at(std::uint64_t size) = 0;

  /// For `verify`, which trusts nothing: every row as it lies there, in the order of its number.
  /// `visit` returns false to stop.
  virtual Result<void> each_row(
      const std::function<bool(std::int64_t number, std::string_view bytes)>& visit) = 0;
  /// Commits with a size above `after`.
  virtual Result<void> each_commit(
      std::int64_t after,
      const std::function<bool(std::int64_t size, std::string_view root, std::string_view note)>&
          visit) = 0;
  /// Runs of hashes: `first` is the position of the run's first one in its tile level.
  virtual Result<void> each_tile(const std::function<bool(std::int64_t level, std::int64_t first,
                                                          std::string_view hashes)>& visit) = 0;

  /// What is wrong with the store's own form (pages, tables, triggers), which says nothing about
  /// what is in it.
  virtual Result<std::vector<Text>> form_flaws() = 0;

  /// Brings everything into the store's own file and lets go of the writer's lock. The destructor
  /// does it too, silently.
  virtual Result<void> close() = 0;
};

/// Appends groups to a store and keeps its tree: hash, commit, sync, and only then is the group
/// part of the log.
class LogWriter {
 public:
  /// Trouble::integrity where the stored tree does not lead to the last commit's root (E-LOG-ROOT,
  /// E-LOG-TILE).
  static Result<LogWriter> open(Store& store, HashFunction& hash);

  [[nodiscard]] std::uint64_t size() const noexcept { return tree_.size(); }
  /// The last commit that was settled, with its note where commits are sealed.
  [[nodiscard]] const Commit& last() const noexcept { return last_; }
  /// The group's leaf hashes may come from other threads (`leaves`, one an entry); else they are
  /// computed here. An empty block appends nothing: the last commit comes back. After a seal that
  /// failed the caller ends the process.
  Result<Commit> append(const EntryBlock& entries, std::span<const Hash256> leaves = {});

  /// The two halves of append(), so that one thread can write a group while another waits for the
  /// disk to have the one before. Requires: the block is not empty; commits are settled in their
  /// order. What was written and not settled is not to be told to anybody.
  Result<Commit> write(const EntryBlock& entries, std::span<const Hash256> leaves);
  Result<void> settle(const Commit& commit);

  /// From now on every commit gets a note, which is written with it, and `keep` has the commit once
  /// it is durable, before it is settled (engine/log/signed_log.hpp).
  using MakeNote = std::function<Result<std::string>(const Commit&)>;
  using Keep = std::function<Result<void>(const Commit&)>;
  void seal_with(MakeNote make_note, Keep keep);
  /// The note of the last commit, which was written without.
  Result<void> note_last(std::string note);

 private:
  LogWriter(Store& store, HashFunction& hash, MerkleTree tree, Commit last)
      : store_{&store}, hash_{&hash}, tree_{std::move(tree)}, last_{std::move(last)} {}
  /// The commit of the tree as it is now.
  Result<Commit> append_tree(const EntryBlock& entries);
  Store* store_;
  HashFunction* hash_;
  MerkleTree tree_;
  Commit last_;
  MakeNote make_note_;
  Keep keep_;
};

/// Appends the entries that `to` lacks, in order, and puts all packs: how an exported log becomes a
/// store again. Requires: what `to` has is the begin of `from` (an empty store is).
Result<Commit> copy_log(LogReader& from, Store& to, HashFunction& hash);

}  // namespace tradein
