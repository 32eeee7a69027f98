#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "adapters/batch/batch_file.hpp"

namespace tradein {

/// Gathers a file's notices from its blocks, which are added in order. Equal notices become one
/// that names its rows, so that a million blank lines make one notice.
class NoticeBook {
 public:
  explicit NoticeBook(const BatchReader& reader);
  void add(const Block& block);
  /// All notices; those of lines 合计 that differ from the sums among them.
  [[nodiscard]] std::vector<Notice> finish() const;

 private:
  struct Group {
    Notice first;
    std::uint64_t count = 0;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> runs;  ///< rows from … to, the first few
  };
  void add(const Notice& notice);

  std::vector<std::string> columns_;
  std::map<std::pair<std::string, std::string>, std::size_t> places_;  ///< code, column -> group
  std::vector<Group> groups_;
  std::vector<std::int64_t> sums_fen_;
};

}  // namespace tradein
