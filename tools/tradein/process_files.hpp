#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "tools/tradein/answers.hpp"
#include "tools/tradein/open_store.hpp"
#include "tools/tradein/rule_files.hpp"

namespace tradein::tool {

struct ProcessedFiles {
  bool refused_any = false;    ///< a file as a whole
  std::uint64_t answered = 0;  ///< rows, each after its commit
};

/// Takes in a retailer's files, one after another: decided, committed, answered. Ends early on an
/// interrupt. Errors: those of the store and of the sink; what was answered is kept all the same.
[[nodiscard]] Result<ProcessedFiles> process_files(const Rules& rules, WrittenStore& store,
                                                   const std::string& retailer,
                                                   const std::vector<std::string>& files,
                                                   AnswerSink& sink, Language language);

}  // namespace tradein::tool
