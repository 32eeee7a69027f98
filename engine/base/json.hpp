#pragma once
#include <string>
#include <string_view>

#include "engine/base/tree.hpp"

namespace tradein {

/// Appends `text` as a JSON string as RFC 8785 writes it: only quote, backslash and control
/// characters are escaped.
void append_json_string(std::string& out, std::string_view text);

/// The tree as JSON with sorted keys and no spaces, so that equal trees give equal bytes. An
/// unquoted scalar that is a JSON number or boolean stays one, a null node becomes null, every
/// other scalar a string.
[[nodiscard]] std::string canonical_json(const Node& tree);

/// Nodes for building such a tree.
[[nodiscard]] Node text_node(std::string_view text);
[[nodiscard]] Node list_node();
[[nodiscard]] Node map_node();
void put(Node& map, std::string_view key, Node value);
void put(Node& map, std::string_view key, std::string_view text);

}  // namespace tradein
