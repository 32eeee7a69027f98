#include "tools/tradein/log_keys.hpp"

#include <cstdlib>
#include <filesystem>

#include "adapters/crypto/ed25519.hpp"
#include "adapters/crypto/sha256.hpp"
#include "adapters/rulefiles/tree_file.hpp"

namespace tradein::tool {

LogKey log_key_of(const crypto::StoreKeys& keys) {
  crypto::Sha256 hash;
  return log_key(hash, keys.origin, keys.signing_public);
}

Sign signer_of(const crypto::StoreKeys& keys) {
  return [secret = keys.signing_secret](std::string_view message) { return crypto::ed25519_sign(secret, message); };
}

Result<std::vector<LogKey>> trusted_keys(const std::string& option) {
  crypto::Sha256 hash;
  std::error_code failed;
  if (!std::filesystem::is_regular_file(option, failed)) return parse_vkeys(hash, option);
  const auto text = read_text_file(option);
  if (!text) return std::unexpected(text.error());
  return parse_vkeys(hash, *text);
}

std::string anchor_folder(const std::string& store_path) {
  const auto set = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string{value == nullptr ? "" : value};
  };
  if (const std::string state = set("XDG_STATE_HOME"); !state.empty()) return state + "/tradein/anchors";
  if (const std::string home = set("HOME"); !home.empty()) return home + "/.local/state/tradein/anchors";
  return store_path + ".anchors";
}

}  // namespace tradein::tool
