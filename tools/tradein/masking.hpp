#pragma once
#include <string>
#include <string_view>

#include "engine/claim/kind.hpp"

namespace tradein::tool {

/// What of a personal value may be seen without a purpose: enough for two people on the telephone
/// to know that they speak of the same, too little to know the person. 张*, 1402**********1234,
/// 138****5678, ************0128; of free text nothing. `value` is UTF-8.
[[nodiscard]] std::string masked(Privacy privacy, std::string_view value);

}  // namespace tradein::tool
