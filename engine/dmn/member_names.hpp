#pragma once
#include "engine/dmn/model.hpp"
#include "engine/feel/evaluate.hpp"

namespace tradein::dmn {

/// Makes every name that a member of a value in this model may have known to the parser: elements
/// (as members of an import), boxed entries, columns, outputs, and keys of contexts in the FEEL
/// texts.
void add_member_names(const Definitions& model, feel::Surroundings& surroundings);

}  // namespace tradein::dmn
