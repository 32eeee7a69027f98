#pragma once
#include <string_view>

#include "engine/base/result.hpp"

namespace tradein {

/// Looks over an XML text before a parser builds a tree of it: size, nesting (trees are walked and
/// freed by recursion) and document types (whose entities could grow without bound) are refused.
///
/// Errors: E-DMN-XML.
[[nodiscard]] Result<bool> guard_xml(std::string_view bytes, std::string_view place);

[[nodiscard]] Error xml_error(std::string_view place, Text what, Text fix);

}  // namespace tradein
