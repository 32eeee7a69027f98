#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/feel/types.hpp"
#include "engine/feel/value.hpp"

namespace tradein::feel {

struct Builtin;  // builtins.hpp
struct Lambda;   // code.hpp
class Run;       // evaluate.hpp

struct Parameter {
  std::string name;
  TypePtr type;  ///< nullptr: any
};

/// A function that is not written in FEEL: a knowledge model or decision service of DMN. Called
/// with as many arguments as it has parameters, each coerced to its parameter's type.
struct Native {
  std::vector<Parameter> parameters;
  TypePtr result;  ///< nullptr: any
  std::function<Value(std::span<const Value>, Run&)> call;
};

/// A function value: a built-in, a native function, or a lambda with the values that it captured.
struct Function {
  const Builtin* builtin = nullptr;
  std::shared_ptr<const Native> native;
  std::shared_ptr<const Lambda> lambda;
  std::vector<Value> captured;
  std::uint32_t depth = 1;
};

/// Of a lambda or native function.
[[nodiscard]] std::span<const Parameter> parameters_of(const Function& function) noexcept;

}  // namespace tradein::feel
