#pragma once
#include <string_view>

#include "engine/dmn/model.hpp"
#include "engine/feel/evaluate.hpp"

namespace tradein::dmn {

/// Turns item definitions into types and adds them to the surroundings, each under `prefix` + its
/// name; names of components become members. A definition may refer to one that stands later; a
/// definition that refers to itself is of type Any there.
void add_item_types(const std::vector<ItemDefinition>& items, std::string_view prefix,
                    feel::Surroundings& surroundings, const feel::ZoneRules* zones);

/// The type of a typeRef (`feel:number`, `tLoan`, `import.tLoan`); nullptr for an empty one, for
/// Any and for a name that nothing declares.
[[nodiscard]] feel::TypePtr find_type(std::string_view type_ref,
                                      const feel::Surroundings& surroundings);

}  // namespace tradein::dmn
