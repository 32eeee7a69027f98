#include "adapters/store/sqlite_store.hpp"

#include <sqlite3.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <map>
#include <utility>

#include "adapters/store/database.hpp"
#include "adapters/store/database_check.hpp"
#include "adapters/store/new_store.hpp"
#include "adapters/store/store_lock.hpp"
#include "adapters/store/sync_path.hpp"
#include "engine/base/assert.hpp"

namespace tradein::store {
namespace {

constexpr std::size_t read_bytes_max = 8 * 1024 * 1024;

constexpr std::size_t row_hashes = 64;  // of a tile, in one row
constexpr std::uint64_t rows_a_tile = tile_width / row_hashes;

/// schemas/store.sql: level 0, which grows with every group, lies last in its table.
std::int64_t tile_place(std::uint8_t level, std::uint64_t row) {
  TRADEIN_ASSERT(level < 8 && row < std::uint64_t{1} << 56);
  return static_cast<std::int64_t>(std::uint64_t{7U - level} << 56 | row);
}

bool hash_from(std::string_view bytes, Hash256& out) {
  if (bytes.size() != out.size()) return false;
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(out.data()));
  return true;
}

Error damaged(const std::string& place, const char* zh, const char* en) {
  return {.code = "E-LOG-GAP",
          .place = place,
          .what = {zh, en},
          .fix = {"执行 `tradein verify` 查明原因，并从备份恢复",
                  "run `tradein verify` to learn why, and restore a backup"},
          .trouble = Trouble::integrity};
}

/// SQLite calls it after each commit with the pages that the write-ahead log now holds.
int note_log_pages(void* pages, sqlite3*, const char*, int count) {
  *static_cast<std::int64_t*>(pages) = count;
  return SQLITE_OK;
}

class SqliteStore final : public Store {
 public:
  SqliteStore(std::string path, const Options& options, std::unique_ptr<StoreLock> lock,
              DatabasePtr database)
      : path_{std::move(path)},
        options_{options},
        lock_{std::move(lock)},
        database_{std::move(database)} {}
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;
  ~SqliteStore() override { static_cast<void>(close()); }

  Result<void> start();

  Result<std::uint64_t> size() override;
  Result<void> read(std::uint64_t first, std::size_t entries_max, EntryBlock& out) override;
  Result<std::optional<std::string>> get_pack(const Hash256& sha256) override;
  Result<void> read_tile(std::uint8_t level, std::uint64_t index,
                         std::vector<Hash256>& out) override;
  Result<Commit> last_commit() override;
  Result<std::optional<Commit>> commit_at(std::uint64_t size) override;

  Result<void> append(const Group& group) override;
  Result<void> sync() override;
  Result<void> put_pack(const Hash256& sha256, std::string_view bytes) override;
  Result<void> put_note(std::uint64_t size, std::string_view note) override;

  Result<void> each_row(const std::function<bool(std::int64_t, std::string_view)>& visit) override;
  Result<void> each_commit(
      std::int64_t after,
      const std::function<bool(std::int64_t, std::string_view, std::string_view)>& visit) override;
  Result<void> each_pack(
      const std::function<bool(std::string_view, std::string_view)>& visit) override;
  Result<void> each_tile(
      const std::function<bool(std::int64_t, std::int64_t, std::string_view)>& visit) override;
  Result<std::vector<Text>> form_flaws() override;
  Result<void> close() override;

 private:
  bool writes() const noexcept { return options_.mode != Mode::read; }
  Result<Statement> prepare(const char* sql) {
    return Statement::prepare(database_.get(), path_, sql);
  }
  Result<void> run(const char* sql) { return execute(database_.get(), path_, sql); }
  /// The kept statement for this SQL, prepared at its first use.
  Result<Statement*> kept(const char* sql);
  Result<std::optional<Commit>> one_commit(Statement& statement);
  Result<void> start_writing();
  Result<void> write_group(const Group& group);
  Result<void> write_tiles(std::span<const Tile> tiles);
  Result<void> write_packs();
  Result<void> write_rest();
  Result<void> finish_writing();
  int checkpoint(int how) noexcept;
  Result<void> shorten_write_ahead_log();
  Error refused() const;

  std::string path_;
  Options options_;
  std::unique_ptr<StoreLock> lock_;  // let go after the database is closed
  DatabasePtr database_;
  std::map<const char*, Statement> statements_;
  std::map<Hash256, std::string> packs_;  // put, not stored yet
  std::uint64_t size_ = 0;                // of a store that is written
  std::int64_t log_pages_ = 0;            // in the write-ahead log after the last commit
  std::int64_t page_bytes_ = 0;
  // Until start() has found everything in order, and after an error of a write or a sync.
  std::atomic<bool> failed_ = true;
};

Result<Statement*> SqliteStore::kept(const char* sql) {
  auto found = statements_.find(sql);
  if (found == statements_.end()) {
    auto made = prepare(sql);
    if (!made) return std::unexpected(made.error());
    found = statements_.emplace(sql, std::move(*made)).first;
  }
  return &found->second;
}

Error SqliteStore::refused() const {
  return {.code = "E-STORE-IO",
          .place = path_,
          .what = {"此前的写入失败，磁盘上的内容无法确定",
                   "an earlier write failed, and what reached the disk is unknown"},
          .fix = {"重新运行同一命令，它会先查明已写入的内容",
                  "run the same command again; it looks first at what was written"},
          .trouble = Trouble::store};
}

Result<void> SqliteStore::start() {
  // Not PRAGMA mmap_size: a file that is cut while it is mapped would end the process by SIGBUS.
  if (auto done = run("PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON; "
                      "PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 0");
      !done)
    return done;
  // The header lay in the file; a change of it may still lie in the write-ahead log.
  auto version = prepare(
      "SELECT user_version, application_id FROM pragma_user_version, "
      "pragma_application_id");
  if (!version) return std::unexpected(version.error());
  if (auto stepped = version->step(); !stepped) return std::unexpected(stepped.error());
  if (version->integer(0) != 1 || version->integer(1) != 0x74726431)
    return std::unexpected(foreign_file(path_));
  return writes() ? start_writing() : Result<void>{};
}

Result<void> SqliteStore::start_writing() {
  if (sqlite3_db_readonly(database_.get(), "main") == 1)
    return std::unexpected(database_error(nullptr, SQLITE_READONLY, path_));
  // The cache holds a whole group of 5,000 entries, so that no page is written before the commit.
  // Commits are brought to the disk by sync(); NORMAL syncs what a checkpoint rests on, no more.
  // Debian's SQLite overwrites what is deleted, and so sets each new page to zero; nothing is.
  if (auto done = run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
                      "PRAGMA cache_size = -16384; PRAGMA journal_size_limit = -1; "
                      "PRAGMA secure_delete = OFF");
      !done)
    return done;
  const auto last = last_commit();
  if (!last) return std::unexpected(last.error());
  auto newest = prepare("SELECT ifnull(max(seq), -1) FROM entry");
  if (!newest) return std::unexpected(newest.error());
  if (auto stepped = newest->step(); !stepped) return std::unexpected(stepped.error());
  if (newest->integer(0) + 1 != static_cast<std::int64_t>(last->size))
    return std::unexpected(damaged("entry " + std::to_string(last->size),
                                   "条目数与最后一个检查点不符",
                                   "the number of entries is not what the last checkpoint says"));
  // The write-ahead log was made by the first reading above, at the latest. What a process that was
  // killed wrote into it can be read here, but need not be on the disk: before it is, no answer may
  // rest on it.
  if (auto done = sync(); !done) return done;
  if (!sync_folder_of(path_))
    return std::unexpected(database_error(nullptr, SQLITE_IOERR_DIR_FSYNC, path_));
  auto page = prepare("PRAGMA page_size");
  if (!page) return std::unexpected(page.error());
  if (auto stepped = page->step(); !stepped) return std::unexpected(stepped.error());
  page_bytes_ = page->integer(0);
  static_cast<void>(sqlite3_wal_hook(database_.get(), note_log_pages, &log_pages_));
  size_ = last->size;
  failed_ = false;
  return {};
}

Result<std::uint64_t> SqliteStore::size() {
  const auto last = last_commit();
  if (!last) return std::unexpected(last.error());
  return last->size;
}

Result<void> SqliteStore::read(std::uint64_t first, std::size_t entries_max, EntryBlock& out) {
  out.clear(first);
  const auto size_now = size();
  if (!size_now) return std::unexpected(size_now.error());
  if (first >= *size_now) return {};
  auto found = kept("SELECT seq, bytes FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq");
  if (!found) return std::unexpected(found.error());
  Statement& rows = **found;
  const std::uint64_t count = std::min<std::uint64_t>(entries_max, *size_now - first);
  rows.bind(1, static_cast<std::int64_t>(first));
  rows.bind(2, static_cast<std::int64_t>(first + count));
  while (out.size() < count && out.bytes.size() < read_bytes_max) {
    const auto stepped = rows.step();
    if (!stepped) return std::unexpected(stepped.error());
    if (*stepped == Statement::Step::done ||
        rows.integer(0) != static_cast<std::int64_t>(out.next_number())) {
      rows.reset();
      return std::unexpected(damaged("entry " + std::to_string(out.next_number()),
                                     "该编号的条目缺失", "the entry of this number is missing"));
    }
    out.bytes.append(rows.bytes(1));
    out.close_entry();
  }
  rows.reset();
  return {};
}

Result<std::optional<std::string>> SqliteStore::get_pack(const Hash256& sha256) {
  if (const auto waiting = packs_.find(sha256); waiting != packs_.end()) return waiting->second;
  auto found = kept("SELECT bytes FROM pack WHERE sha256 = ?");
  if (!found) return std::unexpected(found.error());
  Statement& row = **found;
  row.bind_blob(1, as_text(sha256));
  const auto stepped = row.step();
  if (!stepped) return std::unexpected(stepped.error());
  std::optional<std::string> bytes;
  if (*stepped == Statement::Step::row) bytes = std::string{row.bytes(0)};
  row.reset();
  return bytes;
}

Result<void> SqliteStore::read_tile(std::uint8_t level, std::uint64_t index,
                                    std::vector<Hash256>& out) {
  out.clear();
  auto found = kept("SELECT hashes FROM tile WHERE place BETWEEN ? AND ? ORDER BY place");
  if (!found) return std::unexpected(found.error());
  Statement& rows = **found;
  rows.bind(1, tile_place(level, index * rows_a_tile));
  rows.bind(2, tile_place(level, index * rows_a_tile + rows_a_tile - 1));
  for (;;) {
    const auto stepped = rows.step();
    if (!stepped) return std::unexpected(stepped.error());
    if (*stepped == Statement::Step::done) break;
    std::string_view bytes = rows.bytes(0);
    for (; bytes.size() >= sizeof(Hash256); bytes.remove_prefix(sizeof(Hash256)))
      TRADEIN_ASSERT(hash_from(bytes.substr(0, sizeof(Hash256)), out.emplace_back()));
  }
  rows.reset();
  if (out.size() > tile_width) out.clear();  // damaged: as good as missing
  return {};
}

Result<std::optional<Commit>> SqliteStore::one_commit(Statement& statement) {
  const auto stepped = statement.step();
  if (!stepped) return std::unexpected(stepped.error());
  std::optional<Commit> commit;
  if (*stepped == Statement::Step::row) {
    commit.emplace();
    commit->size = static_cast<std::uint64_t>(statement.integer(0));
    const bool good = hash_from(statement.bytes(1), commit->root);
    commit->note = std::string{statement.bytes(2)};
    statement.reset();
    if (!good)
      return std::unexpected(damaged("checkpoint " + std::to_string(commit->size), "检查点已损坏",
                                     "this checkpoint is damaged"));
  }
  statement.reset();
  return commit;
}

Result<Commit> SqliteStore::last_commit() {
  auto found = kept("SELECT size, root, note FROM checkpoint ORDER BY size DESC LIMIT 1");
  if (!found) return std::unexpected(found.error());
  auto commit = one_commit(**found);
  if (!commit) return std::unexpected(commit.error());
  return commit->value_or(Commit{});
}

Result<std::optional<Commit>> SqliteStore::commit_at(std::uint64_t size) {
  auto found = kept("SELECT size, root, note FROM checkpoint WHERE size = ?");
  if (!found) return std::unexpected(found.error());
  (*found)->bind(1, static_cast<std::int64_t>(size));
  return one_commit(**found);
}

Result<void> SqliteStore::append(const Group& group) {
  TRADEIN_ASSERT(writes() && group.entries->first == size_);
  if (failed_) return std::unexpected(refused());
  auto written = write_group(group);
  if (!written) {
    // Where the disk was full the transaction is known to be undone once ROLLBACK says so. Any
    // other error leaves the disk's state unknown.
    const bool undone = sqlite3_get_autocommit(database_.get()) != 0 || run("ROLLBACK").has_value();
    failed_ = !undone || written.error().code != "E-STORE-FULL";
    return written;
  }
  size_ = group.entries->next_number();
  packs_.clear();
  return shorten_write_ahead_log();
}

/// After a sync that failed nothing is: a second one would lie about what the first has lost.
Result<void> SqliteStore::sync() {
  if (sync_file(path_ + "-wal")) return {};
  // Without a write-ahead log all is in the store's own file, synced when the log was taken away.
  if (errno == ENOENT && !writes()) return {};
  failed_ = true;
  return std::unexpected(database_error(nullptr, SQLITE_IOERR_FSYNC, path_));
}

Result<void> SqliteStore::write_group(const Group& group) {
  if (auto done = run("BEGIN IMMEDIATE"); !done) return done;
  auto entry = kept("INSERT INTO entry (seq, bytes) VALUES (?, ?)");
  if (!entry) return std::unexpected(entry.error());
  const EntryBlock& entries = *group.entries;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    (*entry)->bind(1, static_cast<std::int64_t>(entries.first + i));
    (*entry)->bind_text(2, entries[i]);
    if (auto done = (*entry)->run(); !done) return done;
  }
  if (auto done = write_tiles(group.tiles); !done) return done;
  if (!entries.empty()) {
    auto checkpoint = kept("INSERT INTO checkpoint (size, root, note) VALUES (?, ?, ?)");
    if (!checkpoint) return std::unexpected(checkpoint.error());
    (*checkpoint)->bind(1, static_cast<std::int64_t>(entries.next_number()));
    (*checkpoint)->bind_blob(2, as_text(group.root));
    (*checkpoint)->bind_text(3, group.note);
    if (auto done = (*checkpoint)->run(); !done) return done;
  }
  if (auto done = write_packs(); !done) return done;
  return run("COMMIT");
}

Result<void> SqliteStore::write_tiles(std::span<const Tile> tiles) {
  // Only the last row of a tile that has grown is longer than before.
  auto insert = kept(
      "INSERT INTO tile (place, hashes) VALUES (?, ?) ON CONFLICT (place) "
      "DO UPDATE SET hashes = excluded.hashes "
      "WHERE length(excluded.hashes) > length(hashes)");
  if (!insert) return std::unexpected(insert.error());
  for (const Tile& tile : tiles) {
    for (std::size_t first = 0; first < tile.hashes.size(); first += row_hashes) {
      const std::size_t count = std::min(row_hashes, tile.hashes.size() - first);
      (*insert)->bind(1, tile_place(tile.level, tile.index * rows_a_tile + first / row_hashes));
      (*insert)->bind_blob(
          2, {reinterpret_cast<const char*>(tile.hashes.data() + first), count * sizeof(Hash256)});
      if (auto done = (*insert)->run(); !done) return done;
    }
  }
  return {};
}

Result<void> SqliteStore::put_pack(const Hash256& sha256, std::string_view bytes) {
  TRADEIN_ASSERT(writes());
  if (failed_) return std::unexpected(refused());
  // A book of rules is some thirty packs: one commit with the entries that name them, not thirty.
  // Not operator[]: were memory gone for the bytes, close() would store a pack without them.
  packs_.insert_or_assign(sha256, std::string{bytes});
  return {};
}

Result<void> SqliteStore::write_packs() {
  if (packs_.empty()) return {};
  auto insert = kept("INSERT INTO pack (sha256, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING");
  if (!insert) return std::unexpected(insert.error());
  for (const auto& [sha256, bytes] : packs_) {
    (*insert)->bind_blob(1, as_text(sha256));
    (*insert)->bind_blob(2, bytes);
    if (auto done = (*insert)->run(); !done) return done;
  }
  return {};
}

/// Packs that no group has taken with it.
Result<void> SqliteStore::write_rest() {
  if (packs_.empty()) return {};
  if (auto begun = run("BEGIN IMMEDIATE"); !begun) return begun;
  auto done = write_packs();
  if (done) done = run("COMMIT");
  if (!done) {
    if (sqlite3_get_autocommit(database_.get()) == 0) static_cast<void>(run("ROLLBACK"));
    failed_ = failed_ || done.error().code != "E-STORE-FULL";
    return done;
  }
  packs_.clear();
  return {};
}

Result<void> SqliteStore::put_note(std::uint64_t size, std::string_view note) {
  TRADEIN_ASSERT(writes());
  if (failed_) return std::unexpected(refused());
  auto update = kept("UPDATE checkpoint SET note = ? WHERE size = ? AND note = ''");
  if (!update) return std::unexpected(update.error());
  (*update)->bind_text(1, note);
  (*update)->bind(2, static_cast<std::int64_t>(size));
  return (*update)->run();
}

/// Without waiting for a reader: what it holds is shortened another time.
int SqliteStore::checkpoint(int how) noexcept {
  sqlite3_busy_timeout(database_.get(), 0);
  const int code = sqlite3_wal_checkpoint_v2(database_.get(), "main", how, nullptr, nullptr);
  sqlite3_busy_timeout(database_.get(), busy_ms_max);
  return code;
}

/// Between transactions, by the one writer: no other connection writes or checkpoints, which keeps
/// clear of the write-ahead log's reset race of SQLite before 3.51.3. A reader that holds an old
/// state only delays it.
Result<void> SqliteStore::shorten_write_ahead_log() {
  if (log_pages_ * page_bytes_ <= options_.wal_bytes_max) return {};
  // RESTART and not TRUNCATE: the file's pages are written over, which took 0.5 us an entry less
  // than new ones did.
  const int code = checkpoint(SQLITE_CHECKPOINT_RESTART);
  if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY) return {};
  failed_ = true;
  return std::unexpected(database_error(database_.get(), code, path_));
}

Result<void> SqliteStore::each_row(
    const std::function<bool(std::int64_t, std::string_view)>& visit) {
  auto rows = prepare("SELECT seq, bytes FROM entry ORDER BY seq");
  if (!rows) return std::unexpected(rows.error());
  for (;;) {
    const auto stepped = rows->step();
    if (!stepped) return std::unexpected(stepped.error());
    if (*stepped == Statement::Step::done) return {};
    if (!visit(rows->integer(0), rows->bytes(1))) return {};
  }
}

Result<void> SqliteStore::each_commit(
    std::int64_t after,
    const std::function<bool(std::int64_t, std::string_view, std::string_view)>& visit) {
  auto rows = prepare("SELECT size, root, note FROM checkpoint WHERE size > ? ORDER BY size");
  if (!rows) return std::unexpected(rows.error());
  rows->bind(1, after);
  for (;;) {
    const auto stepped = rows->step();
    if (!stepped) return std::unexpected(stepped.error());
    if (*stepped == Statement::Step::done) return {};
    if (!visit(rows->integer(0), rows->bytes(1), rows->bytes(2))) return {};
  }
}

Result<void> SqliteStore::each_pack(
    const std::function<bool(std::string_view, std::string_view)>& visit) {
  if (auto done = write_rest(); !done) return done;
  auto rows = prepare("SELECT sha256, bytes FROM pack ORDER BY id");
  if (!rows) return std::unexpected(rows.error());
  for (;;) {
    const auto stepped = rows->step();
    if (!stepped) return std::unexpected(stepped.error());
    if (*stepped == Statement::Step::done) return {};
    if (!visit(rows->bytes(0), rows->bytes(1))) return {};
  }
}

Result<void> SqliteStore::each_tile(
    const std::function<bool(std::int64_t, std::int64_t, std::string_view)>& visit) {
  auto rows = prepare("SELECT level, first, hashes FROM tile ORDER BY place");
  if (!rows) return std::unexpected(rows.error());
  for (;;) {
    const auto stepped = rows->step();
    if (!stepped) return std::unexpected(stepped.error());
    if (*stepped == Statement::Step::done) return {};
    if (!visit(rows->integer(0), rows->integer(1), rows->bytes(2))) return {};
  }
}

Result<std::vector<Text>> SqliteStore::form_flaws() {
  return database_flaws(database_.get(), path_);
}

Result<void> SqliteStore::finish_writing() {
  auto done = write_rest();
  if (auto synced = sync(); !synced) return synced;
  const int code = checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
  // Nothing is left in it, so SQLite may remove it where this is the last connection.
  if (code == SQLITE_OK)
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
  // What a reader or a full disk leaves in the write-ahead log is durable there, and read from
  // there.
  const bool harmless =
      code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_FULL;
  if (done && !harmless) done = std::unexpected(database_error(database_.get(), code, path_));
  return done;
}

Result<void> SqliteStore::close() {
  if (!database_) return {};
  Result<void> done;
  if (writes() && !failed_) done = finish_writing();
  statements_.clear();
  database_.reset();
  lock_.reset();
  return done;
}

bool is_new(const std::string& path) {
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0) return true;
  return S_ISREG(about.st_mode) && about.st_size == 0;
}

Error missing_store(const std::string& path) {
  return {.code = "E-STORE-MISSING",
          .place = path,
          .what = {"没有这个账本", "there is no such store"},
          .fix = {"检查 `--store` 的路径；`tradein process` 会新建账本",
                  "check the path after `--store`; `tradein process` makes a new store"},
          .trouble = Trouble::store};
}

}  // namespace

Result<std::unique_ptr<Store>> open_store(const std::string& path, const Options& options) {
  std::unique_ptr<StoreLock> lock;
  const bool makes_new = options.mode == Mode::write_or_create && is_new(path);
  if (!makes_new && is_new(path)) return std::unexpected(missing_store(path));
  const Access access = options.mode == Mode::read ? Access::read : Access::read_write;

  // A file that is not ours is refused before a lock file appears beside it.
  DatabasePtr database;
  if (!makes_new) {
    auto opened = open_database(path, access);
    if (!opened) return std::unexpected(opened.error());
    database = std::move(*opened);
    if (auto good = check_file_header(database.get(), path); !good)
      return std::unexpected(good.error());
  }
  if (options.mode != Mode::read) {
    auto taken = StoreLock::take(path);
    if (!taken) return std::unexpected(taken.error());
    lock = std::make_unique<StoreLock>(std::move(*taken));
  }
  if (makes_new) {
    // Another process may have made it between our look and the lock.
    if (is_new(path))
      if (auto made = make_new_store(path, options.page_bytes); !made)
        return std::unexpected(made.error());
    auto opened = open_database(path, access);
    if (!opened) return std::unexpected(opened.error());
    database = std::move(*opened);
    if (auto good = check_file_header(database.get(), path); !good)
      return std::unexpected(good.error());
  }
  auto store = std::make_unique<SqliteStore>(path, options, std::move(lock), std::move(database));
  if (auto started = store->start(); !started) return std::unexpected(started.error());
  return store;
}

}  // namespace tradein::store
