#pragma once
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "engine/dmn/compiled_model.hpp"
#include "engine/feel/parser.hpp"
#include "engine/policy/compiled_pack.hpp"

namespace tradein {

/// One pack's way from text to code. Used by compile_pack() and by the proofs of its tables.
class PackCompiler {
 public:
  PackCompiler(const Pack& pack, const Kind& kind, Compilation& out);
  void compile();

  [[nodiscard]] const Kind& kind() const noexcept { return kind_; }
  /// The tree of a condition or a cell; nullptr where it does not parse (the problem is noted).
  const feel::Node* parse(const Source& source, bool unary_tests);
  void problem(Spot at, std::string_view code, std::string zh, std::string en);
  void problem(const Source& source, const feel::CompileError& error);

 private:
  feel::Meaning meaning(std::string_view name);
  feel::Meaning field(std::uint16_t slot);
  std::optional<feel::Typed> value(const Source& source,
                                   std::optional<feel::FastType> wanted = std::nullopt,
                                   int scale = feel::general_scale);
  std::optional<feel::Typed> value(const Source& source, feel::FastType type, std::string_view zh,
                                   std::string_view en);
  std::optional<feel::Typed> optional_value(const std::optional<Source>& source,
                                            feel::FastType type, std::string_view zh,
                                            std::string_view en);
  void parameters();
  void bounds(const Parameter& parameter);
  void concerns(const Source& source, const Reads& reads);
  void bound(const Parameter& parameter, const ValueRow& row, const Source& limit, bool at_most);
  void models();
  void model(const Model& model);
  void decision(const Model& model, const std::shared_ptr<const dmn::CompiledModel>& compiled,
                const Source& wanted);
  bool fits(const Model& model, const dmn::CompiledModel::Signature::Input& input);
  void open_decisions(bool of_subsidy);
  void table(const Table& table);
  /// A table on its way: what its rows are compiled from and into.
  struct Rows {
    const Table& table;
    const std::vector<feel::Typed>& inputs;
    std::vector<std::vector<const feel::Node*>> cells;
    feel::Operand out = 0;
    std::optional<feel::Typed> type;
  };
  bool parse_cells(Rows& rows);
  bool row(Rows& rows, std::size_t r, std::optional<std::size_t> but);
  bool all_rows(Rows& rows);
  bool rows_by_text(Rows& rows, std::size_t column);
  void amount();
  void check(const Check& check);
  bool attempts_left(const Check& check, CompiledCheck& compiled);
  void limit(const Limit& limit);
  void applies();
  void guard(Spot at, const Reads& reads);

  const Pack& pack_;
  const Kind& kind_;
  Compilation& out_;
  feel::Scope scope_;
  std::deque<feel::Node> trees_;  // stable addresses
  std::map<std::string, std::uint16_t, std::less<>> parameters_, tables_;
  std::vector<const feel::Node*> parameter_trees_;
  feel::FastCompiler compiler_;
  std::optional<feel::FastCompiler> applies_compiler_;
  /// Decisions of models in their order, to be compiled where what they read is known.
  struct Pending {
    const Model* model;
    std::shared_ptr<const dmn::CompiledModel> compiled;
    std::string name;
    std::vector<std::string> inputs;
    feel::FastType type;
    Spot at;
  };
  std::vector<Pending> pending_;
  std::map<std::string, std::uint16_t, std::less<>> decisions_;
  std::set<std::string, std::less<>> broken_;
  Reads reads_;  // of what is being compiled
  bool with_subsidy_ = false;
};

/// Puts what was read before in front, each once.
void put_before(Reads& reads, Reads before);

/// The texts of a cell that is nothing but texts; an empty list for `-`, nothing for other cells.
[[nodiscard]] std::optional<std::vector<std::string>> texts_of(const feel::Node& cell);

/// Proves a table over its inputs' types: at most one row for every combination of values, every
/// row reachable and, where nothing says what a claim without a row means, no gap.
void prove_table(const Table& table, const std::vector<feel::Typed>& inputs,
                 const std::vector<bool>& may_be_absent,
                 const std::vector<std::vector<const feel::Node*>>& cells, const feel::Names& names,
                 PackCompiler& compiler);

}  // namespace tradein
