// The files of tests/data/dirty, each named after its row of the list of dirty files, against
// verdicts.txt there: what a retailer would be told. A changed line of verdicts.txt is a changed
// promise.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/unit/batch/support.hpp"

using namespace tradein;
using namespace tradein::test;

namespace {

const std::filesystem::path folder = std::string{TRADEIN_SOURCE_DIR} + "/tests/data/dirty";

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

/// One line for the file, one for each row that is no claim, one for each notice.
std::string verdict_of(const std::filesystem::path& path) {
  const File file = read_file(bytes_of(path), path.filename().string());
  std::ostringstream text;
  text << path.filename().string() << ": ";
  if (!file.refused.empty()) {
    text << "refused " << file.refused << "\n";
    return text.str();
  }
  const auto good = std::count_if(file.rows.begin(), file.rows.end(),
                                  [](const Seen& row) { return row.errors.empty(); });
  text << file.rows.size() << " rows, " << good << " good\n";
  for (const Seen& row : file.rows)
    for (const auto& error : row.errors) text << "  row " << row.row << " " << error << "\n";
  for (const Notice& notice : file.notices)
    text << "  " << notice.code << " row " << notice.row << " " << notice.column << "\n";
  return text.str();
}

}  // namespace

TEST_CASE("dirty files: each is read or answered as promised", "[batch][dirty]") {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator{folder})
    if (entry.path().filename() != "verdicts.txt" && entry.path().filename() != "README.md")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::string verdicts;
  for (const auto& file : files) verdicts += verdict_of(file);
  INFO(verdicts);
  CHECK((verdicts == bytes_of(folder / "verdicts.txt")));
}
