#pragma once
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "adapters/store/vault.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tradein {

/// A folder with the vault of a store that is not there.
struct VaultFolder {
  TemporaryFolder folder;
  std::string store = folder.file("claims.db");

  std::unique_ptr<store::Vault> create(store::Vault::Mode mode = store::Vault::Mode::write,
                                       const store::KeyId& key = {9}) {
    return store::Vault::create(store, {"tradein/log-1", key}, mode).value();
  }
  std::unique_ptr<store::Vault> open(store::Vault::Mode mode = store::Vault::Mode::write) {
    return store::Vault::open(store, mode).value();
  }
  /// All bytes of all files of the folder.
  [[nodiscard]] std::string everything() const {
    std::ostringstream out;
    for (const auto& entry : std::filesystem::directory_iterator{folder.path()})
      if (entry.file_size() > 0) out << std::ifstream{entry.path(), std::ios::binary}.rdbuf();
    return out.str();
  }
};

}  // namespace tradein
