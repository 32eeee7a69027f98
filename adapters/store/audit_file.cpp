#include "adapters/store/audit_file.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "adapters/store/database.hpp"
#include "audit_schema.hpp"
#include "engine/base/assert.hpp"

namespace tradein::store {
namespace {

Error cannot_write(const std::string& path) {
  return {.code = "E-AUDIT-FILE",
          .place = path,
          .what = {"无法写入审计包", "the audit pack cannot be written"},
          .fix = {"检查目录的权限和剩余空间", "check the folder's rights and its free space"},
          .trouble = Trouble::store};
}

std::string quoted_name(std::string_view name) {
  std::string out{"\""};
  for (const char c : name) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

class SqliteAuditFile final : public AuditFile {
 public:
  explicit SqliteAuditFile(std::string path) : path_{std::move(path)}, draft_{path_ + ".new"} {}
  SqliteAuditFile(const SqliteAuditFile&) = delete;
  SqliteAuditFile& operator=(const SqliteAuditFile&) = delete;
  ~SqliteAuditFile() override {
    inserts_.clear();
    database_.reset();
    ::unlink(draft_.c_str());
  }

  Result<void> start() {
    ::unlink(draft_.c_str());
    auto opened = open_database(draft_, Access::create);
    if (!opened) return std::unexpected(cannot_write(path_));
    database_ = std::move(*opened);
    // A pack that a crash leaves is a draft; nothing in it is ever rolled back.
    return run(std::string{"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;"} +
               audit_sql);
  }

  Result<void> column(std::string_view table, std::string_view name) override {
    const auto known = columns(table);
    if (!known) return std::unexpected(known.error());
    if (known->contains(std::string{name})) return {};
    return run("ALTER TABLE " + quoted_name(table) + " ADD COLUMN " + quoted_name(name));
  }

  Result<std::map<std::string, std::size_t>> columns(std::string_view table) override {
    auto rows = prepare("SELECT name FROM pragma_table_info(?)");
    if (!rows) return std::unexpected(rows.error());
    rows->bind_text(1, table);
    std::map<std::string, std::size_t> out;
    for (;;) {
      const auto stepped = rows->step();
      if (!stepped) return std::unexpected(cannot_write(path_));
      if (*stepped == Statement::Step::done) return out;
      const std::size_t place = out.size();
      out.emplace(rows->bytes(0), place);
    }
  }

  Result<void> put(const std::string& table, std::span<const Cell> cells) override {
    auto found = inserts_.find(table);
    if (found == inserts_.end()) {
      std::string marks;
      for (std::size_t i = 0; i < cells.size(); ++i) marks += i == 0 ? "?" : ", ?";
      auto made = prepare("INSERT INTO " + quoted_name(table) + " VALUES (" + marks + ")");
      if (!made) return std::unexpected(made.error());
      found = inserts_.emplace(table, std::move(*made)).first;
    }
    Statement& insert = found->second;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const int place = static_cast<int>(i + 1);
      if (cells[i].kind == Cell::Kind::none)
        insert.bind_nothing(place);
      else if (cells[i].kind == Cell::Kind::integer)
        insert.bind(place, cells[i].number);
      else if (cells[i].kind == Cell::Kind::text)
        insert.bind_text(place, cells[i].text);
      else
        insert.bind_blob(place, cells[i].text);
    }
    if (auto done = insert.run(); !done) return std::unexpected(cannot_write(path_));
    return {};
  }

  Result<void> run(const std::string& sql) override {
    if (execute(database_.get(), path_, sql.c_str())) return {};
    return std::unexpected(cannot_write(path_));
  }

  Result<void> rows(std::string_view table, const Visit& visit) override {
    auto found = prepare("SELECT * FROM " + quoted_name(table));
    if (!found) return std::unexpected(found.error());
    std::vector<std::string> cells = found->names();
    if (!visit(cells)) return {};
    for (;;) {
      const auto stepped = found->step();
      if (!stepped) return std::unexpected(cannot_write(path_));
      if (*stepped == Statement::Step::done) return {};
      for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = found->bytes(static_cast<int>(i));
      if (!visit(cells)) return {};
    }
  }

  Result<void> finish() override {
    inserts_.clear();
    if (auto done = run("COMMIT"); !done) return done;
    database_.reset();
    if (::rename(draft_.c_str(), path_.c_str()) != 0) return std::unexpected(cannot_write(path_));
    return {};
  }

 private:
  Result<Statement> prepare(const std::string& sql) {
    auto made = Statement::prepare(database_.get(), path_, sql.c_str());
    if (!made) return std::unexpected(cannot_write(path_));
    return made;
  }

  std::string path_, draft_;
  DatabasePtr database_;
  std::map<std::string, Statement> inserts_;
};

}  // namespace

Result<std::unique_ptr<AuditFile>> AuditFile::create(const std::string& path) {
  auto file = std::make_unique<SqliteAuditFile>(path);
  if (auto started = file->start(); !started) return std::unexpected(started.error());
  return file;
}

}  // namespace tradein::store
