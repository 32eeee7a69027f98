#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/crypto/ed25519.hpp"
#include "adapters/crypto/sm2.hpp"
#include "engine/base/result.hpp"

namespace tradein::crypto {

/// A signing key that was replaced: it signed every checkpoint of at most `until` entries.
struct RetiredSigningKey {
  Ed25519Public key{};
  std::uint64_t until = 0;
};

/// A signing key that waits for the entry that names it.
struct NextSigningKey {
  Ed25519Secret secret{};
  std::uint64_t entry = 0;  ///< the number that its entry will have
};

struct Sm2Pair {
  Sm2Secret secret{};
  Sm2Public key{};
};

/// The secrets of one store, in `STORE.key` beside it (mode 0600; its form is in schemas/log.md).
struct StoreKeys {
  std::array<std::uint8_t, 32> pseudonym_key{};  ///< Hmac: persons, cards, phones
  std::array<std::uint8_t, 16> history_key{};    ///< siphash128: the history's digests
  Ed25519Secret signing_secret{};                ///< checkpoints
  Ed25519Public signing_public{};
  std::string origin;                      ///< the log's name in its checkpoints and its vkey
  std::optional<Sm2Pair> sm2;              ///< where checkpoints have a second line
  std::optional<NextSigningKey> next;      ///< of a rotation that is going on
  std::vector<RetiredSigningKey> retired;  ///< newest first
};

[[nodiscard]] std::string key_file_path(const std::string& store_path);

/// Makes new secrets, an SM2 pair among them where it is wanted, and writes them, durably; an
/// existing file is left alone (E-KEY-EXISTS). E-KEY-WRITE (Trouble::store) where it cannot be
/// written.
[[nodiscard]] Result<StoreKeys> make_store_keys(const std::string& store_path,
                                                bool with_sm2 = false);

/// E-KEY-MISSING, E-KEY-MODE, E-KEY-FORM: Trouble::integrity, as nothing can be appended without
/// the log's own key.
[[nodiscard]] Result<StoreKeys> read_store_keys(const std::string& store_path);

/// Writes the keys in place of those that are there, whole and durable. E-KEY-WRITE.
[[nodiscard]] Result<void> replace_store_keys(const std::string& store_path, const StoreKeys& keys);

/// The keys after the rotation: the next one signs, the old one is retired. Requires: next.
[[nodiscard]] Result<StoreKeys> rotated(const StoreKeys& keys);

/// The store's keys, made only where the store has no entry yet and no key file is there.
[[nodiscard]] Result<StoreKeys> store_keys(const std::string& store_path, bool store_is_empty);

}  // namespace tradein::crypto
