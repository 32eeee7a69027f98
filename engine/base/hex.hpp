#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tradein {

/// Lower-case hex, two digits a byte: how packs and files are named by their SHA-256.
[[nodiscard]] std::string hex(std::string_view bytes);

/// Exactly out.size() bytes of lower-case hex; false for anything else.
[[nodiscard]] bool read_hex(std::string_view text, std::span<std::uint8_t> out) noexcept;

}  // namespace tradein
