#include "tools/tradein/plain_words.hpp"

#include <fmt/format.h>

namespace tradein::tool {

FirstTold first_told(const RowAnswer& answer) {
  if (!answer.errors.empty()) {
    const RowError& error = answer.errors.front();
    return {error.cell, std::string{error.name()}, error.what};
  }
  if (answer.reasons.empty()) return {};
  return {"", answer.reasons.front().code, answer.reasons.front().text};
}

std::string notice_lines(const std::vector<Notice>& notices, Language language) {
  const bool zh = language == Language::zh;
  std::string out;
  for (const Notice& notice : notices)
    out += (zh ? "提示 " : "note ") + notice.code +
           (notice.row > 0 ? fmt::format(" {}{}", zh ? "行 " : "row ", notice.row) : "") + ": " +
           in(notice.what, language) + "\n";
  return out;
}

}  // namespace tradein::tool
