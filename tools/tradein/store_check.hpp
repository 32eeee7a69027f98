#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/crypto/ed25519.hpp"
#include "engine/log/sm2_line.hpp"
#include "engine/log/verify.hpp"
#include "engine/log/witness.hpp"

namespace tradein::tool {

/// What one trusts, besides what lies in the store.
struct Trust {
  std::vector<LogKey> keys;
  std::optional<LogKeys> own_keys;    ///< where they are the store's own: since when each is
  std::vector<Sm2Key> sm2;            ///< of the logs that sign a second line
  std::vector<std::string> kept;      ///< signed checkpoints that somebody kept
  std::vector<WitnessKey> witnesses;  ///< of whom `required` must have signed the newest kept one
  std::size_t required = 0;
  SignatureHolds holds = crypto::ed25519_verify;
  bool any_flaw_is_enough = false;

  /// The keys that may have signed a checkpoint of so many entries.
  [[nodiscard]] std::vector<LogKey> keys_at(std::uint64_t size) const {
    return own_keys ? std::vector{own_keys->at(size)} : keys;
  }
};

struct StoreCheck {
  VerifyReport report;
  bool signatures = false;        ///< there was a key to look at them with
  std::optional<Error> rollback;  ///< the anchor, or a kept checkpoint, knows more entries
};

/// All that `verify --store` looks at: the store itself, its anchor, and the checkpoints one kept.
/// Errors are those of reading.
[[nodiscard]] Result<StoreCheck> check_store(
    Store& store, const std::string& path, const Trust& trust,
    const std::function<void(std::uint64_t done, std::uint64_t all)>& progress = {});

/// What is wrong with the second line of a note; none where no SM2 key of its log is given.
[[nodiscard]] std::optional<Text> sm2_note_flaw(const std::string& note, const Trust& trust);

/// What the witnesses' policy says of a checkpoint; none where there is no policy.
[[nodiscard]] std::optional<Flaw> policy_flaw(const std::string& note, const Trust& trust);

}  // namespace tradein::tool
