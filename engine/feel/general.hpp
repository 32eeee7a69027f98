#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/slot.hpp"
#include "engine/feel/evaluate.hpp"
#include "engine/feel/fast_compiler.hpp"
#include "engine/feel/fast_program.hpp"

namespace tradein::feel {

/// Something outside FEEL's text that gives a value for values: a decision of a model.
using Outside = std::function<Value(std::vector<Value> arguments, Run& run)>;

/// An expression that the fast form does not have, run by the full evaluator from within a fast
/// program. It allocates; the fast form does not.
struct General {
  /// A name that it reads: a value of the program, or an expression (a parameter) over the names
  /// before it.
  struct Input {
    Typed value;
    std::optional<Expression> expression;
  };
  std::vector<Input> inputs;
  Expression expression;
  Outside outside;                     ///< instead of the expression, where there is one
  std::vector<std::size_t> arguments;  ///< of `outside`: places in `inputs`
  FastType type = FastType::boolean;   ///< what must come out
  int scale = 0;                       ///< of a number
};

/// A slot as FEEL has it: numbers as decimals (money in yuan), absence as null.
[[nodiscard]] Value to_feel(Slot slot, const Typed& typed);
/// A value as a slot of that type. A text would need an owner: it is a wrong type here.
/// Errors: an absent slot; wrong_type, not_exact (more decimals than `scale`, more digits than a
///         slot, fractions of a minute), overflow (a day outside the years 1 to 9999).
[[nodiscard]] Slot to_slot(const Value& value, FastType type, int scale);

/// The result; a null where exactly one input is absent has that input's cause, else no_value. The
/// null of a decision of a model is always no_value: it may have many inputs and need few of them.
/// A text is kept in `text`, where the slot views it.
[[nodiscard]] Slot evaluate(const General& general, const Program& program,
                            std::span<const Slot> inputs, std::span<const Slot> registers,
                            std::string* text);

}  // namespace tradein::feel
