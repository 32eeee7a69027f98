#pragma once
#include <filesystem>
#include <memory>

#include "engine/feel/temporal.hpp"

namespace tradein {

/// Time zones from the system's compiled zone files (TZif, RFC 8536), read when a zone is first
/// asked for. Where the files are absent every zone is unknown, and what needs one gives null with
/// that reason.
[[nodiscard]] std::unique_ptr<feel::ZoneRules> zone_files(
    std::filesystem::path folder = "/usr/share/zoneinfo");

}  // namespace tradein
