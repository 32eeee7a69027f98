#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tradein::feel {

/// Names that may hold spaces and operator signs (`Pre-bureau risk`, `新车 价格`), found by longest
/// match in a text. A tree of bytes: a match costs the length of the name, whatever the number of
/// names.
class NameSet {
 public:
  NameSet();
  /// White space in `name` is folded. The same name may be inserted several times.
  void insert(std::string_view name);
  /// Undoes one insert of the name.
  void remove(std::string_view name);
  [[nodiscard]] bool contains(std::string_view name) const;
  /// Bytes of `text` from `at` that the longest name covers, ending at a name boundary; 0 where
  /// none does. A space of the name matches any run of white space in the text.
  [[nodiscard]] std::size_t longest_match(std::string_view text, std::size_t at) const;

 private:
  struct Step {
    std::vector<std::pair<char, std::uint32_t>> next;
    std::uint32_t ends = 0;
  };
  [[nodiscard]] std::uint32_t follow(std::uint32_t from, char byte) const;
  [[nodiscard]] std::uint32_t find(std::string_view name) const;
  std::vector<Step> steps_;
};

/// Outer white space dropped, runs of it folded to one space.
[[nodiscard]] std::string fold_name(std::string_view name);

}  // namespace tradein::feel
