#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "tools/tradein/answers.hpp"

namespace tradein::tool {

/// One line of the intake service, as its client reads it (schemas/wire.md).
struct ServiceAnswer {
  std::string outcome;                              ///< empty where the line has none
  std::optional<std::chrono::seconds> retry_after;  ///< of a line that was not taken
  std::string receipt;                              ///< of the ops `receipt` and `batch-end`
  RowAnswer row;                                    ///< its views are empty: see settled()
  std::string programme, rules;

  /// The row's answer, whose views are of this object and good as long as it stays where it is.
  [[nodiscard]] const RowAnswer& settled() noexcept;
};

/// Errors: E-ANSWER for what no intake service says.
[[nodiscard]] Result<ServiceAnswer> read_service_answer(std::string_view line);
/// E-ANSWER, for an answer that does not fit what was asked.
[[nodiscard]] Error strange_answer(std::string_view line);

}  // namespace tradein::tool
