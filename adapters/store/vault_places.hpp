#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/store/vault.hpp"

struct sqlite3_blob;

/// How a row of the vault is laid out (schemas/vault.sql), for the .cpp files of this folder.
namespace tradein::store {

inline constexpr std::size_t place_bytes = 32, subject_at = 16;

/// Where a record lies in its row.
struct Place {
  std::uint64_t entry = 0;
  std::size_t offset = 0, length = 0;
  Subject subject{};
};
void append_place(const Place& place, std::string& out);
[[nodiscard]] Place place_of(std::string_view bytes);
[[nodiscard]] std::string_view view_of(const Subject& subject);

[[nodiscard]] Error bad_vault_form(const std::string& path);

/// A row's bytes, read and changed where they lie: an UPDATE would write the row to other pages.
class VaultBlob {
 public:
  static Result<VaultBlob> open(sqlite3* database, const std::string& path, const char* column,
                                std::int64_t first);
  /// All of it.
  Result<void> read(std::string& out);
  /// E-VAULT-FORM where it would not fit.
  Result<void> write(std::size_t offset, std::string_view bytes);

 private:
  struct Close {
    void operator()(sqlite3_blob* blob) const noexcept;
  };
  VaultBlob(sqlite3* database, const std::string& path, sqlite3_blob* blob)
      : database_{database}, path_{path}, blob_{blob} {}
  [[nodiscard]] Result<void> result(int code) const;
  [[nodiscard]] std::size_t size() const noexcept;

  sqlite3* database_;
  std::string path_;
  std::unique_ptr<sqlite3_blob, Close> blob_;
};

}  // namespace tradein::store
