#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "engine/base/date.hpp"
#include "engine/policy/pack_compiler.hpp"

namespace tradein {
namespace {

using feel::FastType;
using feel::Typed;

constexpr std::size_t combinations_max = 200'000;

/// The values of one column that tell its cells apart: each bound, its neighbours, absence, and a
/// word nobody names.
struct Column {
  FastType type;
  int scale;
  std::set<std::int64_t> numbers;
  std::set<std::string> texts;
  std::vector<Slot> points;
};

void collect(const feel::Node& node, const feel::Names& names, Column& column, int depth = 0) {
  if (depth > 64) return;
  feel::Program program;
  if (column.type == FastType::text && node.kind == feel::Kind::string_literal)
    column.texts.insert(node.text);
  feel::FastCompiler compiler{program, names};
  const bool literal = node.kind == feel::Kind::number_literal ||
                       node.kind == feel::Kind::temporal_literal ||
                       node.kind == feel::Kind::negate || node.kind == feel::Kind::call;
  if (literal) {
    const auto typed = compiler.compile(node);
    if (typed && typed->type == column.type && program.code.empty()) {
      const std::int64_t value = program.constants[typed->operand & feel::operand_max].number();
      std::int64_t scaled = value;
      for (int s = typed->scale; s < column.scale; ++s) scaled *= 10;
      for (int s = typed->scale; s > column.scale; --s) scaled /= 10;
      for (const std::int64_t near : {scaled - 1, scaled, scaled + 1}) column.numbers.insert(near);
    }
  }
  if (node.kind == feel::Kind::name) {
    const feel::Meaning meaning = names(node.text);
    if (const auto* tree = std::get_if<const feel::Node*>(&meaning))
      collect(**tree, names, column, depth + 1);
  }
  for (const feel::Node& child : node.children) collect(child, names, column, depth + 1);
}

/// The field that an input is, where it is one: its values are the schema's.
const Field* field_of(const Source& input, const Kind& kind) {
  const auto slot = kind.find(input.text);
  return slot && !kind.is_fact(*slot) ? &kind.fields[*slot] : nullptr;
}

/// Leaves what a claim can have, and adds what no cell names.
void keep_possible(const Field& field, Column& column) {
  if (field.type == FieldType::choice) {
    column.texts.clear();
    for (const Term& term : field.terms) column.texts.insert(term.code);
  }
  if (field.type != FieldType::integer && field.type != FieldType::number) return;
  std::erase_if(column.numbers, [&](std::int64_t n) { return n < field.min || n > field.max; });
  column.numbers.insert({field.min, field.max});
}

void fill_points(Column& column, const Field* field, bool may_be_absent) {
  if (column.type == FastType::boolean)
    column.numbers = {0, 1};
  else if (column.numbers.empty() && column.type != FastType::text)
    column.numbers.insert(0);
  if (column.type == FastType::text) column.texts.insert("…");
  if (field != nullptr) keep_possible(*field, column);
  for (const std::int64_t number : column.numbers) column.points.push_back(Slot::of_number(number));
  for (const std::string& text : column.texts) column.points.push_back(Slot::of_text(text));
  if (may_be_absent) column.points.push_back(Slot{});
}

std::string shown(const Column& column, const Slot& point) {
  if (!point.present()) return "null";
  switch (column.type) {
    case FastType::text:
      return fmt::format("\"{}\"", point.text());
    case FastType::boolean:
      return point.number() != 0 ? "true" : "false";
    case FastType::date:
      return to_iso(Date::from_days(static_cast<std::int32_t>(point.number())));
    case FastType::date_time:
      return to_iso(DateTime::from_minutes(point.number()));
    default:
      return Decimal::scaled(point.number(), column.scale).text();
  }
}

/// The table's cells alone, over one input a column, so that any value can be tried.
struct Trial {
  std::vector<Column> columns;
  feel::Program program;
  std::vector<feel::Operand> hits;  ///< one a row
};

bool build(const Table& table, const std::vector<Typed>& inputs,
           const std::vector<bool>& may_be_absent,
           const std::vector<std::vector<const feel::Node*>>& cells, const feel::Names& names,
           const Kind& kind, Trial& trial) {
  feel::FastCompiler compiler{trial.program, names};
  for (std::size_t c = 0; c < inputs.size(); ++c) {
    const Field* const field = field_of(table.inputs[c], kind);
    const bool fraction = field == nullptr && inputs[c].type == FastType::number;
    Column column{inputs[c].type, std::max<int>(inputs[c].scale, fraction ? 2 : 0), {}, {}, {}};
    for (const auto& row : cells)
      if (c < row.size()) collect(*row[c], names, column);
    trial.columns.push_back(std::move(column));
    fill_points(trial.columns.back(), field, may_be_absent[c]);
  }
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    Typed hit = compiler.number(1, 0, FastType::boolean);
    for (std::size_t c = 0; c < cells[r].size(); ++c) {
      const Typed input{trial.columns[c].type, static_cast<std::int8_t>(trial.columns[c].scale),
                        static_cast<feel::Operand>(feel::input_place | c)};
      const auto holds = compiler.cell(*cells[r][c], input);
      if (!holds) return false;  // told of already
      hit = compiler.emit(FastType::boolean, feel::Op::both, hit, *holds);
    }
    trial.hits.push_back(hit.operand);
  }
  return true;
}

std::string example(const Table& table, const Trial& trial, const std::vector<std::size_t>& at) {
  std::string text;
  for (std::size_t c = 0; c < at.size(); ++c)
    text += fmt::format("{}{} = {}", c == 0 ? "" : ", ", table.inputs[c].text,
                        shown(trial.columns[c], trial.columns[c].points[at[c]]));
  return text;
}

}  // namespace

void prove_table(const Table& table, const std::vector<Typed>& inputs,
                 const std::vector<bool>& may_be_absent,
                 const std::vector<std::vector<const feel::Node*>>& cells, const feel::Names& names,
                 PackCompiler& compiler) {
  Trial trial;
  if (!build(table, inputs, may_be_absent, cells, names, compiler.kind(), trial)) return;
  std::size_t combinations = 1;
  for (const Column& column : trial.columns) combinations *= column.points.size();
  if (combinations > combinations_max)
    return compiler.problem(table.at, "P-TABLE-SIZE", "表太大，无法逐一证明，请拆分",
                            "the table has too many combinations to prove; split it");
  std::vector<std::size_t> at(trial.columns.size(), 0);
  std::vector<Slot> point(trial.columns.size()), registers(trial.program.registers);
  std::vector<bool> reached(table.rows.size(), false);
  bool gap = false, overlap = false;
  for (std::size_t n = 0; n < combinations; ++n) {
    std::size_t rest = n;
    for (std::size_t c = 0; c < at.size(); rest /= trial.columns[c].points.size(), ++c) {
      at[c] = rest % trial.columns[c].points.size();
      point[c] = trial.columns[c].points[at[c]];
    }
    feel::run(trial.program, point, registers);
    std::optional<std::size_t> first;
    for (std::size_t r = 0; r < trial.hits.size(); ++r) {
      const Slot hit = feel::value_of(trial.program, point, registers, trial.hits[r]);
      if (!hit.present() || hit.number() == 0) continue;
      reached[r] = true;
      if (first && !overlap) {
        overlap = true;
        compiler.problem(table.rows[r].at, "P-OVERLAP",
                         fmt::format("第 {} 行与第 {} 行重叠，例如 {}", *first + 1, r + 1,
                                     example(table, trial, at)),
                         fmt::format("rows {} and {} both answer for {}", *first + 1, r + 1,
                                     example(table, trial, at)));
      }
      first = first.value_or(r);
    }
    if (!first && !gap && !table.no_row) {
      gap = true;
      compiler.problem(
          table.at, "P-GAP",
          fmt::format("没有一行对应 {}；请补一行或写 no_row", example(table, trial, at)),
          fmt::format("no row answers for {}; add one, or say with `no_row` what it means",
                      example(table, trial, at)));
    }
  }
  for (std::size_t r = 0; r < reached.size(); ++r)
    if (!reached[r] && !overlap)
      compiler.problem(table.rows[r].at, "P-DEAD-ROW", fmt::format("第 {} 行永远不会命中", r + 1),
                       fmt::format("no claim can hit row {}", r + 1));
}

}  // namespace tradein
