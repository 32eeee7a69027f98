#pragma once
#include <cstdlib>
#include <string>

namespace tradein::tool {

/// The variable's value; empty where it is not set.
[[nodiscard]] inline std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace tradein::tool
