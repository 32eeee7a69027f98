#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/decimal.hpp"

namespace tradein::feel {

/// What a node is. Beside each stand its children in order and what `text`, `number` and `flag`
/// hold; fields that are not named are empty.
enum class Kind : std::uint8_t {
  null_literal,
  boolean_literal,   ///< flag
  number_literal,    ///< number; text as written
  string_literal,    ///< text, escapes resolved
  temporal_literal,  ///< @"…": text between the quotes
  name,              ///< text, white space folded to single spaces
  input,             ///< `?` of a unary test

  list,           ///< elements
  context,        ///< context_entry …
  context_entry,  ///< text is the key; value. Its key is in scope in the entries that follow
  range,          ///< start, end; flag: start included; flag2: end included

  negate,         ///< operand
  add,            ///< left, right
  subtract,       ///< left, right
  multiply,       ///< left, right
  divide,         ///< left, right
  power,          ///< base, exponent
  equal,          ///< left, right
  not_equal,      ///< left, right
  less,           ///< left, right
  less_equal,     ///< left, right
  greater,        ///< left, right
  greater_equal,  ///< left, right
  all_of,         ///< `and`: two operands or more
  any_of,         ///< `or`: two operands or more
  between,        ///< operand, low, high
  in,             ///< operand, test …  (true where one test holds)
  instance_of,    ///< operand, type

  path,            ///< operand; text is the member
  filter,          ///< operand, condition (with `item` and the item's members in scope)
  call,            ///< callee, argument … or callee, named_argument …
  named_argument,  ///< text is the parameter; value

  conditional,  ///< condition, then, else
  for_each,     ///< iteration …, body (with `partial` in scope)
  some,         ///< iteration …, condition
  every,        ///< iteration …, condition
  iteration,    ///< text is the variable; domain, or start and end of `a..b`
  function,     ///< parameter …, body; flag: external
  parameter,    ///< text is the name; its type where one is given

  compare,   ///< unary `< 5` and its kin as test or range: operand; text is the operator (<, <=, >,
             ///< >=, =, !=)
  tests,     ///< unary tests: test …; flag: negated by not( … )
  test_any,  ///< the test `-`
  type_name,      ///< text: built-in, item definition or qualified name
  type_list,      ///< list<element>
  type_range,     ///< range<element>
  type_context,   ///< context<…>: type_member …
  type_member,    ///< text is the key; type
  type_function,  ///< function<…> -> result: parameter type …, result type last
};

/// One node of a parsed expression; `begin` and `end` are byte offsets in its text (end exclusive).
struct Node {
  Kind kind = Kind::null_literal;
  bool flag = false;
  bool flag2 = false;
  std::uint16_t depth = 1;  ///< 1 + the deepest child; the parser keeps it within depth_max
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  Decimal number;
  std::string text;
  std::vector<Node> children;
};

/// A tree is at most this deep, chains such as a + b + … included, so that walkers may recurse.
inline constexpr std::uint16_t depth_max = 1'000;

}  // namespace tradein::feel
