#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "engine/base/result.hpp"

namespace tradein::crypto {

using Ed25519Secret = std::array<std::uint8_t, 32>;  ///< the seed of RFC 8032
using Ed25519Public = std::array<std::uint8_t, 32>;
using Ed25519Signature = std::array<std::uint8_t, 64>;

/// Errors: E-CRYPTO where the library refuses (a broken installation), never a wrong answer.
[[nodiscard]] Result<Ed25519Secret> new_ed25519_secret();
[[nodiscard]] Result<Ed25519Public> ed25519_public(const Ed25519Secret& secret);
[[nodiscard]] Result<Ed25519Signature> ed25519_sign(const Ed25519Secret& secret,
                                                    std::string_view message);
/// False for a signature that does not hold and for a key that is none.
[[nodiscard]] bool ed25519_verify(const Ed25519Public& key, std::string_view message,
                                  const Ed25519Signature& signature) noexcept;

}  // namespace tradein::crypto
