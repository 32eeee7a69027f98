#include "tests/simulation/log_watch.hpp"

#include <set>

#include <fmt/format.h>

#include "adapters/crypto/ed25519.hpp"
#include "adapters/crypto/sha256.hpp"
#include "engine/decision/admission.hpp"
#include "engine/log/anchor_check.hpp"
#include "engine/log/checkpoint.hpp"
#include "engine/log/entry_books.hpp"
#include "engine/log/replayer.hpp"
#include "engine/log/verify.hpp"

namespace tradein::simulation {
namespace {

/// A run looks at the same notes again and again; a signature that held holds.
bool signature_holds(const crypto::Ed25519Public& key, std::string_view message,
                     const crypto::Ed25519Signature& signature) noexcept {
  constexpr std::size_t held_max = 50'000;
  static std::set<std::string> held;
  std::string all{reinterpret_cast<const char*>(key.data()), key.size()};
  all.append(reinterpret_cast<const char*>(signature.data()), signature.size());
  all += message;
  if (held.contains(all)) return true;
  const bool holds = crypto::ed25519_verify(key, message, signature);
  if (held.size() > held_max) held.clear();
  if (holds) held.insert(std::move(all));
  return holds;
}

}  // namespace

std::uint64_t ListedHistory::find(const Digest128& key) const noexcept {
  const auto found = marks_.find(key);
  return found == marks_.end() ? 0 : found->second;
}

void ListedHistory::put(const Digest128& key, std::uint64_t value, std::uint64_t) {
  marks_[key] = value;
}

LogWatch::LogWatch(Disk& disk, const SipKey& history_key)
    : disk_{disk},
      key_{history_key},
      store_{disk, false},
      rules_{store_},
      parser_{rules_, history_key} {}

void LogWatch::look() {
  const auto& lies = disk_.synced().entries;
  while (entries_.size() < lies.size()) take(entries_.size(), lies[entries_.size()]);
}

void LogWatch::take(std::uint64_t number, const std::string& bytes) {
  CanonicalReader in{bytes};
  EntryHead head;
  if (!read_entry_head(in, head)) throw Broken{fmt::format("entry {} is not canonical", number)};
  Entry entry{std::string{head.kind},
              std::string{head.retailer},
              std::string{head.claim_id},
              std::string{head.outcome},
              head.amount.value_or(0),
              "",
              std::nullopt};
  for (ListedHistory* const history : {&derived_, &replayed_}) {
    if (const auto parsed = parser_.parse(number, bytes, parsed_); !parsed)
      throw Broken{
          fmt::format("entry {}: {} {}", number, parsed.error().code, parsed.error().what.en)};
    if (history == &derived_)
      put_again(number, parsed_, derived_);
    else
      decide_again(number, parsed_, replayed_);
  }
  std::string text;
  if (const Again again = compare_again(number, bytes, parsed_, text); !again.equal)
    throw Broken{fmt::format("entry {} is decided otherwise now\n  logged {}\n  again  {} {}",
                             number, bytes, again.bytes, again.note)};
  if (parsed_.claim) {
    entry.content = parsed_.entry.header.content;
    claims_[{entry.retailer, entry.claim_id}].push_back(number);
  }
  if (parsed_.withdrawal) {
    entry.withdraws = parsed_.withdrawn.claim;
    if (!withdrawn_.try_emplace(parsed_.withdrawn.claim, number).second)
      throw Broken{fmt::format("entry {} withdraws a claim that was withdrawn", number)};
  }
  entries_.push_back(std::move(entry));
}

const std::vector<std::uint64_t>& LogWatch::of_claim(const std::string& retailer,
                                                     const std::string& claim_id) const {
  static const std::vector<std::uint64_t> none;
  const auto found = claims_.find({retailer, claim_id});
  return found == claims_.end() ? none : found->second;
}

void LogWatch::compare(const LastingHistory& history,
                       const std::vector<std::pair<std::string, std::string>>& sent) const {
  if (history.size() != entries_.size())
    throw Broken{fmt::format("the history is good up to entry {}, the log has {}", history.size(),
                             entries_.size())};
  for (const auto& [key, value] : derived_.marks())
    if (history.find(key) != value)
      throw Broken{
          fmt::format("the history has {} where the log gives {}", history.find(key), value)};
  for (const auto& [retailer, claim_id] : sent)
    if (of_claim(retailer, claim_id).empty() &&
        latest_of(admission_ticket(key_, retailer, claim_id, std::string(content_bytes, '\0')),
                  history))
      throw Broken{
          fmt::format("the history knows claim {} of {}, the log does not", claim_id, retailer)};
}

void verify_all(Disk& disk, const std::vector<LogKey>& keys) {
  SimulatedStore store{disk, false};
  crypto::Sha256 hash;
  VerifyOptions options;
  options.all_signed = true;
  options.note_flaw = [&](const Commit& commit) -> std::optional<Text> {
    const auto note = parse_note(commit.note);
    if (!note) return note.error().what;
    if (note->checkpoint.size != commit.size || note->checkpoint.root != commit.root)
      return Text{"", "the note is another commit's"};
    return signature_flaw(*note, keys, signature_holds);
  };
  const auto report = verify_store(store, hash, options);
  if (!report) throw Broken{"verify: " + report.error().what.en};
  for (const Flaw& flaw : report->flaws)
    throw Broken{fmt::format("verify: {} {} {}", flaw.code, flaw.place, flaw.what.en)};
  const auto& anchor = disk.anchor_written();
  const auto flaws = anchor_flaws(store, hash, anchor, keys, signature_holds);
  if (!flaws) throw Broken{"anchor: " + flaws.error().what.en};
  for (const Flaw& flaw : *flaws)
    throw Broken{fmt::format("anchor: {} {} {}", flaw.code, flaw.place, flaw.what.en)};
}

}  // namespace tradein::simulation
