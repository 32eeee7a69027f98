#pragma once
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/feel/ast.hpp"
#include "engine/feel/names.hpp"

namespace tradein::feel {

/// What an expression may name beside the built-ins and the names it binds itself. A name that is
/// in none of these is no syntax error: it becomes a `name` node of one word, which the compiler
/// resolves or reports.
struct Scope {
  NameSet variables;  ///< values
  NameSet members;    ///< members of contexts: found after `.` and in filters
  NameSet types;      ///< item definitions: found after `instance of` and in parameters
};

/// Parses one expression.
///
/// Errors: E-FEEL-SYNTAX, E-FEEL-STRING, E-FEEL-NUMBER, E-FEEL-DEPTH, E-FEEL-SIZE, E-FEEL-UTF8,
/// each at line:column
///         of the text and with what was expected.
[[nodiscard]] Result<Node> parse_expression(std::string_view text, const Scope& scope);

/// Parses unary tests: a cell of a decision table, allowed values. Gives a node of kind `tests`.
[[nodiscard]] Result<Node> parse_unary_tests(std::string_view text, const Scope& scope);

/// The built-in functions' names, for longest match.
[[nodiscard]] const NameSet& builtin_names();

}  // namespace tradein::feel
