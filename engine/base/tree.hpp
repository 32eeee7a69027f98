#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tradein {

/// A YAML or JSON document with the place of every node, so that engine code can read rule files
/// and schemas without knowing the parser. Members keep the order of the file. A scalar is its
/// text; `quoted` tells "1" from 1.
struct Node {
  enum class Kind : std::uint8_t { null, scalar, list, map };
  Kind kind = Kind::null;
  bool quoted = false;
  std::uint32_t line = 0;    ///< from 1
  std::uint32_t column = 0;  ///< from 1
  std::string scalar;
  std::vector<Node> items;                              ///< of a list
  std::vector<std::pair<std::string, Node>> members{};  ///< of a map; clang needs the braces

  /// The member, or nullptr.
  [[nodiscard]] const Node* find(std::string_view key) const noexcept {
    for (const auto& [name, value] : members)
      if (name == key) return &value;
    return nullptr;
  }
  [[nodiscard]] bool is_map() const noexcept { return kind == Kind::map; }
  [[nodiscard]] bool is_list() const noexcept { return kind == Kind::list; }
  [[nodiscard]] bool is_scalar() const noexcept { return kind == Kind::scalar; }
};

}  // namespace tradein
