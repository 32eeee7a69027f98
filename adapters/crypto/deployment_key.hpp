#pragma once
#include <array>
#include <cstdint>
#include <string>

#include "engine/base/result.hpp"

namespace tradein::crypto {

/// The key that wraps the keys of the vault's records (schemas/vault.sql). Whoever has it and the
/// vault reads personal data; without it the vault is noise.
struct DeploymentKey {
  std::array<std::uint8_t, 32> key{};
  /// The first half of SHA-256 over a label and the key: which key a vault belongs to.
  std::array<std::uint8_t, 16> id{};
};

/// Makes a new one in the file `path` (mode 0600), durably. E-KEK-EXISTS, E-KEK-WRITE.
[[nodiscard]] Result<DeploymentKey> make_deployment_key(const std::string& path);
/// E-KEK-MISSING, E-KEK-MODE, E-KEK-FORM (Trouble::integrity).
[[nodiscard]] Result<DeploymentKey> read_deployment_key(const std::string& path);

}  // namespace tradein::crypto
