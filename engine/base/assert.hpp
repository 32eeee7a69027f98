#pragma once

namespace tradein {

/// Prints file, line and the broken fact to standard error and ends the process: a wrong decision
/// must not go on.
[[noreturn]] void assertion_failed(const char* fact, const char* file, int line) noexcept;

}  // namespace tradein

/// Our own bug, in release too. Never for bad input.
#define TRADEIN_ASSERT(fact) \
  ((fact) ? static_cast<void>(0) : ::tradein::assertion_failed(#fact, __FILE__, __LINE__))
