#include "adapters/store/new_store.hpp"

#include <unistd.h>

#include <cstdio>

#include "adapters/store/database.hpp"
#include "adapters/store/sync_path.hpp"
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
  if (!sync_file(draft) || ::rename(draft.c_str(), path.c_str()) != 0 || !sync_folder_of(path)) {
    remove_draft(draft);
    return std::unexpected(cannot_make(path));
  }
  return {};
}

}  // namespace tradein::store
