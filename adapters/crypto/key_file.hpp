#pragma once
#include <array>
#include <cstdint>
#include <string>

#include "adapters/crypto/ed25519.hpp"
#include "engine/base/result.hpp"

namespace tradein::crypto {

/// The secrets of one store, in `STORE.key` beside it (mode 0600; its form is in schemas/log.md).
struct StoreKeys {
  std::array<std::uint8_t, 32> pseudonym_key{};  ///< Hmac: persons, cards, phones
  std::array<std::uint8_t, 16> history_key{};    ///< siphash128: the history's digests
  Ed25519Secret signing_secret{};                ///< checkpoints
  Ed25519Public signing_public{};
  std::string origin;  ///< the log's name in its checkpoints and its vkey
};

[[nodiscard]] std::string key_file_path(const std::string& store_path);

/// Makes new secrets and writes them, durably; an existing file is left alone (E-KEY-EXISTS).
/// E-KEY-WRITE (Trouble::store) where it cannot be written.
[[nodiscard]] Result<StoreKeys> make_store_keys(const std::string& store_path);

/// E-KEY-MISSING, E-KEY-MODE, E-KEY-FORM: Trouble::integrity, as nothing can be appended without
/// the log's own key.
[[nodiscard]] Result<StoreKeys> read_store_keys(const std::string& store_path);

/// The store's keys, made only where the store has no entry yet and no key file is there.
[[nodiscard]] Result<StoreKeys> store_keys(const std::string& store_path, bool store_is_empty);

/// A witness's key, in a file of its own (mode 0600; its form is in schemas/log.md).
struct WitnessSecret {
  std::string name;
  Ed25519Secret secret{};
  Ed25519Public public_key{};
};
/// Errors as for make_store_keys. E-KEY-FORM where the name cannot stand in a signature line.
[[nodiscard]] Result<WitnessSecret> make_witness_secret(const std::string& path,
                                                        const std::string& name);
[[nodiscard]] Result<WitnessSecret> read_witness_secret(const std::string& path);

}  // namespace tradein::crypto
