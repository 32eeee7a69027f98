#pragma once
#include <algorithm>
#include <string>
#include <string_view>

namespace tradein::store {

/// The path of a log's file in a folder that many logs share: FOLDER/ORIGIN.ENDING, with `_` for
/// each slash of the origin.
[[nodiscard]] inline std::string file_of_log(const std::string& folder, std::string_view origin,
                                             std::string_view ending) {
  std::string name{origin};
  std::ranges::replace(name, '/', '_');
  return folder + "/" + name.append(ending);
}

}  // namespace tradein::store
