#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/dmn/logic.hpp"
#include "engine/dmn/model.hpp"
#include "engine/feel/evaluate.hpp"

namespace tradein::dmn {

/// A value for an input, by the name of its variable. An empty namespace fits any model.
struct GivenInput {
  std::string name;
  feel::Value value;
  std::string model_namespace;
};

/// A model and what it imports, compiled once; evaluation changes nothing in it.
class CompiledModel {
 public:
  /// The first of `definitions` is the model, the others are those that it imports, directly or
  /// not.
  ///
  /// Errors: E-DMN-REFERENCE (a requirement leads nowhere), E-DMN-IMPORT (a namespace is not among
  /// them), E-DMN-CYCLE (a
  ///         decision requires itself). A text that is no FEEL is no error here: see problems().
  [[nodiscard]] static Result<CompiledModel> compile(const std::vector<Definitions>& definitions,
                                                     const feel::ZoneRules* zones);

  /// Errors: E-DMN-DECISION (the model has no such decision). Inputs that are not given are null.
  [[nodiscard]] Result<feel::Value> evaluate_decision(std::string_view name,
                                                      const std::vector<GivenInput>& inputs,
                                                      feel::Run& run) const;
  /// Runs a decision service or knowledge model with arguments by name.
  /// Errors: E-DMN-DECISION.
  [[nodiscard]] Result<feel::Value> evaluate_invocable(std::string_view name,
                                                       const std::vector<GivenInput>& inputs,
                                                       feel::Run& run) const;

  /// A value that came as JSON made to fit the input of that name: texts become the dates, times
  /// and durations that its type wants, in lists and contexts too.
  [[nodiscard]] feel::Value fitted(std::string_view input, const feel::Value& value,
                                   const feel::ZoneRules* zones) const;

  /// Expressions that could not be compiled; the place begins with the name of the element.
  [[nodiscard]] const std::vector<Error>& problems() const noexcept { return problems_; }
  [[nodiscard]] std::vector<std::string> decision_names() const;

  /// What a decision gives and needs, for who calls it with values of known types.
  struct Signature {
    struct Input {
      std::string name;
      feel::TypePtr type;  ///< nullptr: Any
    };
    feel::TypePtr type;               ///< nullptr: Any
    std::vector<Input> inputs;        ///< needed directly or not, each once
    std::vector<std::string> needed;  ///< itself and every decision and knowledge model it needs
    std::vector<std::pair<std::string, std::string>> unresolved;  ///< element, name in its logic
  };
  /// Errors: E-DMN-DECISION.
  [[nodiscard]] Result<Signature> signature(std::string_view decision) const;

 private:
  friend class ModelCompiler;
  friend class Evaluation;
  enum class Kind : std::uint8_t { input, decision, knowledge, service };
  /// A name of an element's logic and where its value comes from: one element, or several as
  /// members of an import.
  struct Variable {
    std::string name;
    bool imported = false;
    std::vector<std::pair<std::string, std::size_t>> members;
  };
  struct Element {
    Kind kind = Kind::input;
    std::string name;
    std::string model_namespace;
    std::string id;
    feel::TypePtr type;
    std::vector<std::size_t> requirements;
    std::vector<Variable> variables;
    Logic logic;
    // Of a knowledge model: its parameters are after the variables in the frame of its logic.
    std::vector<feel::Parameter> parameters;
    // Of a service.
    std::vector<std::size_t> outputs;
    std::vector<std::size_t> inputs;
  };
  [[nodiscard]] const Element* find(std::string_view name, Kind kind) const;

  std::vector<Element> elements_;
  std::vector<Error> problems_;
  std::string main_namespace_;
};

}  // namespace tradein::dmn
