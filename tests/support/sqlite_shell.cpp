#include "tests/support/sqlite_shell.hpp"

#include <sqlite3.h>

#include "tests/support/catch.hpp"

namespace tradein {

void sqlite_shell(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  CAPTURE(sql);
  REQUIRE(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

}  // namespace tradein
