#pragma once
#include <string>

#include "adapters/crypto/ed25519.hpp"
#include "engine/base/result.hpp"

namespace tradein::crypto {

/// A witness's key, in a file of its own (mode 0600; its form is in schemas/log.md).
struct WitnessSecret {
  std::string name;
  Ed25519Secret secret{};
  Ed25519Public public_key{};
};

/// Errors as for make_store_keys. E-KEY-FORM where the name cannot stand in a signature line.
[[nodiscard]] Result<WitnessSecret> make_witness_secret(const std::string& path,
                                                        const std::string& name);
[[nodiscard]] Result<WitnessSecret> read_witness_secret(const std::string& path);

}  // namespace tradein::crypto
