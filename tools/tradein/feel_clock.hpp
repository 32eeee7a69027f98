#pragma once
#include "engine/feel/temporal.hpp"

namespace tradein::tool {

/// The computer's time with its offset, for FEEL's now() and today().
[[nodiscard]] feel::DateAndTime local_now();

}  // namespace tradein::tool
