#include "adapters/store/database.hpp"

#include <sqlite3.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>

#include "engine/base/assert.hpp"

namespace tradein::store {
namespace {

constexpr std::uint32_t our_application_id = 0x74726431;  // schemas/store.sql
constexpr std::uint32_t our_version = 1;

Error store_error(const char* code, const std::string& path, Text what, Text fix) {
  return {code, path, std::move(what), std::move(fix), Trouble::store};
}

std::uint32_t big_endian(const unsigned char* at) {
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 |
         at[3];
}

bool has_write_ahead_log(const std::string& path) {
  struct stat about{};
  return ::stat((path + "-wal").c_str(), &about) == 0 && about.st_size > 0;
}

}  // namespace

void CloseDatabase::operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
void FinalizeStatement::operator()(sqlite3_stmt* s) const noexcept { sqlite3_finalize(s); }

Error foreign_file(const std::string& path) {
  return store_error("E-STORE-FOREIGN", path,
                     {"该文件不是 tradein 的账本，或已损坏；未作任何改动",
                      "this file is no store of tradein, or a damaged one; it was not changed"},
                     {"检查 `--store` 的路径", "check the path after `--store`"});
}

Error database_error(sqlite3* database, int code, const std::string& path) {
  const int primary = code & 0xff;
  const bool no_space = primary == SQLITE_FULL || (database != nullptr && primary == SQLITE_IOERR &&
                                                   sqlite3_system_errno(database) == ENOSPC);
  if (no_space)
    return store_error(
        "E-STORE-FULL", path,
        {"磁盘空间已满，这一组条目没有写入",
         "the disk is full; this group of entries was not written"},
        {"腾出磁盘空间后重新运行同一命令，已写入的不会重复",
         "free some space and run the same command again; what is written is not written twice"});
  const std::string detail =
      std::string{"`"} + sqlite3_errstr(code) + "` (" + std::to_string(code) + ")";
  switch (primary) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return store_error(
          "E-STORE-LOCKED", path,
          {"另一个程序锁住了该账本", "another program has locked this store"},
          {"关闭占用它的程序后重试", "close the program that holds it, then try again"});
    case SQLITE_NOTADB:
      return foreign_file(path);
    case SQLITE_CORRUPT:
      return store_error(
          "E-STORE-CORRUPT", path,
          {"账本文件的结构已损坏：" + detail, "the store's file is damaged: " + detail},
          {"从备份恢复，再执行 `tradein verify`", "restore a backup, then run `tradein verify`"});
    default:
      return store_error(
          "E-STORE-IO", path,
          {"读写账本失败：" + detail, "the store cannot be read or written: " + detail},
          {"检查磁盘和文件权限后重新运行同一命令",
           "check the disk and the file's rights, then run the same command again"});
  }
}

Result<Statement> Statement::prepare(sqlite3* database, const std::string& path, const char* sql) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  if (code == SQLITE_OK) return Statement{raw, path};
  // Our own SQL is right, so a table or column that is missing means another file than we made.
  if ((code & 0xff) == SQLITE_ERROR) return std::unexpected(foreign_file(path));
  return std::unexpected(database_error(database, sqlite3_extended_errcode(database), path));
}

void Statement::bind(int parameter, std::int64_t value) {
  TRADEIN_ASSERT(sqlite3_bind_int64(statement_.get(), parameter, value) == SQLITE_OK);
}

void Statement::bind_text(int parameter, std::string_view text) {
  TRADEIN_ASSERT(sqlite3_bind_text64(statement_.get(), parameter, text.data(), text.size(),
                                     SQLITE_STATIC, SQLITE_UTF8) == SQLITE_OK);
}

void Statement::bind_blob(int parameter, std::string_view bytes) {
  TRADEIN_ASSERT(sqlite3_bind_blob64(statement_.get(), parameter, bytes.data(), bytes.size(),
                                     SQLITE_STATIC) == SQLITE_OK);
}

void Statement::bind_nothing(int parameter) {
  TRADEIN_ASSERT(sqlite3_bind_null(statement_.get(), parameter) == SQLITE_OK);
}

std::vector<std::string> Statement::names() const {
  std::vector<std::string> out;
  for (int i = 0; i < sqlite3_column_count(statement_.get()); ++i)
    out.emplace_back(sqlite3_column_name(statement_.get(), i));
  return out;
}

Result<Statement::Step> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return Step::row;
  if (code == SQLITE_DONE) return Step::done;
  sqlite3* const database = sqlite3_db_handle(statement_.get());
  Error error = database_error(database, sqlite3_extended_errcode(database), path_);
  reset();
  return std::unexpected(std::move(error));
}

Result<void> Statement::run() {
  const auto stepped = step();
  if (!stepped) return std::unexpected(stepped.error());
  reset();
  return {};
}

void Statement::reset() noexcept {
  // It repeats the error of the last step, which was reported there.
  static_cast<void>(sqlite3_reset(statement_.get()));
}

std::int64_t Statement::integer(int column) noexcept {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::bytes(int column) noexcept {
  // A text's blob is its bytes in the database's encoding, UTF-8, without a terminating copy.
  const void* const data = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (data == nullptr || size <= 0) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

Result<void> execute(sqlite3* database, const std::string& path, const char* sql) {
  const int code = sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) return {};
  return std::unexpected(database_error(database, sqlite3_extended_errcode(database), path));
}

Result<DatabasePtr> open_database(const std::string& path, Access access) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (access == Access::read) flags |= SQLITE_OPEN_READONLY;
  if (access != Access::read) flags |= SQLITE_OPEN_READWRITE;
  if (access == Access::create) flags |= SQLITE_OPEN_CREATE;
  if (access == Access::memory) flags |= SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY;
  sqlite3* raw = nullptr;
  // An absolute or dotted name: "file:…" and ":memory:" are names of files here and nothing else.
  const std::string name = path.starts_with('/') ? path : "./" + path;
  const int code = sqlite3_open_v2(name.c_str(), &raw, flags, nullptr);
  DatabasePtr database{raw};
  if (code != SQLITE_OK) return std::unexpected(database_error(raw, code, path));
  for (const int option : {SQLITE_DBCONFIG_DEFENSIVE, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE})
    TRADEIN_ASSERT(sqlite3_db_config(raw, option, 1, nullptr) == SQLITE_OK);
  TRADEIN_ASSERT(sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr) == SQLITE_OK);
  sqlite3_busy_timeout(raw, busy_ms_max);
  return database;
}

Result<void> check_file_header(sqlite3* database, const std::string& path) {
  sqlite3_file* file = nullptr;
  TRADEIN_ASSERT(sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &file) ==
                 SQLITE_OK);
  std::array<unsigned char, 100> head{};
  sqlite3_int64 size = 0;
  if (file->pMethods == nullptr || file->pMethods->xFileSize(file, &size) != SQLITE_OK ||
      size < static_cast<sqlite3_int64>(head.size()) ||
      file->pMethods->xRead(file, head.data(), static_cast<int>(head.size()), 0) != SQLITE_OK)
    return std::unexpected(foreign_file(path));
  // Offsets: "The Database Header" in SQLite's file format.
  constexpr std::string_view magic{"SQLite format 3\0", 16};
  if (std::string_view{reinterpret_cast<const char*>(head.data()), magic.size()} != magic ||
      big_endian(head.data() + 68) != our_application_id)
    return std::unexpected(foreign_file(path));
  if (const std::uint32_t version = big_endian(head.data() + 60); version != our_version) {
    const std::string number = std::to_string(version);
    return std::unexpected(
        store_error("E-STORE-VERSION", path,
                    {"账本是第 `" + number + "` 版，本程序只认第 1 版；未作任何改动",
                     "the store has version `" + number +
                         "`, this program knows version 1; it was not changed"},
                    {"使用写入该账本的 tradein 版本", "use the version of tradein that wrote it"}));
  }
  std::int64_t page_bytes = std::int64_t{head[16]} << 8 | head[17];
  if (page_bytes == 1) page_bytes = 65'536;
  const std::int64_t pages = big_endian(head.data() + 28);
  // A crash in a checkpoint may leave the file shorter than its header says: then the write-ahead
  // log has the rest.
  if (size < page_bytes * pages && !has_write_ahead_log(path))
    return std::unexpected(store_error(
        "E-STORE-TRUNCATED", path,
        {"账本文件不完整，末尾缺失；未作任何改动",
         "the store's file is cut short; it was not changed"},
        {"重新完整复制该文件，或从备份恢复", "copy the whole file again, or restore a backup"}));
  return {};
}

}  // namespace tradein::store
