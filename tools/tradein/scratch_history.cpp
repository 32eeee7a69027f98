#include "tools/tradein/scratch_history.hpp"

#include <cstdlib>
#include <limits>
#include <string>

namespace tradein::tool {

namespace fs = std::filesystem;

ScratchHistory::ScratchHistory() {
  std::error_code failed;
  std::string name = (fs::temp_directory_path(failed) / "tradein-XXXXXX").string();
  if (!failed && ::mkdtemp(name.data()) != nullptr) folder_ = name;
  const store::HistoryFiles::Measures measures{
      .least_keys = std::numeric_limits<std::uint64_t>::max()};  // nothing at the end
  if (!folder_.empty())
    if (auto files = store::HistoryFiles::open((folder_ / "history").string(), measures))
      files_ = std::move(*files);
  if (files_ == nullptr) files_ = store::HistoryFiles::in_memory();
}

ScratchHistory::~ScratchHistory() {
  files_.reset();
  std::error_code failed;  // what stays is in the way of nobody
  if (!folder_.empty()) fs::remove_all(folder_, failed);
}

}  // namespace tradein::tool
