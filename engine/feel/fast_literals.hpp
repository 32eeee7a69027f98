#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/feel/fast_compiler.hpp"

namespace tradein::feel {

/// A date, a date and time of whole minutes, or a duration of whole minutes or of months, as one
/// number.
struct FastTemporal {
  FastType type;
  std::int64_t number;
};

/// "2025-01-31", "2025-01-31T09:30:00", "P15D", "PT36H", "-P1Y2M"; nothing for what the fast form
/// cannot hold.
[[nodiscard]] std::optional<FastTemporal> parse_fast_temporal(std::string_view text) noexcept;

}  // namespace tradein::feel
