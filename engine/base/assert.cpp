#include "engine/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace tradein {

void assertion_failed(const char* fact, const char* file, int line) noexcept {
  std::fprintf(stderr, "tradein: internal error at %s:%d: %s does not hold; please report it\n",
               file, line, fact);
  std::abort();
}

}  // namespace tradein
