#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "engine/log/store.hpp"

namespace tradein::tool {

struct WantedClaim {
  std::string claim, retailer;  ///< any retailer where empty
};
struct FoundEntry {
  std::uint64_t number = 0;
  std::string bytes;
};
/// The latest entry of a claim; nothing where there is none.
[[nodiscard]] Result<std::optional<FoundEntry>> find_claim(LogReader& log, const WantedClaim& wanted);

}  // namespace tradein::tool
