#pragma once
#include "engine/base/result.hpp"
#include "tools/tradein/rule_files.hpp"

namespace tradein::tool {

/// Runs every *.test.yaml below the rules folder (rules/README.md has the form): the claims go
/// through the same intake as a retailer's. A line a failing test, closes with the count; gives the
/// exit code (1 where one failed).
int run_pack_tests(const RuleOptions& options, Language language, bool json);

}  // namespace tradein::tool
