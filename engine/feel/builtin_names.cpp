#include <array>
#include <string_view>

#include "engine/feel/parser.hpp"

namespace tradein::feel {
namespace {

// Only names of several words matter to the parser; the built-ins themselves are in builtins_*.cpp.
constexpr std::array<std::string_view, 27> several_words = {
    "date and time",
    "years and months duration",
    "days and time duration",
    "substring before",
    "substring after",
    "string length",
    "upper case",
    "lower case",
    "starts with",
    "ends with",
    "string join",
    "list contains",
    "insert before",
    "list replace",
    "index of",
    "distinct values",
    "get value",
    "get entries",
    "context put",
    "context merge",
    "met by",
    "overlaps before",
    "overlaps after",
    "finished by",
    "started by",
    "day of year",
    "day of week",
};
constexpr std::array<std::string_view, 6> more_words = {
    "month of year", "week of year", "round up", "round down", "round half up", "round half down",
};

}  // namespace

const NameSet& builtin_names() {
  static const NameSet names = [] {
    NameSet set;
    for (const std::string_view name : several_words) set.insert(name);
    for (const std::string_view name : more_words) set.insert(name);
    return set;
  }();
  return names;
}

}  // namespace tradein::feel
