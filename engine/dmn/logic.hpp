#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/dmn/model.hpp"
#include "engine/dmn/table.hpp"
#include "engine/feel/evaluate.hpp"
#include "engine/feel/function.hpp"

namespace tradein::dmn {

/// A value for each variable of the surroundings that the logic was compiled in; boxed expressions
/// add theirs.
using Frame = std::vector<feel::Value>;

/// A compiled boxed expression.
class Logic {
 public:
  /// Never fails: what cannot be read evaluates to null with the reason, so that the rest of a
  /// model still works.
  [[nodiscard]] static Logic compile(const Boxed& boxed, feel::Surroundings& surroundings);
  /// Leaves the frame as it was.
  [[nodiscard]] feel::Value evaluate(Frame& frame, feel::Run& run) const;
  /// What could not be compiled, innermost texts first.
  void collect_errors(std::vector<Error>& errors) const;
  /// Names that nothing declares; evaluating one gives null.
  void collect_unresolved(std::vector<std::string>& names) const;
  [[nodiscard]] bool none() const noexcept { return kind_ == Boxed::Kind::none; }

 private:
  [[nodiscard]] feel::Value evaluate_kind(Frame& frame, feel::Run& run) const;
  [[nodiscard]] feel::Value conditional(Frame& frame, feel::Run& run) const;
  [[nodiscard]] feel::Value context(Frame& frame, feel::Run& run) const;
  [[nodiscard]] feel::Value invocation(Frame& frame, feel::Run& run) const;
  [[nodiscard]] feel::Value list(Frame& frame, feel::Run& run) const;
  [[nodiscard]] feel::Value relation(Frame& frame, feel::Run& run) const;
  [[nodiscard]] feel::Value filter(Frame& frame, feel::Run& run) const;
  [[nodiscard]] feel::Value loop(Frame& frame, feel::Run& run) const;
  [[nodiscard]] feel::Value function(const Frame& frame) const;

  Boxed::Kind kind_ = Boxed::Kind::none;
  std::string name_;
  feel::TypePtr type_;
  std::optional<feel::Expression> expression_;
  std::optional<Error> error_;
  std::vector<std::string> columns_;
  std::vector<feel::Parameter> parameters_;
  std::vector<std::shared_ptr<const Logic>> children_;
  std::shared_ptr<const CompiledTable> table_;
};

}  // namespace tradein::dmn
