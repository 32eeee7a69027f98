#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/feel/parser.hpp"
#include "engine/feel/types.hpp"
#include "engine/feel/value.hpp"

namespace tradein::feel {

struct Code;

/// One evaluation: what comes from outside, and what it may still spend. A run that has spent its
/// steps gives null with a reason for everything that follows, so that no expression runs for ever.
class Run {
 public:
  Run() = default;
  Run(const ZoneRules* zones, std::optional<DateAndTime> now)
      : zones_{zones}, now_{std::move(now)} {}
  [[nodiscard]] const ZoneRules* zones() const noexcept { return zones_; }
  /// What now() and today() give; without it they give null.
  [[nodiscard]] const std::optional<DateAndTime>& now() const noexcept { return now_; }
  /// False where the steps are spent.
  [[nodiscard]] bool spend(std::uint64_t steps) noexcept {
    if (steps > steps_left_) {
      steps_left_ = 0;
      return false;
    }
    steps_left_ -= steps;
    return true;
  }
  std::uint32_t depth = 0;  ///< of the evaluator's recursion

 private:
  const ZoneRules* zones_ = nullptr;
  std::optional<DateAndTime> now_;
  std::uint64_t steps_left_ = 20'000'000;
};

using Types = std::map<std::string, TypePtr, std::less<>>;

/// What an expression is compiled against.
class Surroundings {
 public:
  /// Slot i of an evaluation holds the value of variable i; a later one hides an earlier one of the
  /// same name.
  void add_variable(std::string_view name);
  void drop_variables(std::size_t count);
  /// A name found after `.` and in filters; needed only where it has several words.
  void add_member(std::string_view name) { scope_.members.insert(name); }
  void add_type(std::string_view name, TypePtr type);
  /// A value that is known when compiling.
  void add_constant(std::string_view name, Value value);

  [[nodiscard]] const Scope& scope() const noexcept { return scope_; }
  [[nodiscard]] const std::vector<std::string>& variables() const noexcept { return variables_; }
  [[nodiscard]] const Types& types() const noexcept { return types_; }
  [[nodiscard]] const Value* constant(std::string_view name) const;

 private:
  Scope scope_;
  std::vector<std::string> variables_;
  Types types_;
  std::map<std::string, Value, std::less<>> constants_;
};

struct UnresolvedName {
  std::string name;
  std::uint32_t at = 0;
};

/// A compiled expression or unary tests. Evaluation changes nothing in it: threads may share it.
class Expression {
 public:
  /// `variables` in the order of Surroundings. Unary tests also take the value under test.
  [[nodiscard]] Value evaluate(std::span<const Value> variables, Run& run) const;
  [[nodiscard]] Value test(const Value& input, std::span<const Value> variables, Run& run) const;
  /// Names that nothing declares; evaluating one gives null.
  [[nodiscard]] const std::vector<UnresolvedName>& unresolved() const noexcept {
    return unresolved_;
  }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  friend class Compiler;
  std::shared_ptr<const Code> code_;
  std::uint32_t slots_ = 0;
  std::uint32_t variables_ = 0;
  std::vector<std::uint32_t> used_;  ///< the variables that it reads
  std::uint32_t input_slot_ = 0;
  std::vector<UnresolvedName> unresolved_;
  std::string text_;
};

/// Errors: those of the parser.
[[nodiscard]] Result<Expression> compile_expression(std::string_view text,
                                                    const Surroundings& surroundings);
[[nodiscard]] Result<Expression> compile_unary_tests(std::string_view text,
                                                     const Surroundings& surroundings);
/// From trees that were parsed before.
[[nodiscard]] Expression compile_expression(const Node& tree, const Surroundings& surroundings);
[[nodiscard]] Expression compile_unary_tests(const Node& tree, const Surroundings& surroundings);

/// The type that a type node names; an unknown name gives a type that nothing conforms to.
[[nodiscard]] TypePtr resolve_type(const Node& node, const Types& types);

/// Calls a function value with positional arguments.
[[nodiscard]] Value call(const Function& function, std::span<const Value> arguments, Run& run,
                         std::uint32_t at = 0);
/// With named ones.
[[nodiscard]] Value call_named(const Function& function, std::span<const std::string> names,
                               std::span<const Value> arguments, Run& run, std::uint32_t at = 0);

/// Whether `value` passes the test `tested`, as the right side of `in` has it.
[[nodiscard]] Truth passes(const Value& value, const Value& tested);

/// The value; a null that says where in its expression it arose now says so by line and column.
[[nodiscard]] Value placed(Value value, std::string_view expression);
/// The same with the name of the element in front of the place.
[[nodiscard]] Value placed_in(Value value, std::string_view element);

/// The reason of a null as one sentence: place, function, values, what is wrong. The expression is
/// the one that `at` refers to; it does not matter where the reason knows its place.
[[nodiscard]] Text describe(const Reason& reason, std::string_view expression);

}  // namespace tradein::feel
