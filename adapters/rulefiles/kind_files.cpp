#include "adapters/rulefiles/kind_files.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "adapters/rulefiles/tree_file.hpp"

namespace tradein {
namespace {

Error folder_error(const std::filesystem::path& folder) {
  return {"E-SCHEMA",
          folder.string(),
          {"文件夹里没有申领种类的模式文件", "the folder holds no schemas of claim kinds"},
          {"指向放有 common.json 和 <种类>.json 的文件夹",
           "name the folder with common.json and <kind>.json"}};
}

std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code failed;
  for (std::filesystem::directory_iterator at{folder, failed}, end; !failed && at != end;
       at.increment(failed))
    if (at->path().extension() == ".json") files.push_back(at->path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<KindSet> load_kinds(const std::vector<std::filesystem::path>& folders) {
  KindSet kinds;
  std::optional<Node> shared;
  for (const auto& folder : folders) {
    const auto files = json_files(folder);
    std::optional<Node> common = shared;
    if (std::filesystem::exists(folder / "common.json")) {
      auto tree = read_tree(folder / "common.json");
      if (!tree) return std::unexpected(tree.error());
      common = std::move(*tree);
      if (!shared) shared = common;
    }
    if (!common || files.empty()) return std::unexpected(folder_error(folder));
    for (const auto& file : files) {
      if (file.filename() == "common.json") continue;
      auto tree = read_tree(file);
      if (!tree) return std::unexpected(tree.error());
      auto kind = read_kind(*tree, *common, file.string());
      if (!kind) return std::unexpected(kind.error());
      auto added = kinds.add(std::move(*kind));
      if (!added) return std::unexpected(added.error());
    }
  }
  if (kinds.all().empty())
    return std::unexpected(folder_error(folders.empty() ? std::filesystem::path{} : folders[0]));
  return kinds;
}

}  // namespace tradein
