#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/base/tree.hpp"

namespace tradein {

/// Reads YAML (and JSON, which is YAML) with the place of every node.
///
/// Refused, with file:line:column: what does not parse (E-YAML-SYNTAX), a key twice (E-YAML-TWICE),
/// anchors, aliases and tags of one's own (E-YAML-ALIAS: a rule file says what it means where it
/// says it), nesting over 64 levels, more than 500,000 nodes or 16 MiB (E-YAML-SIZE), a second
/// document (E-YAML-SYNTAX), a file that cannot be read (E-FILE-READ).
[[nodiscard]] Result<Node> parse_tree(std::string_view text, std::string_view file);
[[nodiscard]] Result<Node> read_tree(const std::filesystem::path& path);

/// The bytes of a rule file or schema, at most 16 MiB.
[[nodiscard]] Result<std::string> read_text_file(const std::filesystem::path& path);

}  // namespace tradein
