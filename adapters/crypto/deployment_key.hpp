#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/result.hpp"

namespace tradein::crypto {

/// The key that wraps the keys of the vault's records (schemas/vault.sql). Whoever has it and the
/// vault reads personal data; without it the vault is noise.
struct DeploymentKey {
  std::array<std::uint8_t, 32> key{};
  /// The first half of SHA-256 over a label and the key: which key a vault belongs to.
  std::array<std::uint8_t, 16> id{};
};

/// What a key file has: the key in force, and those before it for as long as a vault may be under
/// one of them.
struct DeploymentKeys {
  DeploymentKey now;
  std::vector<DeploymentKey> old;  ///< newest first

  /// The one of this id; null where there is none.
  [[nodiscard]] const DeploymentKey* find(const std::array<std::uint8_t, 16>& id) const noexcept;
};

[[nodiscard]] Result<DeploymentKey> new_deployment_key();
/// Makes a new one in the file `path` (mode 0600), durably. E-KEK-EXISTS, E-KEK-WRITE.
[[nodiscard]] Result<DeploymentKey> make_deployment_key(const std::string& path);
/// E-KEK-MISSING, E-KEK-MODE, E-KEK-FORM (Trouble::integrity).
[[nodiscard]] Result<DeploymentKeys> read_deployment_keys(const std::string& path);
/// Puts these in the place of those that are there: all or nothing, and durable. E-KEK-WRITE.
[[nodiscard]] Result<void> replace_deployment_keys(const std::string& path,
                                                   const DeploymentKeys& keys);

}  // namespace tradein::crypto
