#pragma once
#include <string>

#include "engine/claim/kind.hpp"
#include "engine/policy/pack.hpp"

namespace tradein {

/// A pack as a DMN 1.5 model with a diagram, for editors and engines of others.
///
/// Shape:  input data for each field and fact that is read (money in yuan); a literal decision for
/// each parameter; a
///         decision table (unique, clauses as annotations) for each table; the decision `subsidy`
///         for the amount; for each check a decision under its reason's code that is true where the
///         check holds; for each limit one that is the most that may be counted, null where the
///         limit does not concern the claim.
/// Beyond: what DMN has no word for stands in descriptions: outcomes, clauses, what is counted. An
/// absent field is null
///         there, so `field = 1` is false where the engine here calls for the missing paper.
/// Requires: a resolved pack (engine/policy/layers.hpp) that compiles without problems.
[[nodiscard]] std::string write_dmn(const Pack& pack, const Kind& kind);

}  // namespace tradein
