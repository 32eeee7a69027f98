#include "adapters/store/new_store.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "adapters/store/database.hpp"
#include "store_schema.hpp"

namespace tradein::store {
namespace {

Error cannot_make(const std::string& path) {
  return {.code = "E-STORE-IO",
          .place = path,
          .what = {"无法新建账本", "the new store cannot be made"},
          .fix = {"检查目录是否存在、是否可写", "check that the folder exists and is writable"},
          .trouble = Trouble::store};
}

void remove_draft(const std::string& draft) {
  for (const char* ending : {"", "-wal", "-shm", "-journal"}) ::unlink((draft + ending).c_str());
}

bool sync_path(const std::string& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  return synced;
}

Result<void> write_draft(const std::string& draft, int page_bytes) {
  auto database = open_database(draft, Access::create);
  if (!database) return std::unexpected(database.error());
  sqlite3* const raw = database->get();
  const std::string pages = "PRAGMA page_size = " + std::to_string(page_bytes);
  if (auto done = execute(raw, draft, pages.c_str()); !done) return done;
  if (auto done = execute(raw, draft, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
      !done)
    return done;
  if (auto done = execute(raw, draft, "BEGIN IMMEDIATE"); !done) return done;
  if (auto done = execute(raw, draft, schema_sql); !done) return done;
  if (auto done = execute(raw, draft, "COMMIT"); !done) return done;
  return execute(raw, draft, "PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace

Result<void> make_new_store(const std::string& path, int page_bytes) {
  const std::string draft = path + ".new";
  remove_draft(draft);
  if (auto written = write_draft(draft, page_bytes); !written) {
    remove_draft(draft);
    written.error().place = path;
    return written;
  }
  for (const char* ending : {"-wal", "-shm"}) ::unlink((draft + ending).c_str());
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (!sync_path(draft, O_RDWR) || ::rename(draft.c_str(), path.c_str()) != 0 ||
      !sync_path(folder, O_RDONLY | O_DIRECTORY)) {
    remove_draft(draft);
    return std::unexpected(cannot_make(path));
  }
  return {};
}

}  // namespace tradein::store
