#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/dmn/model.hpp"
#include "engine/feel/evaluate.hpp"

namespace tradein::dmn {

class Logic;

/// A FEEL text compiled, or why it could not be.
struct Cell {
  std::optional<feel::Expression> expression;
  std::optional<Error> error;
};

/// A decision table with its cells compiled.
class CompiledTable {
 public:
  [[nodiscard]] static CompiledTable compile(const Table& table, feel::Surroundings& surroundings);
  [[nodiscard]] feel::Value evaluate(std::vector<feel::Value>& frame, feel::Run& run) const;
  void collect_errors(std::vector<Error>& errors) const;
  void collect_unresolved(std::vector<std::string>& names) const;

 private:
  struct CompiledInput {
    std::shared_ptr<const Logic> expression;
    feel::TypePtr type;
    std::optional<Cell> allowed;
  };
  struct CompiledOutput {
    std::string name;
    feel::TypePtr type;
    std::optional<Cell> order;  ///< the allowed values as a list
    std::optional<Cell> fallback;
  };
  struct CompiledRule {
    std::vector<std::optional<Cell>> inputs;  ///< nothing for a cell that is always true
    std::vector<Cell> outputs;
  };
  struct Match {
    std::vector<feel::Value> outputs;
  };

  [[nodiscard]] feel::Value result(const Match& match) const;
  [[nodiscard]] feel::Value results(const std::vector<Match>& matches) const;
  [[nodiscard]] feel::Value decide(std::vector<Match> matches, std::span<const feel::Value> frame,
                                   feel::Run& run) const;
  [[nodiscard]] feel::Value fallback(std::span<const feel::Value> frame, feel::Run& run) const;
  [[nodiscard]] feel::Value aggregate(const std::vector<Match>& matches, feel::Run& run) const;
  void sort_by_priority(std::vector<Match>& matches, std::span<const feel::Value> frame,
                        feel::Run& run) const;

  HitPolicy policy_ = HitPolicy::unique;
  Aggregation aggregation_ = Aggregation::none;
  std::vector<CompiledInput> inputs_;
  std::vector<CompiledOutput> outputs_;
  std::vector<CompiledRule> rules_;
};

/// The value of a compiled text; null with the error where it has one.
[[nodiscard]] feel::Value value_of(const Cell& cell, std::span<const feel::Value> frame,
                                   feel::Run& run);
[[nodiscard]] feel::Value null_of(const Error& error);

}  // namespace tradein::dmn
