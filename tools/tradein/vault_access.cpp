#include "tools/tradein/vault_access.hpp"

#include <cstdlib>
#include <filesystem>

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

Result<crypto::DeploymentKey> key_or_new(const std::string& path) {
  std::error_code failed;
  return std::filesystem::exists(path, failed) ? crypto::read_deployment_key(path)
                                               : crypto::make_deployment_key(path);
}

Result<OpenVault> with_key(std::unique_ptr<store::Vault> vault, const std::string& store_path) {
  const std::string path = deployment_key_path(store_path);
  const auto key = crypto::read_deployment_key(path);
  if (!key) return std::unexpected(key.error());
  if (key->id != vault->owner().key)
    return std::unexpected(not_together(
        "E-KEK-WRONG", path,
        {"这不是该个人信息库的部署密钥", "this is not the deployment key of the store's vault"}));
  return OpenVault{std::move(vault), *key};
}

}  // namespace

std::string deployment_key_path(const std::string& store_path) {
  const char* const named = std::getenv("TRADEIN_KEK");
  return named != nullptr && *named != '\0' ? std::string{named} : store_path + ".kek";
}

Result<OpenVault> open_vault(const std::string& store_path, const VaultWanted& wanted) {
  if (!store::vault_exists(store_path)) {
    if (!wanted.may_make) return OpenVault{};
    const auto key = key_or_new(deployment_key_path(store_path));
    if (!key) return std::unexpected(key.error());
    auto made = store::Vault::create(store_path, {wanted.origin, key->id}, wanted.mode);
    if (!made) return std::unexpected(made.error());
    return OpenVault{std::move(*made), *key};
  }
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
  auto vault = store::Vault::open(store_path, store::Vault::Mode::read);
  if (!vault) return std::unexpected(vault.error());
  return with_key(std::move(*vault), store_path);
}

}  // namespace tradein::tool
