#pragma once

namespace tradein::tool {

/// From now on Ctrl-C and SIGTERM only set a flag, so that the work in hand can be ended whole.
void watch_for_interrupt();
[[nodiscard]] bool interrupt_requested() noexcept;

}  // namespace tradein::tool
