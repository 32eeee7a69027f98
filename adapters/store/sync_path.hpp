#pragma once
#include <string>

namespace tradein::store {

/// Brings a file's bytes to the disk; `errno` says why not.
[[nodiscard]] bool sync_file(const std::string& path);
/// Brings the names in the folder of `path` to the disk: a file that was made is there after a
/// power cut, too. SQLite asks for it as well, but takes no notice of a failure.
[[nodiscard]] bool sync_folder_of(const std::string& path);

}  // namespace tradein::store
