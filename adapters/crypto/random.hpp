#pragma once
#include <cstdint>
#include <span>

#include "engine/base/result.hpp"

namespace tradein::crypto {

/// Fills `out` from the system's generator. E-CRYPTO-RANDOM where it gives none.
[[nodiscard]] Result<void> random_bytes(std::span<std::uint8_t> out);

}  // namespace tradein::crypto
