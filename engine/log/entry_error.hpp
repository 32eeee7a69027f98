#pragma once
#include <string>
#include <utility>

#include "engine/base/result.hpp"

namespace tradein {

/// E-LOG-ENTRY: what stands in the log is no such entry.
inline std::unexpected<Error> bad_entry(Text what = {"条目不合格式",
                                                     "the entry does not have its form"},
                                        std::string place = "") {
  return std::unexpected(Error{"E-LOG-ENTRY",
                               std::move(place),
                               std::move(what),
                               {"请用 verify 检查日志", "check the log with `verify`"},
                               Trouble::integrity});
}

}  // namespace tradein
