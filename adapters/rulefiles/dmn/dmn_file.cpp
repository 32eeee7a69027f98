#include "adapters/rulefiles/dmn/dmn_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "adapters/rulefiles/dmn/dmn_xml.hpp"

namespace tradein {

namespace fs = std::filesystem;

Result<std::string> read_whole_file(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::error_code failure;
  if (in && !fs::is_directory(path, failure)) {
    std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    if (!in.bad()) return bytes;
  }
  return std::unexpected(Error{.code = "E-FILE",
                               .place = path.string(),
                               .what = {fmt::format("读不到文件 `{}`", path.string()),
                                        fmt::format("the file `{}` cannot be read", path.string())},
                               .fix = {"检查路径和权限", "check the path and its permissions"}});
}

Result<std::vector<dmn::Definitions>> load_dmn_file(const fs::path& path) {
  const auto bytes = read_whole_file(path);
  if (!bytes) return std::unexpected(bytes.error());
  auto main = read_dmn_xml(*bytes, path.string());
  if (!main) return std::unexpected(main.error());
  std::vector<dmn::Definitions> all;
  all.push_back(*std::move(main));
  if (all.front().imports.empty()) return all;

  std::vector<dmn::Definitions> beside;
  std::vector<fs::path> files;
  std::error_code failure;
  const fs::path folder = path.parent_path().empty() ? fs::path{"."} : path.parent_path();
  for (const auto& entry : fs::directory_iterator{folder, failure})
    if (entry.path().extension() == ".dmn" && !fs::equivalent(entry.path(), path, failure))
      files.push_back(entry.path());
  std::ranges::sort(files);
  for (const fs::path& file : files) {
    const auto text = read_whole_file(file);
    if (!text) continue;
    if (auto read = read_dmn_xml(*text, file.string())) beside.push_back(*std::move(read));
  }
  // The list grows while it is walked: imports of imports come after it.
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::vector<dmn::Import> imports = all[i].imports;
    for (const dmn::Import& import : imports) {
      const auto same = [&](const dmn::Definitions& each) {
        return each.model_namespace == import.model_namespace;
      };
      if (std::ranges::any_of(all, same)) continue;
      if (const auto found = std::ranges::find_if(beside, same); found != beside.end())
        all.push_back(*found);
    }
  }
  return all;
}

}  // namespace tradein
