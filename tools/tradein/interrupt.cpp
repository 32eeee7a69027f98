#include "tools/tradein/interrupt.hpp"

#include <atomic>
#include <csignal>
#include <initializer_list>

namespace tradein::tool {
namespace {
std::atomic<bool> requested{false};
static_assert(std::atomic<bool>::is_always_lock_free);
}  // namespace

void watch_for_interrupt() {
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { requested = true; });
}

bool interrupt_requested() noexcept { return requested; }

}  // namespace tradein::tool
