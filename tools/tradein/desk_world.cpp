#include "tools/tradein/desk_world.hpp"

#include <sys/statvfs.h>

#include <cstdlib>
#include <filesystem>

namespace tradein::tool {
namespace {

bool has_bytes(const std::filesystem::path& folder, std::uint64_t bytes) {
  struct statvfs about{};
  if (::statvfs(folder.empty() ? "." : folder.c_str(), &about) != 0) return true;
  return std::uint64_t{about.f_bavail} * about.f_frsize >= bytes;
}

}  // namespace

DeskWorld machine_world(const std::string& store, Language language) {
  return {[] { return wire::Clock::now(); }, [] { return now_ms(); },
          [=] { return WrittenStore::open(store, language, Load::service); },
          [](const std::string& file, std::uint64_t bytes) {
            return has_bytes(std::filesystem::path{file}.parent_path(), bytes);
          },
          // Not even the store is closed: what reached the disk is unknown, and fsync is not tried
          // again.
          [](int exit_code) { std::_Exit(exit_code); }};
}

}  // namespace tradein::tool
