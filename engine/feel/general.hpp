#pragma once
#include <optional>
#include <span>
#include <vector>

#include "engine/base/slot.hpp"
#include "engine/feel/evaluate.hpp"
#include "engine/feel/fast_compiler.hpp"
#include "engine/feel/fast_program.hpp"

namespace tradein::feel {

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
  FastType type = FastType::boolean;  ///< what must come out
  int scale = 0;                      ///< of a number
};

/// A slot as FEEL has it: numbers as decimals (money in yuan), absence as null.
[[nodiscard]] Value to_feel(Slot slot, const Typed& typed);
/// A value as a slot of that type.
/// Errors: an absent slot; wrong_type, not_exact (more decimals than `scale`, more digits than a
///         slot, fractions of a minute), overflow (a day outside the years 1 to 9999).
[[nodiscard]] Slot to_slot(const Value& value, FastType type, int scale);

/// The result; a null where exactly one input is absent has that input's cause, else no_value.
[[nodiscard]] Slot evaluate(const General& general, const Program& program,
                            std::span<const Slot> inputs, std::span<const Slot> registers);

}  // namespace tradein::feel
