#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/crypto/ed25519.hpp"
#include "engine/log/verify.hpp"
#include "engine/log/witness.hpp"

namespace tradein::tool {

/// What one trusts, besides what lies in the store.
struct Trust {
  std::vector<LogKey> keys;
  bool own_keys = false;              ///< they are the store's own
  std::vector<std::string> kept;      ///< signed checkpoints that somebody kept
  std::vector<WitnessKey> witnesses;  ///< of whom `required` must have signed the newest kept one
  std::size_t required = 0;
  SignatureHolds holds = crypto::ed25519_verify;
  bool any_flaw_is_enough = false;
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

/// What the witnesses' policy says of a checkpoint; none where there is no policy.
[[nodiscard]] std::optional<Flaw> policy_flaw(const std::string& note, const Trust& trust);

}  // namespace tradein::tool
