#pragma once
#include <array>
#include <cstdint>
#include <string>

#include "adapters/crypto/ed25519.hpp"
#include "engine/base/result.hpp"

namespace tradein::crypto {

/// The secrets of one store, in `STORE.key` beside it (mode 0600; form in schemas/log.md).
struct StoreKeys {
  std::array<std::uint8_t, 32> pseudonym_key{};  ///< Hmac: persons, cards, phones
  std::array<std::uint8_t, 16> history_key{};    ///< siphash128: the history's digests
  Ed25519Secret signing_secret{};                ///< checkpoints
  Ed25519Public signing_public{};
  std::string origin;  ///< the log's name in checkpoints and in its vkey
};

[[nodiscard]] std::string key_file_path(const std::string& store_path);

/// Makes new secrets and writes them; nothing is overwritten (E-KEY-EXISTS).
[[nodiscard]] Result<StoreKeys> make_store_keys(const std::string& store_path);
/// E-KEY-MISSING, E-KEY-MODE, E-KEY-FORM: Trouble::integrity, as a store without its key can append
/// nothing.
[[nodiscard]] Result<StoreKeys> read_store_keys(const std::string& store_path);

}  // namespace tradein::crypto
