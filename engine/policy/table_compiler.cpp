// A pack's tables: rows one after another, or, where there are many and one column names texts,
// only those that stand for the claim's text.
#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "engine/policy/pack_compiler.hpp"

namespace tradein {
namespace {

using feel::FastType;
using feel::Typed;

constexpr int table_scale = 4;         // decimals of a table's values, at least
constexpr std::size_t long_table = 8;  // rows from which a jump is cheaper than trying each
constexpr std::size_t code_max =
    8'192;  // rows of one text that stand in several places count again

/// Why a cell cannot be any FEEL, where that is what is wrong.
feel::CompileError unproved(feel::CompileError error) {
  if (error.code == "F-FORM")
    error.text = {
        "表的单元格须能证明不重叠、无遗漏，只能是比较、区间、列表或参数；请把计算写进该表的输入",
        "a cell is a comparison, a range, a list or a parameter, so that the table can be proved "
        "to have no gap and no overlap; put the computation into the table's input"};
  return error;
}

using Places = std::map<std::string, std::vector<std::size_t>>;

/// The rows for each text of a column, in order, those for any text among them; nothing where a
/// cell of it is more than texts.
std::optional<Places> places_of(const std::vector<std::vector<const feel::Node*>>& cells,
                                std::size_t column) {
  Places places;
  std::vector<std::vector<std::string>> texts;
  for (const auto& row : cells) {
    auto found = texts_of(*row[column]);
    if (!found) return std::nullopt;
    for (const std::string& text : *found) places[text];
    texts.push_back(*std::move(found));
  }
  for (auto& [text, rows] : places)
    for (std::size_t r = 0; r < texts.size(); ++r)
      if (texts[r].empty() || std::ranges::find(texts[r], text) != texts[r].end())
        rows.push_back(r);
  return places;
}

}  // namespace

std::optional<std::vector<std::string>> texts_of(const feel::Node& cell) {
  if (cell.kind == feel::Kind::test_any) return std::vector<std::string>{};
  if (cell.kind == feel::Kind::string_literal) return std::vector<std::string>{cell.text};
  if (cell.kind != feel::Kind::tests || cell.flag || cell.children.empty()) return std::nullopt;
  if (cell.children.size() == 1) return texts_of(cell.children.front());
  std::vector<std::string> texts;
  for (const feel::Node& one : cell.children) {
    if (one.kind != feel::Kind::string_literal) return std::nullopt;
    texts.push_back(one.text);
  }
  return texts;
}

bool PackCompiler::parse_cells(Rows& rows) {
  for (const TableRow& row : rows.table.rows) {
    auto& cells = rows.cells.emplace_back();
    for (std::size_t c = 0; c < rows.inputs.size() && c < row.when.size(); ++c) {
      const feel::Node* tests = parse(row.when[c], true);
      if (tests == nullptr) return false;
      cells.push_back(tests);
    }
  }
  return true;
}

/// One row; the column `but` is known to fit.
bool PackCompiler::row(Rows& rows, std::size_t r, std::optional<std::size_t> but) {
  const TableRow& row = rows.table.rows[r];
  std::optional<Typed> hit;
  for (std::size_t c = 0; c < rows.cells[r].size(); ++c) {
    if (but == c || rows.cells[r][c]->kind == feel::Kind::test_any) continue;
    const auto holds = compiler_.cell(*rows.cells[r][c], rows.inputs[c]);
    if (!holds) {
      problem(row.when[c], unproved(holds.error()));
      return false;
    }
    hit = hit ? compiler_.emit(FastType::boolean, feel::Op::both, *hit, *holds) : *holds;
  }
  if (!hit) hit = compiler_.number(1, 0, FastType::boolean);
  auto& type = rows.type;
  auto result = value(row.value, type ? std::optional{type->type} : std::nullopt, table_scale);
  if (!result) return false;
  if (result->type == FastType::number)
    result = compiler_.at_scale(*result, std::max<int>(result->scale, table_scale));
  if (type && (type->type != result->type || type->scale != result->scale)) {
    problem(row.value.at, "F-TYPE", "同一表中各行的值类型不同",
            "the rows of a table must give one type");
    return false;
  }
  type = result;
  compiler_.add(
      {feel::Op::row, static_cast<std::int32_t>(r), rows.out, hit->operand, result->operand, 0});
  return true;
}

bool PackCompiler::all_rows(Rows& rows) {
  for (std::size_t r = 0; r < rows.table.rows.size(); ++r)
    if (!row(rows, r, std::nullopt)) return false;
  return true;
}

/// The rows in groups, one for each text of the column and one for every other text; false where a
/// row has a mistake.
bool PackCompiler::rows_by_text(Rows& rows, std::size_t column) {
  feel::Program& program = out_.pack.program;
  const auto here = [&] { return static_cast<std::int32_t>(program.code.size()); };
  const Places places = *places_of(rows.cells, column);
  const std::size_t number = program.jumps.size();
  program.jumps.emplace_back();
  compiler_.add({feel::Op::jump_text, static_cast<std::int32_t>(number), 0,
                 rows.inputs[column].operand, 0, 0});
  std::vector<std::size_t> ends;
  const auto group = [&](const std::vector<std::size_t>& members) {
    for (const std::size_t r : members)
      if (!row(rows, r, column)) return false;
    ends.push_back(program.code.size());
    compiler_.add({feel::Op::jump, 0, 0, 0, 0, 0});
    return true;
  };
  for (const auto& [text, members] : places) {
    const Typed key = compiler_.text(text);
    const std::string_view kept = program.constants[key.operand & feel::operand_max].text();
    program.jumps[number].places.emplace_back(kept, here());
    if (!group(members)) return false;
  }
  program.jumps[number].otherwise = here();
  std::vector<std::size_t> others;
  for (std::size_t r = 0; r < rows.cells.size(); ++r)
    if (texts_of(*rows.cells[r][column])->empty()) others.push_back(r);
  if (!group(others)) return false;
  for (const std::size_t end : ends) program.code[end].immediate = here();
  return true;
}

void PackCompiler::table(const Table& table) {
  reads_ = {};
  std::vector<Typed> inputs;
  std::vector<bool> optional;
  for (const Source& source : table.inputs) {
    const Reads seen = std::exchange(reads_, {});
    const auto input = value(source);
    if (!input) return;
    inputs.push_back(*input);
    // The null of a model's decision is no value that a row may answer for: it goes to review.
    optional.push_back(reads_.decisions.empty() &&
                       std::ranges::any_of(reads_.slots, [&](std::uint16_t slot) {
                         return kind_.is_fact(slot) || !kind_.fields[slot].required;
                       }));
    put_before(reads_, seen);
  }
  Rows rows{table, inputs, {}, compiler_.table_registers(), {}};
  if (!parse_cells(rows)) return;
  compiler_.add({feel::Op::row_none, 0, rows.out, 0, 0, 0});
  std::optional<std::size_t> by_text;
  std::size_t least = code_max;
  for (std::size_t c = 0; c < inputs.size() && rows.cells.size() >= long_table; ++c) {
    const bool whole =
        std::ranges::all_of(rows.cells, [&](const auto& cells) { return c < cells.size(); });
    if (inputs[c].type != FastType::text || !whole) continue;
    const auto places = places_of(rows.cells, c);
    if (!places || places->size() < 2) continue;
    std::size_t code = 0;
    for (const auto& [text, members] : *places) code += members.size();
    if (code < least) by_text = c, least = code;
  }
  if (!(by_text ? rows_by_text(rows, *by_text) : all_rows(rows)) || !rows.type) return;
  for (const Typed& input : inputs)
    compiler_.add({feel::Op::row_end, 0, rows.out, input.operand, 0, 0});
  rows.type->operand = rows.out;
  tables_.emplace(table.id, static_cast<std::uint16_t>(out_.pack.tables.size()));
  out_.pack.tables.push_back({*rows.type, static_cast<feel::Operand>(rows.out + 1), reads_});
  prove_table(
      table, inputs, optional, rows.cells, [this](std::string_view name) { return meaning(name); },
      *this);
}

}  // namespace tradein
