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

namespace {

/// For a store of a version that wrote a note with the next commit only. An SM2 line is never the
/// same twice: what is anchored keeps the anchor's note.
Result<void> note_last(LogWriter& writer, Anchor& anchor, bool is_anchored,
                       const LogWriter::MakeNote& make_note) {
  Result<std::string> note;
  if (is_anchored) {
    const auto newest = anchor.newest();
    if (!newest) return std::unexpected(newest.error());
    note = **newest;
  } else {
    note = make_note(writer.last());
  }
  return note ? writer.note_last(std::move(*note)) : std::unexpected(note.error());
}

/// What a crash kept from the anchor, which takes nothing that does not hold.
Result<void> anchor_last(const Commit& last, const Signing& signing) {
  const LogKeys keys{signing.key, signing.retired};
  if (auto flaw = note_flaw(last, {&keys.at(last.size), 1}, signing.holds))
    return std::unexpected(
        Error{.code = "E-LOG-NOTE",
              .place = "checkpoint " + std::to_string(last.size),
              .what = std::move(*flaw),
              .fix = {"执行 `tradein verify` 查明存储被改动之处，并从备份恢复",
                      "run `tradein verify` to learn what was changed, and restore a backup"},
              .trouble = Trouble::integrity});
  return signing.anchor->add(last.note);
}

}  // namespace

Result<std::string> signed_note(const Commit& commit, const LogKey& key, const Sign& sign,
                                const std::optional<Sm2Signing>& sm2) {
  auto note =
      signed_checkpoint({.origin = key.name, .size = commit.size, .root = commit.root}, key, sign);
  return note && sm2 ? with_sm2_line(std::move(*note), *sm2) : note;
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
  auto make_note = [key = signing.key, sign = signing.sign, sm2 = signing.sm2](
                       const Commit& commit) { return signed_note(commit, key, sign, sm2); };
  auto keep = [anchor = signing.anchor](const Commit& commit) { return anchor->add(commit.note); };
  const bool is_anchored = *anchored && (*anchored)->size == writer->size();
  if (writer->size() > 0) {
    Result<void> done;
    if (writer->last().note.empty())
      done = note_last(*writer, *signing.anchor, is_anchored, make_note);
    if (done && !is_anchored) done = anchor_last(writer->last(), signing);
    if (!done) return std::unexpected(done.error());
  }
  writer->seal_with(std::move(make_note), std::move(keep));
  return writer;
}

}  // namespace tradein
