#include "adapters/store/vault.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "adapters/store/sync_path.hpp"
#include "adapters/store/vault_places.hpp"
#include "engine/base/assert.hpp"
#include "vault_schema.hpp"

namespace tradein::store {
namespace {

constexpr std::int64_t application_id = 0x74726476;  // schemas/vault.sql

Error refused(const std::string& path) {
  return {.code = "E-STORE-IO",
          .place = path,
          .what = {"此前的写入失败，磁盘上的内容无法确定",
                   "an earlier write failed, and what reached the disk is unknown"},
          .fix = {"重新运行同一命令", "run the same command again"},
          .trouble = Trouble::store};
}

bool copy_id(std::string_view bytes, std::array<std::uint8_t, 16>& out) {
  if (bytes.size() != out.size()) return false;
  std::memcpy(out.data(), bytes.data(), out.size());
  return true;
}

std::optional<PersonalState> state_named(std::string_view text) {
  for (const PersonalState state :
       {PersonalState::active, PersonalState::restricted, PersonalState::erased})
    if (name(state) == text) return state;
  return std::nullopt;
}

/// The rollback journal of a commit that a crash cut short: who only reads cannot undo it. SQLite
/// leaves the journal of a commit that goes on alone.
bool undo_cut_commit(const std::string& path) {
  const auto database = open_database(path, Access::read_write);
  return database && execute(database->get(), path, "SELECT 1 FROM sqlite_schema");
}

/// Zeros where the bytes lie, and then an empty file.
bool wipe_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return errno == ENOENT;
  struct stat about{};
  bool wiped = ::fstat(fd, &about) == 0;
  const std::string zeros(64 * 1024, '\0');
  for (off_t at = 0; wiped && at < about.st_size;) {
    const auto part = std::min<off_t>(about.st_size - at, static_cast<off_t>(zeros.size()));
    const ssize_t written = ::pwrite(fd, zeros.data(), static_cast<std::size_t>(part), at);
    wiped = written > 0;
    at += written;
  }
  wiped = wiped && ::fsync(fd) == 0 && ::ftruncate(fd, 0) == 0 && ::fsync(fd) == 0;
  ::close(fd);
  return wiped;
}

}  // namespace

std::string_view name(PersonalState state) noexcept {
  switch (state) {
    case PersonalState::active:
      return "active";
    case PersonalState::restricted:
      return "restricted";
    case PersonalState::erased:
      return "erased";
  }
  return "";
}

void VaultGroup::add(std::uint64_t entry, const Subject& subject, std::string_view sealed) {
  append_place({entry, sealed_.size(), sealed.size(), subject}, places_);
  sealed_.append(sealed);
}

std::string vault_path(const std::string& store_path) { return store_path + ".vault"; }

bool vault_exists(const std::string& store_path) {
  struct stat about{};
  return ::stat(vault_path(store_path).c_str(), &about) == 0;
}

/// All or nothing; what is left of an error other than a full disk is unknown.
Result<void> Vault::transaction(const std::function<Result<void>()>& work, const char* begin) {
  if (failed_) return std::unexpected(refused(path_));
  auto done = run(begin);
  if (!done) return done;
  done = work();
  if (done) done = run("COMMIT");
  if (done) return done;
  const bool undone = sqlite3_get_autocommit(database_.get()) != 0 || run("ROLLBACK").has_value();
  failed_ = !undone || done.error().code != "E-STORE-FULL";
  return done;
}

Result<void> Vault::start_writing(Mode mode) {
  // Where somebody reads, the journal cannot be changed and stays what it is; either is safe.
  sqlite3_busy_timeout(database_.get(), 0);
  const auto changed = run(mode == Mode::write_often ? "PRAGMA journal_mode = WAL"
                                                     : "PRAGMA journal_mode = PERSIST");
  sqlite3_busy_timeout(database_.get(), busy_ms_max);
  if (!changed && changed.error().code != "E-STORE-LOCKED") return changed;
  return run(
      "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -4096; "
      "PRAGMA wal_autocheckpoint = 512");
}

Result<void> Vault::start(Mode mode) {
  if (mode != Mode::read)
    if (auto done = start_writing(mode); !done) return done;
  if (auto done = run("PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON; "
                      "PRAGMA temp_store = MEMORY");
      !done)
    return done;
  auto head = prepare(
      "SELECT user_version, application_id FROM pragma_user_version, pragma_application_id");
  if (!head) return std::unexpected(head.error());
  if (auto stepped = head->step(); !stepped) return std::unexpected(stepped.error());
  if (head->integer(0) != 1 || head->integer(1) != application_id)
    return std::unexpected(bad_vault_form(path_));
  auto row = prepare("SELECT origin, kek FROM vault WHERE id = 1");
  if (!row) return std::unexpected(bad_vault_form(path_));
  const auto stepped = row->step();
  if (!stepped) return std::unexpected(stepped.error());
  if (*stepped == Statement::Step::done) return std::unexpected(bad_vault_form(path_));
  owner_.origin = row->bytes(0);
  if (!copy_id(row->bytes(1), owner_.key)) return std::unexpected(bad_vault_form(path_));
  return {};
}

Result<std::unique_ptr<Vault>> Vault::open(const std::string& store_path, Mode mode) {
  const std::string path = vault_path(store_path);
  auto opened = open_database(path, mode == Mode::read ? Access::read : Access::read_write);
  if (!opened) return std::unexpected(opened.error());
  std::unique_ptr<Vault> vault{new Vault{path, std::move(*opened)}};
  auto started = vault->start(mode);
  if (!started && mode == Mode::read && started.error().code == "E-STORE-IO" &&
      undo_cut_commit(path))
    started = vault->start(mode);
  if (!started) return std::unexpected(started.error());
  return vault;
}

/// Made under another name, then moved: a crash leaves no vault or a good one.
Result<std::unique_ptr<Vault>> Vault::create(const std::string& store_path, const Owner& owner,
                                             Mode mode) {
  const std::string path = vault_path(store_path), draft = path + ".new";
  for (const char* ending : {"", "-journal"}) ::unlink((draft + ending).c_str());
  const int fd = ::open(draft.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd >= 0) ::close(fd);
  {
    auto opened = open_database(draft, Access::read_write);
    if (!opened) return std::unexpected(opened.error());
    sqlite3* const raw = opened->get();
    for (const char* sql :
         {"PRAGMA page_size = 16384", "PRAGMA synchronous = FULL", "BEGIN IMMEDIATE", vault_sql})
      if (auto done = execute(raw, path, sql); !done) return std::unexpected(done.error());
    auto row =
        Statement::prepare(raw, path, "INSERT INTO vault (id, origin, kek) VALUES (1, ?, ?)");
    if (!row) return std::unexpected(row.error());
    row->bind_text(1, owner.origin);
    row->bind_blob(2, view_of(owner.key));
    if (auto done = row->run(); !done) return std::unexpected(done.error());
    if (auto done = execute(raw, path, "COMMIT"); !done) return std::unexpected(done.error());
  }
  if (::rename(draft.c_str(), path.c_str()) != 0 || !sync_folder_of(path))
    return std::unexpected(database_error(nullptr, SQLITE_IOERR, path));
  return open(store_path, mode);
}

Result<void> Vault::append(std::uint64_t log_size, const VaultGroup& group) {
  if (group.empty()) return {};
  if (!drop_) {
    auto drop = prepare("DELETE FROM record WHERE first >= ?");
    if (!drop) return std::unexpected(drop.error());
    auto insert = prepare("INSERT INTO record (first, places, sealed) VALUES (?, ?, ?)");
    if (!insert) return std::unexpected(insert.error());
    drop_ = std::move(*drop);
    insert_ = std::move(*insert);
  }
  return transaction([&]() -> Result<void> {
    drop_->bind(1, static_cast<std::int64_t>(log_size));
    if (auto done = drop_->run(); !done) return done;
    insert_->bind(1, static_cast<std::int64_t>(log_size));
    insert_->bind_blob(2, group.places());
    insert_->bind_blob(3, group.sealed());
    return insert_->run();
  });
}

Result<std::optional<Vault::Record>> Vault::find(std::uint64_t entry) {
  // One statement, so that record and key are of one moment.
  auto row = prepare(
      "SELECT places, sealed, (SELECT kek FROM vault WHERE id = 1) FROM record "
      "WHERE first <= ? ORDER BY first DESC LIMIT 1");
  if (!row) return std::unexpected(row.error());
  row->bind(1, static_cast<std::int64_t>(entry));
  const auto stepped = row->step();
  if (!stepped) return std::unexpected(stepped.error());
  if (*stepped == Statement::Step::done) return std::nullopt;
  std::string_view places = row->bytes(0);
  for (; places.size() >= place_bytes; places.remove_prefix(place_bytes)) {
    const Place place = place_of(places);
    if (place.entry != entry) continue;
    if (place.subject == Subject{}) return std::nullopt;
    const std::string_view sealed = row->bytes(1);
    if (place.offset > sealed.size() || place.length > sealed.size() - place.offset)
      return std::unexpected(bad_vault_form(path_));
    Record record{place.subject, std::string{sealed.substr(place.offset, place.length)}, {}};
    if (!copy_id(row->bytes(2), record.key)) return std::unexpected(bad_vault_form(path_));
    return record;
  }
  return std::nullopt;
}

Result<std::optional<Vault::State>> Vault::state_of(const Subject& subject) {
  auto row = prepare("SELECT state, entry FROM subject WHERE pseudonym = ?");
  if (!row) return std::unexpected(row.error());
  row->bind_blob(1, view_of(subject));
  const auto stepped = row->step();
  if (!stepped) return std::unexpected(stepped.error());
  if (*stepped == Statement::Step::done) return std::nullopt;
  const auto state = state_named(row->bytes(0));
  if (!state) return std::unexpected(bad_vault_form(path_));
  return State{*state, static_cast<std::uint64_t>(row->integer(1))};
}

Result<void> Vault::write_state(const Subject& subject, const State& state) {
  auto row = prepare(
      "INSERT INTO subject (pseudonym, state, entry) VALUES (?, ?, ?) ON CONFLICT (pseudonym) "
      "DO UPDATE SET state = excluded.state, entry = excluded.entry");
  if (!row) return std::unexpected(row.error());
  row->bind_blob(1, view_of(subject));
  row->bind_text(2, name(state.state));
  row->bind(3, static_cast<std::int64_t>(state.entry));
  return row->run();
}

Result<void> Vault::set_state(const Subject& subject, const State& state) {
  TRADEIN_ASSERT(state.state != PersonalState::erased);
  return transaction([&] { return write_state(subject, state); });
}

/// Reads what tells the subjects only: 32 bytes a record.
template <class Visit>
Result<void> Vault::each_place(const Subject& subject, Visit visit) {
  auto rows = prepare("SELECT first, places FROM record ORDER BY first");
  if (!rows) return std::unexpected(rows.error());
  for (;;) {
    const auto stepped = rows->step();
    if (!stepped) return std::unexpected(stepped.error());
    if (*stepped == Statement::Step::done) return {};
    const std::string_view places = rows->bytes(1);
    for (std::size_t at = 0; at + place_bytes <= places.size(); at += place_bytes)
      if (places.substr(at + subject_at, subject.size()) == view_of(subject))
        visit(rows->integer(0), at, place_of(places.substr(at, place_bytes)));
  }
}

Result<std::uint64_t> Vault::count(const Subject& subject) {
  std::uint64_t found = 0;
  const auto read = each_place(subject, [&](std::int64_t, std::size_t, const Place&) { ++found; });
  if (!read) return std::unexpected(read.error());
  return found;
}

Result<void> Vault::overwrite(std::int64_t first, const char* column, std::size_t offset,
                              std::size_t count) {
  auto blob = VaultBlob::open(database_.get(), path_, column, first);
  if (!blob) return std::unexpected(blob.error());
  return blob->write(offset, std::string(count, '\0'));
}

Result<std::uint64_t> Vault::erase(const Subject& subject, std::uint64_t entry) {
  TRADEIN_ASSERT(subject != Subject{});
  struct Hit {
    std::int64_t first = 0;
    std::size_t at = 0;
    Place place;
  };
  std::vector<Hit> hits;
  const auto read =
      each_place(subject, [&](std::int64_t first, std::size_t at, const Place& place) {
        hits.push_back({first, at, place});
      });
  if (!read) return std::unexpected(read.error());
  const auto done = transaction([&]() -> Result<void> {
    for (const Hit& hit : hits) {
      if (auto gone = overwrite(hit.first, "sealed", hit.place.offset, hit.place.length); !gone)
        return gone;
      if (auto gone = overwrite(hit.first, "places", hit.at + subject_at, subject.size()); !gone)
        return gone;
    }
    return write_state(subject, {PersonalState::erased, entry});
  });
  if (!done) return std::unexpected(done.error());
  if (auto wiped = wipe_journals(); !wiped) return std::unexpected(wiped.error());
  return hits.size();
}

/// All of the write-ahead log into the file: a reader that still needs it makes this wait, and then
/// fail.
Result<void> Vault::checkpoint(int how) {
  const int code = sqlite3_wal_checkpoint_v2(database_.get(), "main", how, nullptr, nullptr);
  if (code == SQLITE_OK) return {};
  return std::unexpected(database_error(database_.get(), code, path_));
}

/// The journals have the pages as they were. SQLite needs neither any more: the rollback journal's
/// header says so (PERSIST), and what the write-ahead log has is in the file, so that no reader
/// looks into it and the next writer begins it anew.
Result<void> Vault::wipe_journals() {
  auto done = checkpoint(SQLITE_CHECKPOINT_RESTART);
  for (const char* ending : {"-wal", "-journal"})
    if (done && !wipe_file(path_ + ending))
      done = std::unexpected(database_error(nullptr, SQLITE_IOERR, path_ + ending));
  if (done) done = checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
  failed_ = failed_ || !done;
  return done;
}

}  // namespace tradein::store
