#pragma once
#include <string>
#include <vector>

#include "engine/base/result.hpp"

struct sqlite3;

namespace tradein::store {

/// What SQLite itself finds wrong with the file's pages, and tables, views and triggers that are
/// not those of schemas/store.sql: a view that was replaced would show other decisions than the
/// entries have.
[[nodiscard]] Result<std::vector<Text>> database_flaws(sqlite3* database, const std::string& path);

}  // namespace tradein::store
