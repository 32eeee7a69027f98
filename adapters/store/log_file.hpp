#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/result.hpp"
#include "engine/log/store.hpp"

/// An exported log: FILE has one entry a line, exactly its bytes; FILE.packs/ each pack under the
/// hex SHA-256 of its bytes; FILE.checkpoint the signed note for exactly these entries
/// (schemas/log.md).
namespace tradein::store {

/// E-LOG-FILE (Trouble::input): it is not there, or cannot be read.
[[nodiscard]] Result<std::unique_ptr<LogReader>> open_log_file(const std::string& path);

/// The note beside it; none where there is none.
[[nodiscard]] Result<std::optional<std::string>> read_log_checkpoint(const std::string& path);

using ExportProgress = std::function<void(std::uint64_t done, std::uint64_t all)>;

/// Writes the first `commit.size` entries and all packs, and the commit's note where it has one.
/// FILE appears under its name when it is whole.
Result<void> export_log(Store& store, const Commit& commit, const std::string& path,
                        const ExportProgress& progress = {});

/// FOLDER/checkpoint, tile/…, tile/entries/…, vkey and packs/ as tlog-tiles has them.
Result<void> export_tiles_to(Store& store, const Commit& commit, const std::string& vkey_lines,
                             const std::string& folder);

}  // namespace tradein::store
