#include "tools/tradein/store_check.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

#include "adapters/crypto/sm2.hpp"
#include "adapters/store/anchor_file.hpp"
#include "engine/log/anchor_check.hpp"
#include "tools/tradein/signing.hpp"
#include "tools/tradein/threaded_row_looker.hpp"

namespace tradein::tool {
namespace {

constexpr std::uint64_t small_log = 10'000;  // looked at sooner than threads are made

void add(std::vector<Flaw> flaws, VerifyReport& report) {
  report.flaw_count += flaws.size();
  std::ranges::move(flaws, std::back_inserter(report.flaws));
}

/// The anchor's notes for each key, and those that somebody kept.
Result<void> check_outside(Store& store, const std::string& path, const Trust& trust,
                           HashFunction& hash, StoreCheck& out) {
  std::vector<std::string> notes = trust.kept;
  std::set<std::string> names;  // several keys of one log have one anchor
  for (const LogKey& key : trust.keys) {
    if (!names.insert(key.name).second) continue;
    auto anchored = store::read_anchor_notes(anchor_path_of(path, key.name));
    if (!anchored) return std::unexpected(anchored.error());
    std::ranges::move(*anchored, std::back_inserter(notes));
  }
  auto flaws = anchor_flaws(store, hash, notes, trust.keys, trust.holds);
  if (!flaws) return std::unexpected(flaws.error());
  add(std::move(*flaws), out.report);
  for (const std::string& text : notes) {
    const auto note = parse_note(text);
    if (!note || signature_flaw(*note, trust.keys, trust.holds)) continue;
    const auto same = check_anchor(store, hash, note->checkpoint);
    if (!same && same.error().code == "E-ANCHOR-AHEAD") out.rollback = same.error();
    if (!same && same.error().trouble != Trouble::integrity) return same;
  }
  return {};
}

}  // namespace

std::optional<Text> sm2_note_flaw(const std::string& note, const Trust& trust) {
  if (trust.sm2.empty()) return std::nullopt;
  const auto parsed = parse_note(note);
  if (!parsed) return parsed.error().what;
  std::vector<Sm2Key> of_log;
  for (const Sm2Key& key : trust.sm2)
    if (key.name == parsed->checkpoint.origin) of_log.push_back(key);
  return sm2_flaw(*parsed, of_log, crypto::sm2_verify);
}

std::optional<Flaw> policy_flaw(const std::string& note, const Trust& trust) {
  if (trust.witnesses.empty()) return std::nullopt;
  const auto parsed = parse_note(note);
  auto flaw = parsed ? quorum_flaw(*parsed, trust.witnesses, trust.required, trust.holds)
                     : std::optional{parsed.error().what};
  if (!flaw) return std::nullopt;
  const std::string size = parsed ? " " + std::to_string(parsed->checkpoint.size) : "";
  return Flaw{"V-WITNESS", std::nullopt, std::nullopt, "checkpoint" + size, std::move(*flaw)};
}

Result<StoreCheck> check_store(Store& store, const std::string& path, const Trust& trust,
                               const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  crypto::Sha256 hash;
  VerifyOptions options;
  options.progress = progress;
  options.all_signed = trust.own_keys.has_value();
  options.any_flaw_is_enough = trust.any_flaw_is_enough;
  options.note_flaw = [&](const Commit& commit) {
    auto flaw = stored_note_flaw(commit, trust.keys_at(commit.size), trust.holds,
                                 [&](const Note::Line& line) {
                                   return std::ranges::any_of(trust.sm2, [&](const Sm2Key& key) {
                                     return key.name == line.name && key.id == line.id;
                                   });
                                 });
    return flaw ? flaw : sm2_note_flaw(commit.note, trust);
  };
  std::optional<ThreadedRowLooker> looker;
  if (const auto size = store.size(); size && *size > small_log) options.looker = &looker.emplace();
  auto report = verify_store(store, hash, options);
  if (!report) return std::unexpected(report.error());
  StoreCheck out;
  out.signatures = !trust.keys.empty() && report->checkpoints > report->unsigned_checkpoints;
  out.report = std::move(*report);

  if (trust.any_flaw_is_enough && out.report.flaw_count > 0) return out;
  if (auto checked = check_outside(store, path, trust, hash, out); !checked)
    return std::unexpected(checked.error());
  for (const std::string& note : trust.kept) {
    const auto parsed = parse_note(note);
    if (!parsed) return std::unexpected(parsed.error());
    if (auto flaw = signature_flaw(*parsed, trust.keys, trust.holds))
      add({{"V-CHECKPOINT", std::nullopt, std::nullopt,
            "checkpoint " + std::to_string(parsed->checkpoint.size), std::move(*flaw)}},
          out.report);
    if (auto flaw = policy_flaw(note, trust)) add({std::move(*flaw)}, out.report);
  }
  return out;
}

}  // namespace tradein::tool
