#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "engine/log/hash.hpp"

namespace tradein::crypto {

/// The first 16 bytes of an HMAC-SHA-256: what stands in the log for a person, a card or a phone.
using Pseudonym = std::array<std::uint8_t, 16>;

/// HMAC-SHA-256 (RFC 2104) under one key, whose two padded blocks are hashed once. One object a
/// thread.
class Hmac {
 public:
  explicit Hmac(std::string_view key);
  ~Hmac();
  Hmac(Hmac&&) noexcept;
  Hmac& operator=(Hmac&&) noexcept;

  [[nodiscard]] Hash256 mac(std::string_view message) noexcept;
  [[nodiscard]] Pseudonym pseudonym(std::string_view message) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tradein::crypto
