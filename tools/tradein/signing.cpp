#include "tools/tradein/signing.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

#include <fmt/format.h>

#include "tools/tradein/environment.hpp"

namespace tradein::tool {
namespace {

namespace fs = std::filesystem;

/// What was given, or what is in the file of that name.
std::string line_or_file(const std::string& given) {
  std::error_code failed;
  if (!fs::is_regular_file(given, failed) || fs::file_size(given, failed) > 1'000'000) return given;
  std::ifstream in{given, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace

LogKey log_key_of(const crypto::StoreKeys& keys, HashFunction& hash) {
  return log_key(hash, keys.origin, keys.signing_public);
}

LogKeys log_keys_of(const crypto::StoreKeys& keys, HashFunction& hash) {
  LogKeys out{log_key_of(keys, hash), {}};
  for (const crypto::RetiredSigningKey& old : keys.retired)
    out.retired.push_back({log_key(hash, keys.origin, old.key), old.until});
  return out;
}

std::optional<Sm2Signing> sm2_signing_of(const crypto::StoreKeys& keys, HashFunction& hash) {
  if (!keys.sm2) return std::nullopt;
  const auto& key = keys.sm2->key;
  return Sm2Signing{
      sm2_key(hash, keys.origin, {reinterpret_cast<const char*>(key.data()), key.size()}),
      [secret = keys.sm2->secret](std::string_view text) {
        return crypto::sm2_sign(secret, text);
      }};
}

std::string vkey_lines(const crypto::StoreKeys& keys, HashFunction& hash) {
  const LogKeys log_keys = log_keys_of(keys, hash);
  std::string out = vkey_text(log_keys.now) + "\n";
  for (const RetiredKey& old : log_keys.retired) out += vkey_text(old.key) + "\n";
  if (const auto sm2 = sm2_signing_of(keys, hash)) out += vkey_text(sm2->key) + "\n";
  return out;
}

Sign signer_of(const crypto::StoreKeys& keys) {
  return [secret = keys.signing_secret](std::string_view text) {
    return crypto::ed25519_sign(secret, text);
  };
}

std::string anchor_path_of(const std::string& store_path, const std::string& origin) {
  std::string folder = environment("TRADEIN_ANCHORS");
  if (folder.empty()) {
    const std::string state = environment("XDG_STATE_HOME"), home = environment("HOME");
    if (state.starts_with('/'))
      folder = state + "/tradein/anchors";
    else if (home.starts_with('/'))
      folder = home + "/.local/state/tradein/anchors";
    else
      folder = (fs::path{store_path}.parent_path() / "anchors").string();
  }
  return store::anchor_file_path(folder, origin);
}

Result<std::vector<LogKey>> keys_of_option(const std::string& vkey, HashFunction& hash) {
  return parse_vkeys(hash, line_or_file(vkey));
}

Result<std::vector<Sm2Key>> sm2_keys_of_option(const std::string& vkey, HashFunction& hash) {
  return parse_sm2_vkeys(hash, line_or_file(vkey));
}

Result<std::vector<WitnessKey>> witnesses_of_option(const std::string& vkey, HashFunction& hash) {
  return parse_witness_vkeys(hash, line_or_file(vkey));
}

Result<Commit> signed_last_commit(Store& store, const std::string& store_path, HashFunction& hash) {
  auto commit = store.last_commit();
  if (!commit || commit->size == 0) return commit;
  // Its writer may still be on the way to the disk with it, or was killed there.
  if (const auto synced = store.sync(); !synced) return std::unexpected(synced.error());
  if (!commit->note.empty()) return commit;
  const auto keys = crypto::read_store_keys(store_path);
  if (!keys) return commit;
  auto note =
      signed_note(*commit, log_key_of(*keys, hash), signer_of(*keys), sm2_signing_of(*keys, hash));
  if (!note) return std::unexpected(note.error());
  commit->note = std::move(*note);
  return commit;
}

}  // namespace tradein::tool
