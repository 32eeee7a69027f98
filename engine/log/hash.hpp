#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/base/hex.hpp"

namespace tradein {

/// A SHA-256 value: a leaf, a node, a root, the name of a pack.
using Hash256 = std::array<std::uint8_t, 32>;

[[nodiscard]] inline std::string_view as_text(const Hash256& hash) noexcept {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

/// The hash that 64 digits of lower-case hex name.
[[nodiscard]] inline std::optional<Hash256> hash_from_hex(std::string_view text) noexcept {
  Hash256 hash{};
  if (!read_hex(text, hash)) return std::nullopt;
  return hash;
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
