#include "adapters/batch/table_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/limits.hpp"
#include "engine/claim/fold.hpp"

namespace tradein {
namespace {

bool is_blank(const Cell& cell) noexcept {
  return cell.kind == CellKind::text &&
         (cell.text.empty() ||
          (cell.text.size() < 64 && word_key(cell.text).empty() &&
           cell.text.find_first_not_of(" \t\r\n\"\xC2\xA0\xE3\x80") == std::string_view::npos));
}

constexpr std::string_view total_words[] = {"合计",  "总计",     "小计", "累计",      "本页小计",
                                            "total", "subtotal", "sum",  "grandtotal"};
constexpr std::string_view note_words[] = {"备注", "说明", "注",   "制表", "填表", "审核", "经办",
                                           "联系", "盖章", "负责", "复核", "单位", "填报", "打印"};

bool is_total_word(std::string_view text) {
  if (text.size() > 40) return false;
  const std::string key = word_key(text);
  return std::any_of(std::begin(total_words), std::end(total_words), [&](std::string_view word) {
    return key == word || (key.starts_with(word) && word.front() < 0 && key.size() < 24);
  });
}

bool is_note_word(std::string_view text) {
  const std::string key = word_key(text);
  return std::any_of(std::begin(note_words), std::end(note_words),
                     [&](std::string_view word) { return key.starts_with(word); });
}

}  // namespace

std::string_view claim_id_text(std::string_view cell, Arena& arena) {
  std::string_view text = fold(cell, arena).text;
  std::size_t at = 0;
  for (std::size_t chars = 0; at < text.size() && chars < limits::claim_id_chars_max; ++chars)
    static_cast<void>(next_code_point(text, at));
  return text.substr(0, std::min(at, text.size()));
}

Text shown_text(std::string_view word) {
  static const Field plain;
  return shown(plain, word);
}

void note_link(std::string_view cell, std::string_view column, RowFindings& findings) {
  const auto begins = [&](std::string_view word) {
    return cell.size() > word.size() &&
           std::equal(word.begin(), word.end(), cell.begin(),
                      [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
  };
  const bool drive = cell.size() > 2 && cell[1] == ':' && (cell[2] == '\\' || cell[2] == '/');
  if (drive || begins("\\\\") || begins("file:"))
    findings.notices.push_back(
        {"N-LINK-LOCAL",
         0,
         std::string{column},
         {"指向本机或内网的文件，他人打不开；凭证请按受理机构的要求另行提交",
          "names a file on a computer of one's own, which nobody else can open; hand papers in as "
          "the office asks"}});
  else if (begins("http://") || begins("https://"))
    findings.notices.push_back(
        {"N-LINK",
         0,
         std::string{column},
         {"网址未打开也未保存；失效或需登录的链接不能作为凭证，请按受理机构的要求另行提交",
          "the link is neither opened nor kept; hand papers in as the office asks"}});
}

void check_sums(const Kind& kind, std::span<const Slot> slots, RowFindings& findings) {
  for (const Sum& sum : kind.sums) {
    if (!slots[sum.total].present()) continue;
    std::int64_t rest = slots[sum.total].number();
    bool whole = true;
    for (const std::uint16_t part : sum.parts) {
      whole &= slots[part].present();
      rest -= slots[part].number();
    }
    if (!whole || rest == 0) continue;
    const Field& total = kind.fields[sum.total];
    findings.notices.push_back(
        {"N-SUM",
         0,
         total.name,
         {total.label.zh + "与各部分之和不符，请核对列和单位（元）",
          total.label.en + " is not the sum of its parts; check columns and unit (yuan)"}});
  }
}

bool first_time(Block& block, std::string_view what, std::string_view of) {
  std::string key{what};
  key.push_back('\n');
  key.append(of);
  return block.scratch->said.insert(std::move(key)).second;
}

void Block::clear() {
  rows.clear();
  errors.clear();
  notices.clear();
  column_sums_fen.clear();
  totals.clear();
  arena.reset();
  if (!scratch) scratch = std::make_shared<Scratch>();
  scratch->last_map = nullptr;
  scratch->said.clear();
}

TableRows::Line TableRows::line_of(std::span<const Cell> cells) const {
  const auto first =
      std::find_if(cells.begin(), cells.end(), [](const Cell& cell) { return !is_blank(cell); });
  if (first == cells.end()) return Line::blank;
  const auto filled = std::count_if(first, cells.end(), [](const Cell& c) { return !is_blank(c); });
  const auto claim_id =
      static_cast<std::size_t>(std::max<std::int16_t>(layout_.claim_id_column, 0));
  const auto at = static_cast<std::size_t>(first - cells.begin());
  // A total stands where no claim number can be, or is the claim number's cell itself.
  const bool no_id = claim_id >= cells.size() || is_blank(cells[claim_id]) || at == claim_id;
  if (no_id && is_total_word(first->text)) return Line::total;
  std::size_t same = 0;
  for (std::size_t i = 0; i < std::min(cells.size(), layout_.columns.size()); ++i)
    if (!cells[i].text.empty() && cells[i].text == layout_.columns[i]) ++same;
  if (same >= 2 && same * 2 >= static_cast<std::size_t>(filled)) return Line::header;
  if (filled <= 4 && no_id && is_note_word(first->text)) return Line::note;
  return Line::claim;
}

void TableRows::add_line_notice(Line line, std::uint64_t number, Block& block) const {
  switch (line) {
    case Line::blank:
      block.notices.push_back({"N-BLANK", number, "", {"空行已跳过", "blank rows are skipped"}});
      break;
    case Line::header:
      block.notices.push_back(
          {"N-HEADER", number, "", {"重复的表头已跳过", "repeated headers are skipped"}});
      break;
    case Line::note:
      block.notices.push_back({"N-NOTE", number, "", {"说明行已跳过", "note lines are skipped"}});
      break;
    case Line::total:
      block.notices.push_back({"N-TOTAL",
                               number,
                               "",
                               {"合计行不作为申领，已与各行之和核对",
                                "total lines are no claims; they are compared with the sums"}});
      break;
    case Line::claim:
      break;
  }
}

void TableRows::add_total(std::uint64_t number, std::span<const Cell> cells, Block& block) const {
  const bool part = std::any_of(cells.begin(), cells.end(), [](const Cell& cell) {
    return cell.text.size() < 40 && cell.text.find("小计") != std::string_view::npos;
  });
  if (part) return;
  RowFindings unused;
  for (std::size_t column = 0; column < std::min(cells.size(), layout_.columns.size()); ++column) {
    for (const ColumnMap& map : layout_.maps) {
      const auto field = map.field_of_column[column];
      if (field < 0 || map.kind->fields[static_cast<std::size_t>(field)].type != FieldType::money)
        continue;
      Field wide = map.kind->fields[static_cast<std::size_t>(field)];
      wide.max = INT64_MAX;
      Slot slot;
      read_value(wide, cells[column], context_, block.arena, slot, unused);
      if (slot.present())
        block.totals.push_back({number, static_cast<std::uint16_t>(column), slot.number(),
                                block.column_sums_fen[column]});
      break;
    }
  }
}

const ColumnMap* TableRows::map_for(std::string_view kind, Block::Scratch& scratch) const {
  if (scratch.last_map != nullptr && scratch.last_kind_text == kind) return scratch.last_map;
  const Kind* found = kinds_.find(kind);
  for (const ColumnMap& map : layout_.maps) {
    if (map.kind != found) continue;
    scratch.last_kind_text = kind;
    scratch.last_map = &map;
    return &map;
  }
  return nullptr;
}

void TableRows::read(std::uint64_t number, std::string_view raw, std::span<const Cell> cells,
                     Block& block) const {
  auto& scratch = *block.scratch;
  const std::size_t columns = layout_.columns.size();
  const bool too_few = cells.size() < columns;
  const bool too_many =
      std::any_of(cells.begin() + static_cast<std::ptrdiff_t>(std::min(columns, cells.size())),
                  cells.end(), [](const Cell& cell) { return !is_blank(cell); });
  const ColumnMap* map = nullptr;
  const auto kind_column = static_cast<std::size_t>(layout_.kind_column);
  const auto id_column = static_cast<std::size_t>(layout_.claim_id_column);
  if (!too_few && !too_many) {
    const Cell& kind = cells[kind_column];
    if (!kind.text.empty()) map = map_for(kind.text, scratch);
    if (map != nullptr && !cells[id_column].text.empty() && map->twice.empty()) {
      read_claim(number, raw, cells, *map, block);
      return;
    }
  }
  const Line line = line_of(cells);
  if (line != Line::claim) {
    add_line_notice(line, number, block);
    if (line == Line::total) add_total(number, cells, block);
    return;
  }
  if (too_few || too_many) {
    std::size_t used = cells.size();
    while (used > columns && is_blank(cells[used - 1])) --used;
    // {0} is the header's count in this one text.
    const Text header{std::to_string(columns), std::to_string(columns)};
    const Text row{std::to_string(used), std::to_string(used)};
    BatchRow& made = block.rows.emplace_back();
    made.number = number;
    made.raw = raw;
    made.first_error = static_cast<std::uint32_t>(block.errors.size());
    made.error_count = 1;
    block.errors.push_back(make_row_error(RowErrorCode::row_columns, "", header, row));
    block.errors.back().cell = fmt::format("A{}", number);
    return;
  }
  if (map == nullptr) {
    read_unknown_kind(number, raw, cells, block);
  } else if (!map->twice.empty()) {
    refuse(number, raw, RowErrorCode::header_twice, {map->twice, map->twice}, block);
  } else {
    read_claim(number, raw, cells, *map, block);
  }
}

void TableRows::read_claim(std::uint64_t number, std::string_view raw, std::span<const Cell> cells,
                           const ColumnMap& map, Block& block) const {
  const Kind& kind = *map.kind;
  auto& scratch = *block.scratch;
  RowFindings& findings = scratch.findings;
  findings.clear();
  const std::span<Slot> slots = block.arena.slots(kind.slot_count());
  const std::size_t columns = map.field_of_column.size();
  for (std::size_t column = 0; column < columns; ++column) {
    const auto field = map.field_of_column[column];
    if (cells[column].text.empty() && cells[column].kind == CellKind::text) continue;
    if (field < 0) {
      note_link(cells[column].text, layout_.columns[column], findings);
      // A column of other kinds only: what stands in it is not read, and that is said.
      if (!layout_.ignored[column] && !is_own_column(layout_.columns[column]) &&
          first_time(block, kind.name, layout_.columns[column]))
        findings.notices.push_back(
            {"N-CELL",
             0,
             layout_.columns[column],
             {fmt::format("{}没有这一列，内容已忽略", kind.label.zh),
              fmt::format("the column is no field of {} and is ignored", kind.label.en)}});
      continue;
    }
    const auto index = static_cast<std::size_t>(field);
    if (index == kind.kind) {
      slots[index] = Slot::of_text(kind.name);
      continue;
    }
    read_value(kind.fields[index], cells[column], context_, block.arena, slots[index], findings);
    if (kind.fields[index].type == FieldType::money && slots[index].present())
      block.column_sums_fen[column] += slots[index].number();
  }
  finish_claim(kind, slots, context_, block.arena, findings);
  if (findings.errors.empty() && !kind.sums.empty()) check_sums(kind, slots, findings);
  BatchRow& row = block.rows.emplace_back();
  row.number = number;
  row.raw = raw;
  row.kind = &kind;
  row.slots = slots.data();
  const Slot& id = slots[kind.claim_id];
  row.claim_id = id.present()
                     ? id.text()
                     : claim_id_text(cells[static_cast<std::size_t>(layout_.claim_id_column)].text,
                                     block.arena);
  if (!findings.errors.empty() || !findings.notices.empty()) close_row(row, map, block);
}

/// Hands the row's findings over to the block, with their places.
void TableRows::close_row(BatchRow& row, const ColumnMap& map, Block& block) const {
  RowFindings& findings = block.scratch->findings;
  row.first_error = static_cast<std::uint32_t>(block.errors.size());
  row.error_count = static_cast<std::uint32_t>(findings.errors.size());
  for (RowError& error : findings.errors) {
    const auto field = map.kind->find(error.column);
    const std::int16_t column = field ? map.column_of_field[*field] : std::int16_t{-1};
    error.cell = fmt::format(
        "{}{}", column_letters(static_cast<std::size_t>(std::max<std::int16_t>(column, 0))),
        row.number);
    block.errors.push_back(std::move(error));
  }
  for (Notice& notice : findings.notices) {
    notice.row = row.number;
    block.notices.push_back(std::move(notice));
  }
}

/// The fields that all kinds share can be judged even so: all errors of a row come at once.
void TableRows::read_unknown_kind(std::uint64_t number, std::string_view raw,
                                  std::span<const Cell> cells, Block& block) const {
  const ColumnMap& map = layout_.maps.front();
  const Kind& kind = *map.kind;
  RowFindings& findings = block.scratch->findings;
  findings.clear();
  const std::span<Slot> slots = block.arena.slots(kind.slot_count());
  const Cell& said = cells[static_cast<std::size_t>(layout_.kind_column)];
  const Field& kind_field = kind.fields[kind.kind];
  if (is_blank(said)) {
    findings.errors.push_back(
        make_row_error(RowErrorCode::field_missing, kind_field.name, kind_field.label));
  } else {
    const Text text = shown_text(said.text);
    findings.errors.push_back(
        make_row_error(RowErrorCode::kind_unknown, kind_field.name, kind_field.label, text));
  }
  for (std::size_t i = 0; i < layout_.common_fields; ++i) {
    const auto column = map.column_of_field[i];
    if (column < 0 || i == kind.kind) continue;
    read_value(kind.fields[i], cells[static_cast<std::size_t>(column)], context_, block.arena,
               slots[i], findings);
  }
  finish_claim(kind, slots, context_, block.arena, findings);
  BatchRow& row = block.rows.emplace_back();
  row.number = number;
  row.raw = raw;
  row.claim_id =
      claim_id_text(cells[static_cast<std::size_t>(layout_.claim_id_column)].text, block.arena);
  close_row(row, map, block);
}

void TableRows::refuse(std::uint64_t number, std::string_view raw, RowErrorCode code,
                       const Text& detail, Block& block, std::int32_t column) const {
  BatchRow& row = block.rows.emplace_back();
  row.number = number;
  row.raw = raw;
  row.first_error = static_cast<std::uint32_t>(block.errors.size());
  row.error_count = 1;
  RowError error = make_row_error(code, "", {}, detail);
  if (column >= 0) {
    for (const ColumnMap& map : layout_.maps) {
      const auto at = static_cast<std::size_t>(column);
      if (at >= map.field_of_column.size() || map.field_of_column[at] < 0) continue;
      error.column = map.kind->fields[static_cast<std::size_t>(map.field_of_column[at])].name;
      break;
    }
  }
  const bool placed = !error.column.empty();
  error.cell = fmt::format(
      "{}{}", column_letters(placed ? static_cast<std::size_t>(column) : std::size_t{0}), number);
  block.errors.push_back(std::move(error));
}

}  // namespace tradein
