#include "adapters/store/database_check.hpp"

#include <map>
#include <utility>

#include "adapters/store/database.hpp"
#include "store_schema.hpp"

namespace tradein::store {
namespace {

using Schema = std::map<std::string, std::string>;

Result<Schema> schema_of(sqlite3* database, const std::string& path) {
  auto rows = Statement::prepare(
      database, path, "SELECT type || ' ' || name, ifnull(sql, '') FROM main.sqlite_schema");
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
