#pragma once
#include <optional>
#include <string_view>

#include "engine/base/money.hpp"

namespace tradein {

/// Reads what to_yuan() writes and what people shorten of it: "1799.80", "1799.8", "1799". At most
/// twelve digits before the point; nothing for any other text, a sign among them.
[[nodiscard]] std::optional<Money> parse_yuan(std::string_view text);

}  // namespace tradein
