#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/claim/kind.hpp"
#include "engine/policy/book.hpp"

/// From folders of rule files and schemas to a book.
namespace tradein::tool {

struct RuleOptions {
  std::string rules;                 ///< empty: the product's own
  std::vector<std::string> schemas;  ///< more claim kinds
  std::string as_of;                 ///< empty: today
};

struct RuleFiles {
  std::vector<std::string> names;  ///< of files, by Spot::file; as people see them
  std::vector<Pack> packs;
  std::vector<Problem> problems;
};

/// `rules` or `schemas` beside the binary, where it was installed or built.
[[nodiscard]] std::filesystem::path own_folder(std::string_view name);

/// Every *.yaml below the folder but the tests (*.test.yaml), in order of their paths.
[[nodiscard]] Result<RuleFiles> read_rule_files(const std::filesystem::path& folder);
[[nodiscard]] Result<KindSet> read_kinds(const RuleOptions& options);
[[nodiscard]] std::filesystem::path rules_folder(const RuleOptions& options);
[[nodiscard]] Result<Date> as_of_day(const RuleOptions& options);

/// `file:line:column: code text`.
[[nodiscard]] std::string line_of(const Problem& problem, const RuleFiles& files,
                                  Language language);

struct Rules {
  KindSet kinds;
  Date as_of;
  std::unique_ptr<Book> book;
};
/// Everything that a command that decides needs. A pack with a problem is refused (E-RULES), every
/// problem said.
[[nodiscard]] Result<std::unique_ptr<Rules>> load_rules(const RuleOptions& options,
                                                        Language language);

[[nodiscard]] HashHex sha256_hex();

}  // namespace tradein::tool
