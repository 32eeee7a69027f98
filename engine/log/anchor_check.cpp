#include "engine/log/anchor_check.hpp"

#include <algorithm>

namespace tradein {
namespace {

struct Anchored {
  Checkpoint checkpoint;
  std::string text;  ///< that is signed; more signatures may stand below it than in the store
};

/// The notes that one of the keys has signed, by size. A key's own line that does not hold is a
/// flaw: a crash cuts a note short, it does not change its bytes.
std::vector<Anchored> signed_notes(std::span<const std::string> notes, std::span<const LogKey> keys,
                                   SignatureHolds holds, std::vector<Flaw>& flaws) {
  std::vector<Anchored> out;
  for (const std::string& text : notes) {
    const auto note = parse_note(text);
    if (!note) continue;
    const bool ours = std::ranges::any_of(
        keys, [&](const LogKey& key) { return key.name == note->checkpoint.origin; });
    if (!ours) continue;
    if (auto flaw = signature_flaw(*note, keys, holds))
      flaws.push_back({"V-ANCHOR", std::nullopt, std::nullopt,
                       "anchor " + std::to_string(note->checkpoint.size), std::move(*flaw)});
    else
      out.push_back({note->checkpoint, note->text});
  }
  std::ranges::stable_sort(out, {}, [](const Anchored& one) { return one.checkpoint.size; });
  return out;
}

Flaw fork(std::uint64_t good, std::uint64_t size) {
  const std::string from = std::to_string(good), to = std::to_string(size - 1);
  return {"V-ANCHOR", good, size - 1, "checkpoint " + std::to_string(size),
          Text{"账本与锚点中的检查点不同：条目 " + from + " 至 " + to + " 中有改动",
               "the store is not what the anchor's checkpoint says: one of the entries " + from +
                   " to " + to + " was changed"}};
}

Flaw missing(std::uint64_t size) {
  return {"V-ANCHOR", std::nullopt, std::nullopt, "checkpoint " + std::to_string(size),
          Text{"锚点中的这个检查点不在账本中，或与其中的不同",
               "the anchor has this checkpoint, the store does not have it so"}};
}

}  // namespace

Result<std::vector<Flaw>> anchor_flaws(Store& store, HashFunction& hash,
                                       std::span<const std::string> notes,
                                       std::span<const LogKey> keys, SignatureHolds holds) {
  std::vector<Flaw> flaws;
  const auto size = store.size();
  if (!size) return std::unexpected(size.error());
  std::uint64_t good = 0;
  for (const Anchored& one : signed_notes(notes, keys, holds, flaws)) {
    const std::uint64_t at = one.checkpoint.size;
    if (at > *size) break;
    if (at == 0) continue;
    const auto root = tree_root(hash, store, at);
    if (!root && root.error().trouble != Trouble::integrity) return std::unexpected(root.error());
    if (!root || *root != one.checkpoint.root) {
      flaws.push_back(fork(good, at));
      return flaws;  // all later ones differ, too
    }
    good = at;
    const auto commit = store.commit_at(at);
    if (!commit && commit.error().trouble != Trouble::integrity)
      return std::unexpected(commit.error());
    // A crash between the commit and the next one leaves the note to the anchor alone.
    const bool same = commit && *commit && (*commit)->root == one.checkpoint.root &&
                      ((*commit)->note.empty() || (*commit)->note.starts_with(one.text));
    if (!same) flaws.push_back(missing(at));
  }
  return flaws;
}

}  // namespace tradein
