#pragma once
#include <cstdint>
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
/// The latest entry of a claim. E-CLAIM-UNKNOWN where there is none, E-CLAIM-SEVERAL where several
/// retailers have the id.
[[nodiscard]] Result<FoundEntry> find_claim(LogReader& log, const WantedClaim& wanted);

}  // namespace tradein::tool
