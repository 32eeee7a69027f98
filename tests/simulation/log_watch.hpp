#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/decision/history.hpp"
#include "engine/log/entry_block.hpp"
#include "engine/log/parsed_entry.hpp"
#include "tests/simulation/ports.hpp"
#include "tools/tradein/pinned_rules.hpp"

namespace tradein::simulation {

/// A history in plain sight: every mark can be listed.
class ListedHistory final : public History {
 public:
  struct KeyHash {
    std::size_t operator()(const Digest128& key) const noexcept { return key.low ^ key.high; }
  };
  [[nodiscard]] std::uint64_t find(const Digest128& key) const noexcept override;
  void put(const Digest128& key, std::uint64_t value, std::uint64_t entry) override;
  void prefetch(const Digest128&) const noexcept override {}
  [[nodiscard]] const auto& marks() const noexcept { return marks_; }

 private:
  std::unordered_map<Digest128, std::uint64_t, KeyHash> marks_;
};

/// The log as it lies synced on the disk, read entry by entry: each is decided again and compared,
/// and the history is derived from it.
class LogWatch {
 public:
  struct Entry {
    std::string kind, retailer, claim_id, outcome;
    std::int64_t amount_fen = 0;
    std::string content;                     ///< the claim's digest
    std::optional<std::uint64_t> withdraws;  ///< the claim's entry
  };
  LogWatch(Disk& disk, const SipKey& history_key);

  /// Takes what is new. Throws Broken.
  void look();
  [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }
  /// Entries of a retailer's claim, in order.
  [[nodiscard]] const std::vector<std::uint64_t>& of_claim(const std::string& retailer,
                                                           const std::string& claim_id) const;
  /// Is a claim's latest decision withdrawn?
  [[nodiscard]] bool is_withdrawn(std::uint64_t entry) const { return withdrawn_.contains(entry); }

  /// The service's history against the derived one, and what it must not know: claims that are not
  /// in the log. Throws Broken.
  void compare(const LastingHistory& history,
               const std::vector<std::pair<std::string, std::string>>& sent) const;

 private:
  void take(std::uint64_t number, const std::string& bytes);

  Disk& disk_;
  SipKey key_;
  SimulatedStore store_;
  tool::PinnedRules rules_;
  EntryParser parser_;
  ParsedEntry parsed_;
  ListedHistory derived_, replayed_;
  std::vector<Entry> entries_;
  std::map<std::pair<std::string, std::string>, std::vector<std::uint64_t>> claims_;
  std::map<std::uint64_t, std::uint64_t> withdrawn_;  ///< by the claim's entry
};

/// Everything that `verify` looks at, and the anchor. Throws Broken.
void verify_all(Disk& disk, const std::vector<LogKey>& keys);

}  // namespace tradein::simulation
