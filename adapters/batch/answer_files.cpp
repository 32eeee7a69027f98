#include "adapters/batch/answer_files.hpp"

#include <simdjson.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "adapters/batch/csv_rows.hpp"
#include "adapters/batch/table_layout.hpp"
#include "adapters/batch/text_encoding.hpp"
#include "adapters/batch/workbook_writer.hpp"
#include "engine/claim/fold.hpp"

namespace tradein {
namespace {

// A sheet's raw row is `kinds RS cell US cell …` (xlsx_reader.cpp).
constexpr char between_sheet_cells = '\x1F';
constexpr char after_kinds = '\x1E';

std::string quoted(const std::string& text, char separator) {
  const bool plain = text.find_first_of("\"\r\n") == std::string::npos &&
                     text.find(separator) == std::string::npos &&
                     (text.empty() || (text.front() != ' ' && text.back() != ' '));
  if (plain) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
  return out;
}

std::vector<SheetCell> split_sheet_row(std::string_view raw) {
  std::vector<SheetCell> cells;
  const auto end_of_kinds = raw.find(after_kinds);
  if (end_of_kinds == std::string_view::npos) return cells;
  const std::string_view kinds = raw.substr(0, end_of_kinds);
  raw.remove_prefix(end_of_kinds + 1);
  for (const char packed : kinds) {
    const auto end = raw.find(between_sheet_cells);
    cells.push_back({std::string{raw.substr(0, end)}, static_cast<CellKind>((packed - '0') / 2)});
    raw = end == std::string_view::npos ? std::string_view{} : raw.substr(end + 1);
  }
  return cells;
}

std::string repaired(std::string text) {
  for (std::size_t bad = 0; (bad = first_bad_utf8(text)) != std::string::npos;)
    text.replace(bad, 1, "\xEF\xBF\xBD");
  return text;
}

}  // namespace

std::string harmless_cell(std::string_view text) {
  Arena arena;
  const std::string_view folded = fold(text, arena).text;
  const bool starts_odd =
      !text.empty() && (text.front() == '\t' || text.front() == '\r' || text.front() == '\n');
  const bool formula = !folded.empty() &&
                       (folded.front() == '=' || folded.front() == '+' || folded.front() == '-' ||
                        folded.front() == '@' || static_cast<unsigned char>(folded.front()) < 0x20);
  std::string cell;
  if (starts_odd || formula) cell.push_back('\'');
  cell.append(text);
  return cell;
}

TableWriter::TableWriter(const FileLayout& answered) {
  if (answered.form != FileForm::csv) return;
  encoding_ = answered.encoding;
  mark_ = answered.byte_order_mark;
  separator_ = answered.separator;
  separator_line_ = answered.separator_line;
}

std::string TableWriter::begin() const {
  std::string text;
  if (mark_) text += "\xEF\xBB\xBF";
  if (separator_line_) text += std::string{"sep="} + separator_ + "\r\n";
  return encoded(text, encoding_);
}

std::string TableWriter::row(std::span<const std::string> cells) const {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line.push_back(separator_);
    line += quoted(harmless_cell(cells[i]), separator_);
  }
  line += "\r\n";
  return encoded(line, encoding_);
}

std::vector<std::string> ack_header(Language language) {
  if (language == Language::en)
    return {"row",   "claim_id", "outcome", "amount", "programme",    "repeated",
            "codes", "cells",    "reasons", "fixes",  "attempts_left"};
  return {"行号", "申领编号", "审核决定", "补贴金额",   "补贴项目", "重复",
          "代码", "单元格",   "原因",     "应如何修改", "剩余次数"};
}

std::vector<std::string> ack_cells(const AckLine& line) {
  return {std::to_string(line.row),    line.claim_id, line.outcome, line.amount,  line.programme,
          line.repeated ? "true" : "", line.codes,    line.cells,   line.reasons, line.fixes,
          line.attempts_left};
}

struct FixWriter::Parts {
  Arena arena;
  std::unique_ptr<Converter> converter;
  simdjson::dom::parser parser;
  std::unordered_map<std::string, std::size_t> places;  ///< column by name
  WorkbookWriter workbook;
};

FixWriter::FixWriter(const FileLayout& answered, const KindSet& kinds)
    : layout_{answered},
      writer_{answered},
      columns_{answered.columns},
      parts_{std::make_unique<Parts>()} {
  if (layout_.encoding == Encoding::gb18030)
    parts_->converter =
        std::make_unique<Converter>(layout_.encoding, Converter::Direction::to_utf8);
  if (layout_.form == FileForm::ndjson) {
    for (const auto& kind : kinds.all())
      for (const Field& field : kind->fields)
        if (parts_->places.emplace(field.name, columns_.size()).second)
          columns_.push_back(field.name);
  }
  for (const auto& column : columns_) own_.push_back(is_own_column(column));
}

FixWriter::~FixWriter() = default;

std::string_view FixWriter::ending() const noexcept {
  return layout_.form == FileForm::xlsx ? ".fix.xlsx" : ".fix.csv";
}

void FixWriter::add_to_sheet(std::span<const std::string> told, std::string_view raw) {
  std::vector<SheetCell> cells;
  for (const std::string& text : told) cells.push_back({.text = harmless_cell(text)});
  // A number stays one: one whose digits Excel has cut must be refused again, not become a text
  // that nobody doubts.
  auto own = split_sheet_row(raw);
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (i < own_.size() && own_[i]) continue;
    SheetCell& cell = cells.emplace_back(std::move(own[i]));
    cell.text = repaired(std::move(cell.text));
    if (cell.kind == CellKind::text) cell.text = harmless_cell(cell.text);
  }
  parts_->workbook.row(cells);
}

std::optional<std::string> FixWriter::end() {
  return layout_.form == FileForm::xlsx ? parts_->workbook.finish() : std::string{};
}

std::string FixWriter::begin() {
  std::vector<std::string> cells{std::begin(own_columns), std::end(own_columns)};
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (!own_[i]) cells.push_back(columns_[i]);
  if (layout_.form != FileForm::xlsx) return writer_.begin() + writer_.row(cells);
  add_to_sheet(cells, {});
  return {};
}

std::string FixWriter::row(const BatchRow& row, std::string_view codes, std::string_view reasons,
                           std::string_view fixes) {
  std::vector<std::string> cells{std::string{codes}, std::string{reasons}, std::string{fixes}};
  if (layout_.form == FileForm::xlsx) {
    add_to_sheet(cells, row.raw);
    return {};
  }
  parts_->arena.reset();
  auto own = layout_.form == FileForm::ndjson ? json_cells(row.raw) : cells_of(row.raw);
  for (std::size_t i = 0; i < own.size(); ++i)
    if (i >= own_.size() || !own_[i]) cells.push_back(std::move(own[i]));
  return writer_.row(cells);
}

std::vector<std::string> FixWriter::cells_of(std::string_view raw) {
  std::string text{raw};
  if (parts_->converter) {
    std::size_t bad = 0;
    const auto converted = parts_->converter->convert(raw, parts_->arena, bad);
    if (converted) {
      text = *converted;
    } else {
      text.clear();
      static_cast<void>(parts_->converter->convert_stream(raw, text, "\xEF\xBF\xBD"));
    }
  }
  text = repaired(std::move(text));
  std::erase(text, '\0');
  const char separator = layout_.separator;
  // A row whose quotation marks do not pair is split without them; its reader mends it by hand.
  const RowEnd end = find_row_end(text, 0, separator, true);
  if (end.fault != RowFault::none || end.end != text.size()) std::erase(text, '"');
  std::vector<std::string_view> cells;
  split_row(text, separator, parts_->arena, cells);
  return {cells.begin(), cells.end()};
}

std::vector<std::string> FixWriter::json_cells(std::string_view raw) {
  std::vector<std::string> cells(columns_.size());
  simdjson::dom::object object;
  if (parts_->parser.parse(raw.data(), raw.size(), true).get_object().get(object) !=
      simdjson::SUCCESS)
    return cells;
  for (const auto member : object) {
    const auto place = parts_->places.find(std::string{member.key});
    if (place == parts_->places.end() || member.value.is_null()) continue;
    std::string_view text;
    cells[place->second] = member.value.get_string().get(text) == simdjson::SUCCESS
                               ? std::string{text}
                               : simdjson::minify(member.value);
  }
  return cells;
}

}  // namespace tradein
