#include "adapters/store/database_check.hpp"

#include <array>
#include <map>
#include <utility>

#include "adapters/store/database.hpp"
#include "store_schema.hpp"

namespace tradein::store {
namespace {

using Schema = std::map<std::string, std::string>;

/// The types of the cells, too: a text that became a blob reads the same and compares otherwise.
Result<Schema> schema_of(sqlite3* database, const std::string& path) {
  auto rows = Statement::prepare(
      database, path,
      "SELECT type || ' ' || name, typeof(type) || typeof(name) || typeof(tbl_name) || "
      "typeof(rootpage) || typeof(sql) || ' ' || tbl_name || ' ' || ifnull(sql, '') "
      "FROM main.sqlite_schema");
  if (!rows) return std::unexpected(rows.error());
  Schema schema;
  for (;;) {
    const auto stepped = rows->step();
    if (!stepped) return std::unexpected(stepped.error());
    if (*stepped == Statement::Step::done) return schema;
    std::string name{rows->bytes(0)};
    schema.emplace(std::move(name), std::string{rows->bytes(1)});
  }
}

void compare(const Schema& ours, const Schema& theirs, std::vector<Text>& flaws) {
  for (const auto& [name, sql] : ours) {
    const auto found = theirs.find(name);
    if (found == theirs.end())
      flaws.push_back({"`" + name + "` 缺失", "`" + name + "` is missing"});
    else if (found->second != sql)
      flaws.push_back({"`" + name + "` 被改动", "`" + name + "` was changed"});
  }
  for (const auto& [name, sql] : theirs)
    if (!ours.contains(name))
      flaws.push_back({"`" + name + "` 不属于账本", "`" + name + "` does not belong to a store"});
}

/// Settings of the file that a store never has otherwise, and keys that nothing else refers to: a
/// pack's number rises by one.
struct Setting {
  const char* name;
  const char* sql;
  const char* wanted;
};
constexpr std::array settings{
    Setting{"application_id", "SELECT application_id FROM pragma_application_id", "1953653809"},
    Setting{"user_version", "SELECT user_version FROM pragma_user_version", "1"},
    Setting{"encoding", "SELECT encoding FROM pragma_encoding", "UTF-8"},
    Setting{"auto_vacuum", "SELECT auto_vacuum FROM pragma_auto_vacuum", "0"},
    Setting{"journal_mode", "SELECT journal_mode FROM pragma_journal_mode", "wal"},
    Setting{"pack.id without gaps",
            "SELECT ifnull(min(id) = 1 AND max(id) = count(*), 1) FROM pack", "1"},
};

Result<void> check_settings(sqlite3* database, const std::string& path, std::vector<Text>& flaws) {
  for (const Setting& setting : settings) {
    auto row = Statement::prepare(database, path, setting.sql);
    if (!row) return std::unexpected(row.error());
    const auto stepped = row->step();
    if (!stepped) return std::unexpected(stepped.error());
    const std::string value{row->bytes(0)};
    if (value == setting.wanted) continue;
    const std::string name = setting.name;
    flaws.push_back({"`" + name + "` 是 `" + value + "`，应为 `" + setting.wanted + "`",
                     "`" + name + "` is `" + value + "` and not `" + setting.wanted + "`"});
  }
  return {};
}

}  // namespace

Result<std::vector<Text>> database_flaws(sqlite3* database, const std::string& path) {
  std::vector<Text> flaws;
  auto blank = open_database(":memory:", Access::memory);
  if (!blank) return std::unexpected(blank.error());
  if (auto made = execute(blank->get(), path, schema_sql); !made)
    return std::unexpected(made.error());
  const auto ours = schema_of(blank->get(), path);
  if (!ours) return std::unexpected(ours.error());
  const auto theirs = schema_of(database, path);
  if (!theirs) return std::unexpected(theirs.error());
  compare(*ours, *theirs, flaws);
  if (auto checked = check_settings(database, path, flaws); !checked)
    return std::unexpected(checked.error());

  auto rows = Statement::prepare(database, path, "PRAGMA integrity_check(10)");
  if (!rows) return std::unexpected(rows.error());
  for (;;) {
    const auto stepped = rows->step();
    if (!stepped) return std::unexpected(stepped.error());
    if (*stepped == Statement::Step::done) return flaws;
    const std::string line{rows->bytes(0)};
    if (line != "ok") flaws.push_back({"SQLite：`" + line + "`", "SQLite says `" + line + "`"});
  }
}

}  // namespace tradein::store
