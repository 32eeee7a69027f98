#pragma once
#include <cstdint>

#include "engine/log/store.hpp"

namespace tradein {

/// The time of the newest batch, in milliseconds since 1970; 0 where there is none. A writer whose
/// clock went back goes on from here, as times in a log never decrease. Looks from the last entry
/// to its batch and at what was begun after that one. E-LOG-ENTRY, and the reader's own.
[[nodiscard]] Result<std::int64_t> newest_time(LogReader& log);

}  // namespace tradein
