#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tradein {

/// RFC 4648, section 4, with padding: how C2SP's formats carry bytes. (engine/base/base64.hpp is
/// the form of entries.)
void append_base64(std::string& out, std::string_view bytes);
[[nodiscard]] std::string to_base64(std::string_view bytes);
/// None for anything that to_base64 would not write.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace tradein
