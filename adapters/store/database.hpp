#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

/// A thin layer over the SQLite library for the .cpp files of this folder: owners, and its return
/// codes as errors.
namespace tradein::store {

inline constexpr int busy_ms_max = 5'000;  ///< another program's lock is waited for so long

struct CloseDatabase {
  void operator()(sqlite3* database) const noexcept;
};
using DatabasePtr = std::unique_ptr<sqlite3, CloseDatabase>;

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const noexcept;
};

/// What SQLite's return code means to us. `code` is the extended one.
[[nodiscard]] Error database_error(sqlite3* database, int code, const std::string& path);

/// A prepared statement. Texts and blobs are bound without a copy: they live until the next
/// reset().
class Statement {
 public:
  enum class Step : std::uint8_t { row, done };

  static Result<Statement> prepare(sqlite3* database, const std::string& path, const char* sql);

  void bind(int parameter, std::int64_t value);
  void bind_text(int parameter, std::string_view text);
  void bind_blob(int parameter, std::string_view bytes);
  void bind_nothing(int parameter);

  Result<Step> step();
  /// One that gives no row: step and reset.
  Result<void> run();
  void reset() noexcept;

  [[nodiscard]] std::int64_t integer(int column) noexcept;
  [[nodiscard]] std::string_view bytes(int column) noexcept;  ///< until the next step()
  [[nodiscard]] std::vector<std::string> names() const;       ///< of the columns

 private:
  Statement(sqlite3_stmt* statement, const std::string& path)
      : statement_{statement}, path_{path} {}
  std::unique_ptr<sqlite3_stmt, FinalizeStatement> statement_;
  std::string path_;
};

/// Runs statements that give no rows (or whose rows do not matter).
Result<void> execute(sqlite3* database, const std::string& path, const char* sql);

enum class Access : std::uint8_t { read, read_write, create, memory };
[[nodiscard]] Result<DatabasePtr> open_database(const std::string& path, Access access);

/// Looks at the file's first bytes, through SQLite's own file handle but without any lock, so that
/// a file that is refused gets neither a -wal nor a -shm: E-STORE-FOREIGN, E-STORE-VERSION,
/// E-STORE-TRUNCATED.
Result<void> check_file_header(sqlite3* database, const std::string& path);

[[nodiscard]] Error foreign_file(const std::string& path);

}  // namespace tradein::store
