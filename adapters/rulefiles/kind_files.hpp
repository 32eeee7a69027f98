#pragma once
#include <filesystem>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/claim/kind.hpp"

namespace tradein {

/// Reads every `<kind>.json` of the folders in order (the product's own, then the user's
/// `--schemas`), each beside its `common.json` or, where a folder has none, the first folder's.
/// Errors: those of read_tree and read_kind; E-SCHEMA for a folder without kinds.
[[nodiscard]] Result<KindSet> load_kinds(const std::vector<std::filesystem::path>& folders);

}  // namespace tradein
