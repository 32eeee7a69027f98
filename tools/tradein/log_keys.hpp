#pragma once
#include <string>
#include <vector>

#include "adapters/crypto/key_file.hpp"
#include "engine/log/checkpoint.hpp"
#include "tools/tradein/log_source.hpp"

namespace tradein::tool {

/// The log's public key, of its store's key file.
[[nodiscard]] LogKey log_key_of(const crypto::StoreKeys& keys);
[[nodiscard]] Sign signer_of(const crypto::StoreKeys& keys);

/// `option` is a vkey line, or a file of vkey lines. E-KEY-VKEY.
[[nodiscard]] Result<std::vector<LogKey>> trusted_keys(const std::string& option);

/// Where anchors of logs are kept: $XDG_STATE_HOME/tradein/anchors, ~/.local/state/tradein/anchors, and where there is no
/// home, `STORE.anchors`.
[[nodiscard]] std::string anchor_folder(const std::string& store_path);

}  // namespace tradein::tool
