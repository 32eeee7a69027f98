#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/feel/ast.hpp"
#include "engine/feel/function.hpp"
#include "engine/feel/types.hpp"
#include "engine/feel/value.hpp"

namespace tradein::feel {

/// What the evaluator runs: the tree of the parser with every name resolved to a slot of the frame.
struct Code {
  enum class Op : std::uint8_t {
    constant,      ///< constant
    slot,          ///< slot
    member_first,  ///< name of the item in the first of `slots` that has it, else child 0
    unresolved,    ///< name
    node,          ///< as `kind` of the syntax tree says
  };
  Op op = Op::node;
  Kind kind = Kind::null_literal;
  bool flag = false;   ///< as the tree's; of for_each: `partial` is used; of tests: negated; of a
                       ///< test: `?` is used
  bool flag2 = false;  ///< as the tree's
  std::uint32_t begin = 0;
  std::uint32_t slot =
      0;  ///< slot, variable of an iteration, item of a filter, entry of a context, `partial`
  Value constant;
  std::string name;
  std::vector<std::uint32_t> slots;
  std::vector<Code> children;
  TypePtr type;
  std::shared_ptr<const Lambda> lambda;
};

/// A function definition: its frame holds captured values, parameters and what its body binds.
struct Lambda {
  struct Capture {
    std::uint32_t outer = 0;
    std::uint32_t inner = 0;
  };
  std::vector<Parameter> parameters;
  std::vector<std::uint32_t> parameter_slots;
  std::vector<Capture> captures;
  std::uint32_t slots = 0;
  Code body;
  TypePtr result;  ///< what the body surely gives, or nullptr; for `instance of` alone
  bool external = false;
};

}  // namespace tradein::feel
