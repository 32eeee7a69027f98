#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

/// SM2 signatures with SM3 (GB/T 32918.2, GB/T 32905), the signer's name being the standard's
/// default 1234567812345678, as other tools take it.
namespace tradein::crypto {

using Sm2Secret = std::array<std::uint8_t, 32>;  ///< the number d, highest byte first
using Sm2Public = std::array<std::uint8_t, 65>;  ///< 0x04, x, y

/// Errors: E-CRYPTO where the library refuses (a broken installation, or a secret that is none).
[[nodiscard]] Result<Sm2Secret> new_sm2_secret();
[[nodiscard]] Result<Sm2Public> sm2_public(const Sm2Secret& secret);
/// DER of r and s. Not the same twice: each signature has a random part.
[[nodiscard]] Result<std::string> sm2_sign(const Sm2Secret& secret, std::string_view message);
/// False for a signature that does not hold and for a key that is none.
[[nodiscard]] bool sm2_verify(std::string_view key, std::string_view message,
                              std::string_view signature) noexcept;

}  // namespace tradein::crypto
