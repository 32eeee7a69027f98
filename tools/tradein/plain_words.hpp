#pragma once
#include <string>
#include <vector>

#include "tools/tradein/answers.hpp"

namespace tradein::tool {

/// What a person is told of a row first: its first error, else its first reason.
struct FirstTold {
  std::string cell, code;
  Text what;
};
[[nodiscard]] FirstTold first_told(const RowAnswer& answer);

/// One line a notice, for people.
[[nodiscard]] std::string notice_lines(const std::vector<Notice>& notices, Language language);

}  // namespace tradein::tool
