#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "engine/feel/code.hpp"
#include "engine/feel/evaluate.hpp"
#include "engine/feel/value.hpp"

namespace tradein::feel {

/// The evaluator's inside; include evaluate.hpp instead. Walks the code with a frame of slots.
class Evaluator {
 public:
  Evaluator(Run& run, Value* slots) : run_{run}, slots_{slots} {}
  [[nodiscard]] Value evaluate(const Code& code);

 private:
  [[nodiscard]] Value node(const Code& code);
  /// The value without a copy where it stands in the frame or the code; else it is put in `made`.
  [[nodiscard]] const Value& look(const Code& code, Value& made);
  [[nodiscard]] Value fail(const Code& code, std::string_view function, std::string values,
                           std::string_view zh, std::string_view en) const;
  [[nodiscard]] Value list(const Code& code);
  [[nodiscard]] Value context(const Code& code);
  [[nodiscard]] Value range(const Code& code);
  [[nodiscard]] Value temporal(const Code& code);
  [[nodiscard]] Value comparison(const Code& code);
  [[nodiscard]] Value junction(const Code& code);
  [[nodiscard]] Value between(const Code& code);
  [[nodiscard]] Value in(const Code& code);
  [[nodiscard]] Truth passes_test(const Value& input, const Code& test, bool condition);
  [[nodiscard]] Value tests(const Code& code);
  [[nodiscard]] Value compare_range(const Code& code);
  [[nodiscard]] Value member_first(const Code& code);

  // evaluator_loops.cpp
  [[nodiscard]] Value filter(const Code& code);
  [[nodiscard]] Value pick(const Code& code, const List& list, const Value& index) const;
  [[nodiscard]] Value for_each(const Code& code);
  [[nodiscard]] Value quantified(const Code& code);
  struct Domain;
  [[nodiscard]] Value domain(const Code& iteration, Domain& domain);
  [[nodiscard]] Value iterate(const Code& code, std::size_t depth, auto&& body);

  // evaluator_calls.cpp
  [[nodiscard]] Value path(const Code& code);
  [[nodiscard]] Value call(const Code& code);
  [[nodiscard]] Value function(const Code& code);

  Run& run_;
  Value* slots_;
};

/// The member of a context, or the property that a date, time, duration or range has; of a list,
/// that of each element.
[[nodiscard]] Value member_of(const Value& value, std::string_view name, std::uint32_t at);

/// A date, time, date and time or duration from its text, whichever it is.
[[nodiscard]] Value temporal_from(std::string_view text, const ZoneRules* zones);

}  // namespace tradein::feel
