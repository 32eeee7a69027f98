#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tradein::tool {

/// Columns of text for a terminal; Chinese signs count two cells. Long cells of the last column are
/// not cut.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> head);
  /// Columns that are numbers are written to the right.
  void right(std::size_t column) { right_[column] = true; }
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::string> head_;
  std::vector<bool> right_;
  std::vector<std::vector<std::string>> rows_;
};

/// Cells that a text takes on a terminal.
[[nodiscard]] std::size_t display_width(std::string_view utf8);

}  // namespace tradein::tool
