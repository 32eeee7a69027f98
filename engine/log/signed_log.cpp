#include "engine/log/signed_log.hpp"

#include <utility>

namespace tradein {

Result<std::optional<Checkpoint>> anchored_checkpoint(Anchor& anchor, const LogKeys& keys,
                                                      SignatureHolds holds) {
  const auto newest = anchor.newest();
  if (!newest) return std::unexpected(newest.error());
  if (!*newest) return std::nullopt;
  const auto note = parse_note(**newest);
  if (!note) return std::unexpected(note.error());
  const LogKey& key = keys.at(note->checkpoint.size);
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

Result<LogWriter> open_signed_log(Store& store, HashFunction& hash, Signing signing) {
  const auto anchored =
      anchored_checkpoint(*signing.anchor, {signing.key, signing.retired}, signing.holds);
  if (!anchored) return std::unexpected(anchored.error());
  if (*anchored)
    if (auto same = check_anchor(store, hash, **anchored); !same)
      return std::unexpected(same.error());
  auto writer = LogWriter::open(store, hash);
  if (!writer) return writer;
  const bool is_anchored = *anchored && (*anchored)->size == writer->size();
  const bool now = !is_anchored || writer->last().note.empty();
  // An SM2 line is never the same twice: a commit that is anchored keeps the note of its anchor.
  std::optional<std::string> kept_note;
  if (is_anchored) {
    auto newest = signing.anchor->newest();
    if (!newest) return std::unexpected(newest.error());
    kept_note = std::move(*newest);
  }
  auto seal = [&store, signing = std::move(signing), anchored_size = writer->size(),
               kept_note = std::move(kept_note)](Commit& commit) -> Result<void> {
    if (kept_note && commit.size == anchored_size) {
      commit.note = *kept_note;
      return store.put_note(commit.size, commit.note);
    }
    const Checkpoint checkpoint{
        .origin = signing.key.name, .size = commit.size, .root = commit.root};
    auto note = signed_checkpoint(checkpoint, signing.key, signing.sign);
    if (!note) return std::unexpected(note.error());
    if (signing.sm2) note = with_sm2_line(std::move(*note), *signing.sm2);
    if (!note) return std::unexpected(note.error());
    commit.note = std::move(*note);
    if (auto kept = store.put_note(commit.size, commit.note); !kept) return kept;
    return signing.anchor->add(commit.note);
  };
  if (auto sealed = writer->seal_with(std::move(seal), now); !sealed)
    return std::unexpected(sealed.error());
  return writer;
}

}  // namespace tradein
