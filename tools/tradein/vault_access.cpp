#include "tools/tradein/vault_access.hpp"

#include <filesystem>

#include "tools/tradein/environment.hpp"

namespace tradein::tool {
namespace {

Error not_together(std::string code, const std::string& path, Text what) {
  return {std::move(code),
          path,
          std::move(what),
          {"把属于该账本的密钥文件和个人信息库放回原处",
           "put the key file and the vault that belong to this store back in their places"},
          Trouble::integrity};
}

Result<crypto::DeploymentKey> key_with_id(const std::string& path, const store::KeyId& id) {
  const auto keys = crypto::read_deployment_keys(path);
  if (!keys) return std::unexpected(keys.error());
  if (const auto* const key = keys->find(id)) return *key;
  return std::unexpected(not_together(
      "E-KEK-WRONG", path,
      {"这不是该个人信息库的部署密钥", "this is not the deployment key of the store's vault"}));
}

Result<OpenVault> with_key(std::unique_ptr<store::Vault> vault, const std::string& store_path) {
  const std::string path = deployment_key_path(store_path);
  const auto key = key_with_id(path, vault->owner().key);
  if (!key) return std::unexpected(key.error());
  return OpenVault{std::move(vault), *key, path};
}

/// The key file has both keys before the vault is under the new one, and the old one until the
/// journals are wiped: so a crash at any point leaves one that opens the vault. Done before the
/// vault's journal is changed, as that deletes the write-ahead log as it is.
Result<void> settle_rewrap(const std::string& store_path) {
  const std::string path = deployment_key_path(store_path);
  const auto keys = crypto::read_deployment_keys(path);
  if (!keys || keys->old.empty()) return {};
  const auto vault = store::Vault::open(store_path, store::Vault::Mode::write_often);
  if (!vault) return std::unexpected(vault.error());
  const auto* const in_use = keys->find((*vault)->owner().key);
  if (in_use == nullptr) return {};
  if (in_use == &keys->now)
    if (auto wiped = (*vault)->wipe_journals(); !wiped) return wiped;
  if (deployment_key_is_shared(store_path)) return {};
  return crypto::replace_deployment_keys(path, {*in_use, {}});
}

Result<OpenVault> read_once(const std::string& store_path) {
  auto vault = store::Vault::open(store_path, store::Vault::Mode::read);
  if (!vault) return std::unexpected(vault.error());
  return with_key(std::move(*vault), store_path);
}

}  // namespace

Result<crypto::DeploymentKey> OpenVault::key_of(const store::Vault::Record& record) const {
  return record.key == key.id ? key : key_with_id(key_path, record.key);
}

std::string deployment_key_path(const std::string& store_path) {
  const std::string named = environment("TRADEIN_KEK");
  return named.empty() ? store_path + ".kek" : named;
}

bool deployment_key_is_shared(const std::string& store_path) {
  std::error_code failed;
  const std::string path = deployment_key_path(store_path);
  return path != store_path + ".kek" || std::filesystem::is_symlink(path, failed);
}

Result<crypto::DeploymentKey> deployment_key_or_new(const std::string& path) {
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) return crypto::make_deployment_key(path);
  const auto keys = crypto::read_deployment_keys(path);
  if (!keys) return std::unexpected(keys.error());
  return keys->now;
}

Result<OpenVault> open_vault(const std::string& store_path, const VaultWanted& wanted) {
  if (!store::vault_exists(store_path)) {
    if (!wanted.may_make) return OpenVault{};
    const std::string path = deployment_key_path(store_path);
    const auto key = deployment_key_or_new(path);
    if (!key) return std::unexpected(key.error());
    auto made = store::Vault::create(store_path, {wanted.origin, key->id}, wanted.mode);
    if (!made) return std::unexpected(made.error());
    return OpenVault{std::move(*made), *key, path};
  }
  if (auto settled = settle_rewrap(store_path); !settled) return std::unexpected(settled.error());
  auto vault = store::Vault::open(store_path, wanted.mode);
  if (!vault) return std::unexpected(vault.error());
  if ((*vault)->owner().origin != wanted.origin)
    return std::unexpected(
        not_together("E-VAULT-ORIGIN", store::vault_path(store_path),
                     {"这是另一个账本的个人信息库", "this vault belongs to another store"}));
  return with_key(std::move(*vault), store_path);
}

Result<OpenVault> read_vault(const std::string& store_path) {
  if (!store::vault_exists(store_path)) return OpenVault{};
  auto opened = read_once(store_path);
  // Both files may have been replaced between the two looks.
  if (!opened && opened.error().code == "E-KEK-WRONG") opened = read_once(store_path);
  return opened;
}

}  // namespace tradein::tool
