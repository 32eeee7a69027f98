// Rule files and schemas: any text is a tree or an error with a place.
#include <cstdint>
#include <string_view>

#include "adapters/rulefiles/tree_file.hpp"
#include "engine/base/assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto tree = tradein::parse_tree({reinterpret_cast<const char*>(data), size}, "fuzz.yaml");
  if (!tree) TRADEIN_ASSERT(tree.error().place.starts_with("fuzz.yaml"));
  return 0;
}
