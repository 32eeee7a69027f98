#pragma once
#include <memory>
#include <string>

#include "adapters/crypto/deployment_key.hpp"
#include "adapters/store/vault.hpp"

/// The vault of a store with its deployment key.
namespace tradein::tool {

/// The file that TRADEIN_KEK names, else `STORE.kek`.
[[nodiscard]] std::string deployment_key_path(const std::string& store_path);

/// Whether other stores may use that file, too: one that lies beside its store is the store's own.
[[nodiscard]] bool deployment_key_is_shared(const std::string& store_path);

struct OpenVault {
  std::unique_ptr<store::Vault> vault;  ///< null where the store has none
  crypto::DeploymentKey key;            ///< the vault's when it was opened
  std::string key_path;

  /// The key that a record is under: another one where the vault was re-wrapped since.
  [[nodiscard]] Result<crypto::DeploymentKey> key_of(const store::Vault::Record& record) const;
};

/// The key in force of the file; it is made where it is not there.
[[nodiscard]] Result<crypto::DeploymentKey> deployment_key_or_new(const std::string& path);

struct VaultWanted {
  std::string origin;  ///< the log's name
  store::Vault::Mode mode = store::Vault::Mode::write;
  bool may_make = false;  ///< the store is empty: a vault is made, and a key where none is
};
/// For the writer of the store; ends what a `keys rewrap` that was cut short left. Errors: those of
/// vault and key; E-KEK-WRONG, E-VAULT-ORIGIN (Trouble::integrity) where they do not belong
/// together.
[[nodiscard]] Result<OpenVault> open_vault(const std::string& store_path,
                                           const VaultWanted& wanted);
/// For reading; the log's name is taken from the vault.
[[nodiscard]] Result<OpenVault> read_vault(const std::string& store_path);

}  // namespace tradein::tool
