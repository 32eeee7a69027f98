#include "engine/log/signed_log.hpp"

namespace tradein {

Result<std::optional<Checkpoint>> anchored_checkpoint(Anchor& anchor, const LogKey& key,
                                                      SignatureHolds holds) {
  const auto newest = anchor.newest();
  if (!newest) return std::unexpected(newest.error());
  if (!*newest) return std::nullopt;
  const auto note = parse_note(**newest);
  if (!note) return std::unexpected(note.error());
  const bool ours = note->checkpoint.origin == key.name && !signature_flaw(*note, {&key, 1}, holds);
  if (ours) return note->checkpoint;
  return std::unexpected(Error{
      .code = "E-ANCHOR-KEY",
      .place = note->checkpoint.origin,
      .what = {"锚点不是用该账本的密钥签名的", "the anchor was not signed with this store's key"},
      .fix = {"恢复与账本配套的密钥文件或锚点文件",
              "restore the key file, or the anchor, that belongs to this store"},
      .trouble = Trouble::integrity});
}

Result<SignedLog> SignedLog::open(Store& store, HashFunction& hash, LogKey key, Sign sign,
                                  SignatureHolds holds, Anchor& anchor) {
  const auto anchored = anchored_checkpoint(anchor, key, holds);
  if (!anchored) return std::unexpected(anchored.error());
  if (*anchored)
    if (auto same = check_anchor(store, hash, **anchored); !same)
      return std::unexpected(same.error());
  auto writer = LogWriter::open(store, hash);
  if (!writer) return std::unexpected(writer.error());
  SignedLog log{store, std::move(*writer), std::move(key), std::move(sign), anchor};
  auto last = store.last_commit();
  if (!last) return std::unexpected(last.error());
  log.last_ = std::move(*last);
  const bool is_anchored = *anchored && (*anchored)->size == log.last_.size;
  if (log.last_.size > 0 && (log.last_.note.empty() || !is_anchored))
    if (auto done = log.sign_and_anchor(log.last_); !done) return std::unexpected(done.error());
  return log;
}

Result<Commit> SignedLog::append(const EntryBlock& entries, std::span<const Hash256> leaves) {
  if (entries.empty()) return last_;
  auto commit = log_.append(entries, leaves);
  if (!commit) return commit;
  if (auto done = sign_and_anchor(*commit); !done) return std::unexpected(done.error());
  last_ = *commit;
  return commit;
}

Result<void> SignedLog::sign_and_anchor(Commit& commit) {
  const Checkpoint checkpoint{.origin = key_.name, .size = commit.size, .root = commit.root};
  auto note = signed_checkpoint(checkpoint, key_, sign_);
  if (!note) return std::unexpected(note.error());
  commit.note = std::move(*note);
  if (auto kept = store_->put_note(commit.size, commit.note); !kept) return kept;
  return anchor_->add(commit.note);
}

}  // namespace tradein
