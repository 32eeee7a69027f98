#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/log/checkpoint.hpp"
#include "engine/log/store.hpp"

namespace tradein {

/// Where signed checkpoints are kept apart from the store (adapters/store/anchor_file.hpp), so that an old copy of the
/// store is not taken for the store.
class Anchor {
 public:
  virtual ~Anchor() = default;
  /// The newest note, none before the first.
  virtual Result<std::optional<std::string>> newest() = 0;
  /// Durable when it comes back.
  virtual Result<void> add(std::string_view note) = 0;
};

/// The log with everything on: commit, then sign, then anchor; only then may anything be acknowledged. A signature
/// before the commit could be of a tree that a crash takes back.
class SignedLog {
 public:
  /// Refuses a store that is not what its anchor knows (E-ANCHOR-AHEAD, E-ANCHOR-FORK) and an anchor whose note this key
  /// has not signed (E-ANCHOR-KEY), all Trouble::integrity. Signs and anchors the last commit where a crash came
  /// between.
  static Result<SignedLog> open(Store& store, HashFunction& hash, LogKey key, Sign sign,
                                SignatureHolds holds, Anchor& anchor);

  [[nodiscard]] std::uint64_t size() const noexcept { return log_.size(); }
  /// The commit with its note. Nothing is appended by an empty block: the last commit comes back.
  Result<Commit> append(const EntryBlock& entries, std::span<const Hash256> leaves = {});
  /// The newest signed commit; size 0 before the first.
  [[nodiscard]] const Commit& last() const noexcept { return last_; }

 private:
  SignedLog(Store& store, LogWriter log, LogKey key, Sign sign, Anchor& anchor)
      : store_{&store},
        log_{std::move(log)},
        key_{std::move(key)},
        sign_{std::move(sign)},
        anchor_{&anchor} {}
  Result<void> sign_and_anchor(Commit& commit);

  Store* store_;
  LogWriter log_;
  LogKey key_;
  Sign sign_;
  Anchor* anchor_;
  Commit last_;
};

/// The anchor's newest checkpoint, opened with this key; none before the first. E-ANCHOR-KEY where the key has not
/// signed it.
[[nodiscard]] Result<std::optional<Checkpoint>> anchored_checkpoint(Anchor& anchor, const LogKey& key,
                                                                    SignatureHolds holds);

}  // namespace tradein
