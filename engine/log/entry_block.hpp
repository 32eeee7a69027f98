#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tradein {

/// Entries one after another in one buffer that is kept between blocks: no allocation an entry.
/// Entry i of the block is bytes[end of i-1, end of i); its number in the log is first + i.
class EntryBlock {
 public:
  std::uint64_t first = 0;          ///< the log's number of the block's first entry
  std::string bytes;                ///< write the next entry at its end, then call close_entry()
  std::vector<std::uint64_t> ends;  ///< of each closed entry

  void clear(std::uint64_t first_number) noexcept {
    first = first_number;
    bytes.clear();
    ends.clear();
  }
  void close_entry() { ends.push_back(bytes.size()); }

  [[nodiscard]] std::size_t size() const noexcept { return ends.size(); }
  [[nodiscard]] bool empty() const noexcept { return ends.empty(); }
  [[nodiscard]] std::uint64_t next_number() const noexcept { return first + ends.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t i) const noexcept {
    const std::uint64_t begin = i == 0 ? 0 : ends[i - 1];
    return std::string_view{bytes}.substr(begin, ends[i] - begin);
  }
};

}  // namespace tradein
