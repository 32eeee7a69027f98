#pragma once
#include <filesystem>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/dmn/model.hpp"

namespace tradein {

/// A file's bytes.
/// Errors: E-FILE.
[[nodiscard]] Result<std::string> read_whole_file(const std::filesystem::path& path);

/// Reads a DMN file and, from the `.dmn` files beside it, the models that it imports, directly or
/// not; the file's own model is the first. An import that no file has is left out here and named by
/// CompiledModel::compile.
///
/// Errors: E-FILE, those of read_dmn_xml.
[[nodiscard]] Result<std::vector<dmn::Definitions>> load_dmn_file(
    const std::filesystem::path& path);

}  // namespace tradein
