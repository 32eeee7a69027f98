#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/crypto/key_file.hpp"
#include "adapters/crypto/sha256.hpp"
#include "adapters/store/anchor_file.hpp"
#include "engine/log/signed_log.hpp"
#include "engine/log/witness.hpp"

/// The store's keys as the log's signatures, and where its anchor lies.
namespace tradein::tool {

[[nodiscard]] LogKey log_key_of(const crypto::StoreKeys& keys, HashFunction& hash);
/// With the keys before it.
[[nodiscard]] LogKeys log_keys_of(const crypto::StoreKeys& keys, HashFunction& hash);
/// The second line of each checkpoint, where the store has an SM2 key.
[[nodiscard]] std::optional<Sm2Signing> sm2_signing_of(const crypto::StoreKeys& keys,
                                                       HashFunction& hash);
/// Their vkey lines, newest first, the SM2 key's last, each with its line break.
[[nodiscard]] std::string vkey_lines(const crypto::StoreKeys& keys, HashFunction& hash);
[[nodiscard]] Sign signer_of(const crypto::StoreKeys& keys);

/// TRADEIN_ANCHORS, else the user's state folder (XDG_STATE_HOME, ~/.local/state), else `anchors`
/// beside the store: not in the store's own folder, as an old copy of that folder brings an old
/// anchor with it.
[[nodiscard]] std::string anchor_path_of(const std::string& store_path, const std::string& origin);

/// VKEY as the user gives it: a vkey line, or a file of them.
[[nodiscard]] Result<std::vector<LogKey>> keys_of_option(const std::string& vkey,
                                                         HashFunction& hash);

/// The SM2 lines among them.
[[nodiscard]] Result<std::vector<Sm2Key>> sm2_keys_of_option(const std::string& vkey,
                                                             HashFunction& hash);

/// The same for the vkey lines of witnesses.
[[nodiscard]] Result<std::vector<WitnessKey>> witnesses_of_option(const std::string& vkey,
                                                                  HashFunction& hash);

/// The store's last commit with its note: signed now, with the key file beside the store, where a
/// crash came before the signature or an older version wrote the store. Without the key file the
/// note stays empty.
[[nodiscard]] Result<Commit> signed_last_commit(Store& store, const std::string& store_path,
                                                HashFunction& hash);

}  // namespace tradein::tool
