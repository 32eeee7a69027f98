#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "adapters/store/database.hpp"
#include "engine/base/result.hpp"

/// The vault's file (schemas/vault.sql): sealed records, which are opened by no one here.
namespace tradein::store {

using Subject = std::array<std::uint8_t, 16>;
using KeyId = std::array<std::uint8_t, 16>;

enum class PersonalState : std::uint8_t { active, restricted, erased };
[[nodiscard]] std::string_view name(PersonalState state) noexcept;

/// The records of one commit, as the vault keeps them. Reused, it keeps its memory.
class VaultGroup {
 public:
  void add(std::uint64_t entry, const Subject& subject, std::string_view sealed);
  void clear() noexcept {
    places_.clear();
    sealed_.clear();
  }
  [[nodiscard]] bool empty() const noexcept { return places_.empty(); }
  [[nodiscard]] const std::string& places() const noexcept { return places_; }
  [[nodiscard]] const std::string& sealed() const noexcept { return sealed_; }

 private:
  std::string places_, sealed_;
};

[[nodiscard]] std::string vault_path(const std::string& store_path);
[[nodiscard]] bool vault_exists(const std::string& store_path);

/// A vault that is open. One that is written belongs to who holds the store's writer lock.
/// Errors are those of the store's file, with the vault's path; E-VAULT-FORM (Trouble::store) where
/// the file is none or of another version. After an error of a write append() refuses everything,
/// but for a full disk.
class Vault {
 public:
  struct Owner {
    std::string origin;
    KeyId key{};
  };
  /// `write` is for large groups: each page is written once, but a commit syncs five times.
  /// `write_often` is for small ones: one sync a commit, and each page is written twice.
  enum class Mode : std::uint8_t { read, write, write_often };
  /// A new one, of this log and this deployment key, where there is none.
  static Result<std::unique_ptr<Vault>> create(const std::string& store_path, const Owner& owner,
                                               Mode mode = Mode::write);
  static Result<std::unique_ptr<Vault>> open(const std::string& store_path, Mode mode);

  [[nodiscard]] const Owner& owner() const noexcept { return owner_; }

  /// Durable when it comes back. `log_size`: the log's before the commit that these records are of.
  /// Records of entries that the log does not have yet are taken away: a crash left them.
  Result<void> append(std::uint64_t log_size, const VaultGroup& group);

  struct Record {
    Subject subject{};
    std::string sealed;
    KeyId key{};  ///< the deployment key that it is under
  };
  /// The record of a claim's entry; none where it was erased, or never was.
  Result<std::optional<Record>> find(std::uint64_t entry);

  struct State {
    PersonalState state = PersonalState::active;
    std::uint64_t entry = 0;
  };
  /// None where nothing was ever said of the subject.
  Result<std::optional<State>> state_of(const Subject& subject);
  Result<void> set_state(const Subject& subject, const State& state);
  /// Overwrites every record of the subject, keys and texts, in the file and in its journals, and
  /// sets its state. Gives the number of records; 0 where there is none any more.
  Result<std::uint64_t> erase(const Subject& subject, std::uint64_t entry);

  struct Rewrap {
    KeyId key{};  ///< the vault's from then on
    /// Changes a record in place; false where it does not open.
    std::function<bool(const Subject& subject, std::span<char> sealed)> record;
    /// `done` of `all` entries were passed, `records` of them changed.
    std::function<void(std::uint64_t done, std::uint64_t all, std::uint64_t records)> progress;
  };
  /// Changes every record that was not erased, and the vault's key with them: all or nothing. Then
  /// wipes the journals. Gives the number of records. E-VAULT-RECORD (Trouble::integrity) where one
  /// does not open; nothing is changed. A journal as large as the vault is written on the way.
  Result<std::uint64_t> rewrap(const Rewrap& work);
  /// Overwrites the journals, which have records as they once were, and leaves them empty.
  Result<void> wipe_journals();

  /// How many records a subject has.
  Result<std::uint64_t> count(const Subject& subject);

 private:
  Vault(std::string path, DatabasePtr database)
      : path_{std::move(path)}, database_{std::move(database)} {}
  Result<void> start(Mode mode);
  Result<void> start_writing(Mode mode);
  Result<void> run(const char* sql) { return execute(database_.get(), path_, sql); }
  Result<Statement> prepare(const char* sql) {
    return Statement::prepare(database_.get(), path_, sql);
  }
  Result<void> transaction(const std::function<Result<void>()>& work,
                           const char* begin = "BEGIN IMMEDIATE");
  template <class Visit>
  Result<void> each_place(const Subject& subject, Visit visit);
  Result<void> write_state(const Subject& subject, const State& state);
  Result<void> overwrite(std::int64_t first, const char* column, std::size_t offset,
                         std::size_t count);
  Result<void> checkpoint(int how);
  Result<std::uint64_t> rewrap_records(const Rewrap& work);

  std::string path_;
  DatabasePtr database_;
  Owner owner_;
  std::optional<Statement> insert_, drop_;
  bool failed_ = false;
};

}  // namespace tradein::store
