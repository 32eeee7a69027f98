#pragma once
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/dmn/model.hpp"

namespace tradein {

/// Reads one DMN XML document (DMN 1.1 to 1.5; elements are known by their local names).
///
/// Errors: E-DMN-XML (no well-formed XML, nested too deeply, too large, with a document type, or no
/// `definitions`),
///         E-DMN-VALUE (a hit policy or aggregation that DMN does not have).
[[nodiscard]] Result<dmn::Definitions> read_dmn_xml(std::string_view bytes, std::string_view place);

}  // namespace tradein
