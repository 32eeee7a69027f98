#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

/// SHA-256 in 64 hex digits.
namespace tradein::tool {

[[nodiscard]] std::string digest_of(std::string_view bytes);
/// Of a whole file, however long. E-FILE-READ.
[[nodiscard]] Result<std::string> file_digest(const std::filesystem::path& file);

}  // namespace tradein::tool
