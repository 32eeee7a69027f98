#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "adapters/crypto/key_file.hpp"
#include "adapters/crypto/sha256.hpp"
#include "adapters/store/anchor_file.hpp"
#include "adapters/store/history_files.hpp"
#include "adapters/store/sqlite_store.hpp"
#include "adapters/store/vault.hpp"
#include "engine/decision/history.hpp"
#include "engine/log/store.hpp"
#include "tools/tradein/claim_sealer.hpp"
#include "tools/tradein/console.hpp"

namespace tradein::tool {

/// How a store is written: by `process` and the office in large commits, each page as seldom as can
/// be, or by `serve` in small ones, each with as few syncs as can be.
enum class Load : std::uint8_t { batches, service };

/// A store that is written: the writer's lock, its keys, its log's writer and its history up to the
/// last entry.
class WrittenStore {
 public:
  /// Makes the store and its keys where there is none, and says so. Errors: those of the store and
  /// of the key file.
  static Result<std::unique_ptr<WrittenStore>> open(const std::string& path, Language language,
                                                    Load load = Load::batches);
  /// The same for what cannot be done to a new store, which a slip in the path must not make:
  /// E-STORE-MISSING.
  static Result<std::unique_ptr<WrittenStore>> open_existing(const std::string& path,
                                                             Language language);

  /// What a store without a vault is made of, where it is not files.
  struct Parts {
    std::unique_ptr<Store> store;
    crypto::StoreKeys keys;
    std::unique_ptr<Anchor> anchor;
    std::unique_ptr<LastingHistory> history;
    std::function<std::int64_t()> now_ms;  ///< since 1970
  };
  static Result<std::unique_ptr<WrittenStore>> open(Parts parts, Language language);
  ~WrittenStore();

  [[nodiscard]] Store& store() noexcept { return *store_; }
  [[nodiscard]] LogWriter& writer() noexcept { return *writer_; }
  [[nodiscard]] LastingHistory& history() noexcept { return *history_; }
  [[nodiscard]] const crypto::StoreKeys& keys() const noexcept { return keys_; }
  /// The time for the next entry: now, or where the clock went back the newest that the log has or
  /// that was handed out here, as times in a log never decrease. Of the thread that writes.
  [[nodiscard]] std::int64_t entry_time() noexcept;
  /// Null where the store was made without one.
  [[nodiscard]] store::Vault* vault() noexcept { return vault_.get(); }
  /// What seals the claims of this retailer; none without a vault.
  [[nodiscard]] std::optional<SealingKeys> sealing(const std::string& retailer) const;
  /// A new signing key, named by an entry that the old one's last checkpoint covers; gives the
  /// entry's number. The log keeps its name.
  [[nodiscard]] Result<std::uint64_t> rotate_key(const std::string& by);
  [[nodiscard]] Result<void> close();

 private:
  explicit WrittenStore(std::string path) : path_{std::move(path)} {}
  Result<void> open_log();
  Result<void> settle_rotation();
  Result<void> complete_history(Language language);

  std::string path_;
  std::function<std::int64_t()> now_ms_ = now_ms;
  crypto::Sha256 hash_;
  crypto::StoreKeys keys_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<store::Vault> vault_;
  crypto::DeploymentKey vault_key_;
  std::unique_ptr<Anchor> anchor_;
  std::optional<LogWriter> writer_;
  std::int64_t newest_ms_ = 0;
  std::unique_ptr<LastingHistory> history_;
};

/// A store that is only read. E-STORE-MISSING and its kin.
[[nodiscard]] Result<std::unique_ptr<Store>> open_read_only(const std::string& path);

/// The two halves of the key as siphash128 takes it.
[[nodiscard]] SipKey sip_key(const std::array<std::uint8_t, 16>& bytes) noexcept;

}  // namespace tradein::tool
