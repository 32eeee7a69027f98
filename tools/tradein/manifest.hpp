#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "engine/base/money.hpp"
#include "engine/base/result.hpp"
#include "tools/tradein/rule_files.hpp"

/// What a sender says of a batch beside its file (schemas/manifest.md).
namespace tradein::tool {

struct Manifest {
  std::filesystem::path path;  ///< of the manifest itself
  std::filesystem::path file;  ///< of the batch, in the same folder
  std::string retailer;        ///< empty in the simple form
  std::string batch_id;        ///< in the simple form the file's hash
  std::string sha256;          ///< of the batch's file, 64 hex digits
  std::optional<std::uint64_t> count;
  std::optional<Money> total;
  std::string previous;  ///< hash of the retailer's manifest before it; empty for the first
  std::string hash;      ///< of this manifest's own bytes
  bool simple = false;   ///< NAME.sha256, perhaps with NAME.count
};

inline constexpr std::string_view manifest_ending = ".manifest.json";
inline constexpr std::string_view digest_ending = ".sha256";
inline constexpr std::string_view count_ending = ".count";

/// Reads NAME.manifest.json, or NAME.sha256 with the NAME.count beside it. E-MANIFEST where it has
/// not its form, E-RETAILER where its retailer is none.
[[nodiscard]] Result<Manifest> read_manifest(const std::filesystem::path& path);

/// Reads the whole file, before anything of it is booked, and compares it: E-BATCH-HASH,
/// E-BATCH-COUNT, E-BATCH-TOTAL; E-FILE-… where it is no batch.
[[nodiscard]] Result<void> check_against_file(const Manifest& manifest, const std::string& retailer,
                                              const Rules& rules);

/// E-MANIFEST: it names none, or another than the one that it is taken for.
[[nodiscard]] Error no_retailer(const Manifest& manifest);
[[nodiscard]] Error other_retailer(const Manifest& manifest, const std::string& retailer);

}  // namespace tradein::tool
