#pragma once
#include <string>

namespace tradein {

/// What somebody with the sqlite3 shell does to a store behind the product's back.
void sqlite_shell(const std::string& path, const std::string& sql);

}  // namespace tradein
