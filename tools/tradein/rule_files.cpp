#include "tools/tradein/rule_files.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "adapters/crypto/sha256.hpp"
#include "adapters/rulefiles/dmn/pack_models.hpp"
#include "adapters/rulefiles/kind_files.hpp"
#include "adapters/rulefiles/tree_file.hpp"
#include "tools/tradein/console.hpp"

namespace tradein::tool {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> yaml_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::recursive_directory_iterator at{folder, failed}, end; !failed && at != end;
       at.increment(failed)) {
    const std::string name = at->path().filename().string();
    if ((name.ends_with(".yaml") || name.ends_with(".yml")) && !name.ends_with(".test.yaml"))
      files.push_back(at->path());
  }
  std::ranges::sort(files);
  return files;
}

std::unexpected<Error> no_folder(const fs::path& folder) {
  return std::unexpected(
      Error{"E-RULES",
            folder.string(),
            {"该文件夹里没有规则包", "there are no rule packs in this folder"},
            {"用 --rules 指明规则包所在文件夹", "name the folder of the rule packs with --rules"}});
}

}  // namespace

fs::path own_folder(std::string_view name) {
  std::error_code failed;
  const fs::path binary = fs::read_symlink("/proc/self/exe", failed);
  for (const fs::path& base : {binary.parent_path().parent_path(),
                               binary.parent_path().parent_path() / "share/tradein", fs::path{"."}})
    if (fs::is_directory(base / name, failed)) return base / name;
  return name;
}

fs::path rules_folder(const RuleOptions& options) {
  return options.rules.empty() ? own_folder("rules") : fs::path{options.rules};
}

Result<Date> as_of_day(const RuleOptions& options) {
  if (options.as_of.empty()) return today();
  if (const auto day = parse_iso_date(options.as_of)) return *day;
  return std::unexpected(Error{
      "E-USAGE",
      "--as-of",
      {fmt::format("`{}` 不是日期", options.as_of), fmt::format("`{}` is no date", options.as_of)},
      {"写作 2025-06-30", "write 2025-06-30"},
      Trouble::usage});
}

HashHex sha256_hex() {
  return [hash = std::make_shared<crypto::Sha256>()](std::string_view bytes) {
    return hex(as_text(hash->hash(bytes)));
  };
}

Result<RuleFiles> read_rule_files(const fs::path& folder) {
  const auto files = yaml_files(folder);
  if (files.empty()) return no_folder(folder);
  RuleFiles out;
  for (const fs::path& file : files) {
    const auto number = static_cast<std::uint32_t>(out.names.size());
    out.names.push_back(file.string());
    const auto tree = read_tree(file);
    if (!tree) return std::unexpected(tree.error());
    PackReading reading = read_pack(*tree, number);
    read_models(
        reading.pack, file,
        [&](const std::string& name) {
          out.names.push_back(name);
          return static_cast<std::uint32_t>(out.names.size() - 1);
        },
        reading.problems);
    std::ranges::move(reading.problems, std::back_inserter(out.problems));
    out.packs.push_back(std::move(reading.pack));
  }
  return out;
}

Result<KindSet> read_kinds(const RuleOptions& options) {
  std::vector<fs::path> folders{own_folder("schemas") / "claims"};
  for (const std::string& folder : options.schemas) folders.emplace_back(folder);
  return load_kinds(folders);
}

std::string line_of(const Problem& problem, const RuleFiles& files, Language language) {
  return fmt::format("{}:{}:{}: {} {}", files.names[problem.at.file], std::max(problem.at.line, 1u),
                     std::max(problem.at.column, 1u), problem.code, in(problem.text, language));
}

Result<std::unique_ptr<Rules>> load_rules(const RuleOptions& options, Language language) {
  auto rules = std::make_unique<Rules>();
  const auto day = as_of_day(options);
  if (!day) return std::unexpected(day.error());
  rules->as_of = *day;
  auto kinds = read_kinds(options);
  if (!kinds) return std::unexpected(kinds.error());
  rules->kinds = std::move(*kinds);
  auto files = read_rule_files(rules_folder(options));
  if (!files) return std::unexpected(files.error());
  auto building = files->problems.empty()
                      ? build_book(files->packs, rules->kinds, *day, sha256_hex())
                      : BookBuilding{nullptr, files->problems};
  if (building.book == nullptr) {
    std::string lines;
    for (const Problem& problem : building.problems)
      lines += "\n  " + line_of(problem, *files, language);
    return std::unexpected(
        Error{"E-RULES",
              rules_folder(options).string(),
              {"规则包有错，未裁定任何申领：" + lines,
               "the rule packs have mistakes, nothing was decided:" + lines},
              {"改正后用 `tradein rules check` 检查", "mend them and run `tradein rules check`"}});
  }
  rules->book = std::move(building.book);
  return rules;
}

}  // namespace tradein::tool
