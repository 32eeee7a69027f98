#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/log/signed_log.hpp"

namespace tradein::store {

/// Where the anchor of a log lies: `FOLDER/NAME.anchor`, NAME being the log's name with `/` as `_`.
/// Not beside the store, as who restores a folder restores both: the caller names a folder of
/// another backup, such as the user's state folder.
[[nodiscard]] std::string anchor_file_path(const std::string& folder, std::string_view origin);

/// Signed notes one after another, an empty line behind each (schemas/log.md). Only the last
/// counts; when the file has grown large it begins anew with that one. A note that a crash cut
/// short is passed over.
class AnchorFile final : public Anchor {
 public:
  /// Makes folder and file where they are missing. E-ANCHOR-IO (Trouble::store).
  static Result<std::unique_ptr<AnchorFile>> open(const std::string& path);
  AnchorFile(const AnchorFile&) = delete;
  AnchorFile& operator=(const AnchorFile&) = delete;
  ~AnchorFile() override;

  Result<std::optional<std::string>> newest() override;
  Result<void> add(std::string_view note) override;

 private:
  AnchorFile(int fd, std::string path) : fd_{fd}, path_{std::move(path)} {}
  Result<void> begin_anew(std::string_view record);
  int fd_;
  std::string path_;
};

/// The newest note of an anchor file, which is neither made nor changed; none where there is no
/// such file.
[[nodiscard]] Result<std::optional<std::string>> read_anchor(const std::string& path);

/// All whole notes of an anchor file, the oldest first; none where there is no such file.
[[nodiscard]] Result<std::vector<std::string>> read_anchor_notes(const std::string& path);

}  // namespace tradein::store
