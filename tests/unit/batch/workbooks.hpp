#pragma once
// Workbooks made part by part, so that a test can make a wrong one.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/batch/support.hpp"

namespace tradein::test {

/// A zip archive of parts by path.
std::string zipped(const std::vector<std::pair<std::string, std::string>>& parts);

/// The parts of a workbook whose sheets have the given names and <sheetData>…</sheetData> contents
/// (what stands before the rows, such as <cols>, goes in as well).
struct Sheet {
  std::string name;
  std::string before_rows;
  std::string rows;
  std::string state;
};
std::vector<std::pair<std::string, std::string>> workbook_parts(const std::vector<Sheet>& sheets,
                                                                bool from_1904 = false);

/// <row> elements of text cells: a header and the given sales.
std::string text_rows(const std::vector<Row>& sales, int first_row = 1);
/// One <row> of ready <c> elements.
std::string row_of(int number, const std::vector<std::string>& cells,
                   const std::string& attributes = "");
std::string text_cell(const std::string& text);

}  // namespace tradein::test
