#pragma once
#include <string>

#include "engine/base/result.hpp"

namespace tradein::tool {

/// A retailer is named by its USCC (GB 32100); anything else is wrong usage.
[[nodiscard]] Result<void> check_retailer(const std::string& uscc);

}  // namespace tradein::tool
