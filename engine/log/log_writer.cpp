#include <algorithm>
#include <string>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/log/store.hpp"

namespace tradein {

Result<LogWriter> LogWriter::open(Store& store, HashFunction& hash) {
  const auto last = store.last_commit();
  if (!last) return std::unexpected(last.error());
  auto tree = MerkleTree::load(hash, last->size, store);
  if (!tree) return std::unexpected(tree.error());
  if (last->size > 0 && tree->root() != last->root)
    return std::unexpected(Error{
        .code = "E-LOG-ROOT",
        .place = "checkpoint " + std::to_string(last->size),
        .what = {"日志树的根与最后一个检查点不符",
                 "the log's tree does not lead to its last checkpoint"},
        .fix = {"执行 `tradein verify` 查明哪个条目被改动，并从备份恢复",
                "run `tradein verify` to learn which entry was changed, and restore a backup"},
        .trouble = Trouble::integrity});
  return LogWriter{store, hash, std::move(*tree), *last};
}

Result<Commit> LogWriter::append(const EntryBlock& entries, std::span<const Hash256> leaves) {
  if (entries.empty()) return last_;
  auto commit = write(entries, leaves);
  if (commit)
    if (auto done = settle(*commit); !done) return std::unexpected(done.error());
  return commit;
}

Result<Commit> LogWriter::write(const EntryBlock& entries, std::span<const Hash256> leaves) {
  TRADEIN_ASSERT(!entries.empty() && entries.first == tree_.size());
  TRADEIN_ASSERT(leaves.empty() || leaves.size() == entries.size());
  // A full disk refuses a group and the next may fit, so the tree must be able to go back.
  MerkleTree before = tree_;
  for (std::size_t i = 0; i < entries.size(); ++i)
    tree_.append(leaves.empty() ? leaf_hash(*hash_, entries[i]) : leaves[i]);
  auto commit = append_tree(entries);
  if (!commit) tree_ = std::move(before);
  return commit;
}

Result<Commit> LogWriter::append_tree(const EntryBlock& entries) {
  const std::vector<Tile> tiles = tree_.take_changed_tiles();
  Commit commit{.size = tree_.size(), .root = tree_.root(), .note = {}};
  if (make_note_) {
    auto note = make_note_(commit);
    if (!note) return std::unexpected(note.error());
    commit.note = std::move(*note);
  }
  if (auto done = store_->append({&entries, commit.root, commit.note, tiles}); !done)
    return std::unexpected(done.error());
  return commit;
}

Result<void> LogWriter::settle(const Commit& commit) {
  TRADEIN_ASSERT(commit.size > last_.size);
  if (auto done = store_->sync(); !done) return done;
  if (keep_)
    if (auto done = keep_(commit); !done) return done;
  last_ = commit;
  return {};
}

void LogWriter::seal_with(MakeNote make_note, Keep keep) {
  make_note_ = std::move(make_note);
  keep_ = std::move(keep);
}

Result<void> LogWriter::note_last(std::string note) {
  if (auto put = store_->put_note(last_.size, note); !put) return put;
  last_.note = std::move(note);
  return {};
}

Result<Commit> copy_log(LogReader& from, Store& to, HashFunction& hash) {
  constexpr std::size_t group_entries = 10'000;
  Result<void> put;
  auto packs = from.each_pack([&](std::string_view sha256, std::string_view bytes) {
    Hash256 name{};
    std::copy_n(sha256.begin(), std::min(sha256.size(), name.size()),
                reinterpret_cast<char*>(name.data()));
    put = to.put_pack(name, bytes);
    return put.has_value();
  });
  if (!put) return std::unexpected(put.error());
  if (!packs) return std::unexpected(packs.error());
  auto log = LogWriter::open(to, hash);
  if (!log) return std::unexpected(log.error());
  const auto size = from.size();
  if (!size) return std::unexpected(size.error());
  EntryBlock block;
  while (log->size() < *size) {
    if (auto read = from.read(log->size(), group_entries, block); !read)
      return std::unexpected(read.error());
    if (auto done = log->append(block); !done) return done;
  }
  return to.last_commit();
}

}  // namespace tradein
