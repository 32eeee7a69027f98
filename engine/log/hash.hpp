#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace tradein {

/// A SHA-256 value: a leaf, a node, a root, the name of a pack.
using Hash256 = std::array<std::uint8_t, 32>;

[[nodiscard]] inline std::string_view as_text(const Hash256& hash) noexcept {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

/// SHA-256, passed in because the engine has no cryptography of its own (adapters/crypto/sha256.hpp
/// has one). Not shared between threads: an implementation keeps a context.
class HashFunction {
 public:
  virtual ~HashFunction() = default;
  /// SHA-256(head || tail). Two parts, so that a prefix byte costs no copy.
  [[nodiscard]] virtual Hash256 hash(std::string_view head, std::string_view tail) noexcept = 0;
  [[nodiscard]] Hash256 hash(std::string_view bytes) noexcept { return hash({}, bytes); }
};

}  // namespace tradein
