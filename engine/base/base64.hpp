#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tradein {

/// RFC 4648 base64url without padding: how digests stand in an entry (16 bytes are 22 characters).
void append_base64url(std::string& out, std::string_view bytes);
/// The same at a pointer with room for it; gives the end.
char* write_base64url(std::string_view bytes, char* out) noexcept;

/// Exactly out.size() bytes; false for any other length, sign or spare bits.
[[nodiscard]] bool read_base64url(std::string_view text, std::span<char> out) noexcept;

}  // namespace tradein
