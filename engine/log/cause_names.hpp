#pragma once
#include <cstdint>
#include <string_view>

#include "engine/decision/decision.hpp"

/// How an entry says why a rule could not be evaluated (schemas/log.md, "findings").
namespace tradein {

inline std::string_view name_of(std::int8_t cause) {
  switch (cause) {
    case feel::Cause::overflow:
      return "?overflow";
    case feel::Cause::no_row:
      return "?no-row";
    case feel::Cause::several_rows:
      return "?several-rows";
    case feel::Cause::no_value:
      return "?no-value";
    case feel::Cause::not_exact:
      return "?not-exact";
    case feel::Cause::wrong_type:
      return "?wrong-type";
    default:
      return "?unset";
  }
}

/// 0 where the text is none of the names.
inline std::int8_t cause_of(std::string_view name) {
  for (std::int8_t cause = -1; cause >= feel::Cause::wrong_type; --cause)
    if (name_of(cause) == name) return cause;
  return 0;
}

}  // namespace tradein
