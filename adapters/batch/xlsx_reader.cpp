#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include "adapters/batch/cutter.hpp"
#include "adapters/batch/readers.hpp"
#include "adapters/batch/table_rows.hpp"
#include "adapters/batch/workbook.hpp"
#include "adapters/batch/zip_parts.hpp"
#include "engine/base/limits.hpp"
#include "engine/claim/check_digits.hpp"
#include "engine/claim/fold.hpp"
#include "engine/claim/sheet_day.hpp"

namespace tradein {
namespace {

// A sheet's row travels through a chunk as `number RS flags RS kinds RS cell US cell …`; XML cannot
// hold these signs.
constexpr char between_cells = '\x1F';
constexpr char between_parts = '\x1E';
constexpr std::size_t header_rows_max = 60;
constexpr std::size_t chunk_bytes = 256 * 1024;

/// A sheet whose first rows hold a header.
struct Candidate {
  SheetInfo sheet;
  TableLayout layout;
  std::uint64_t header_row = 0;  ///< as the sheet numbers it
  std::uint64_t last_header_row = 0;
  std::vector<std::pair<std::size_t, std::size_t>> hidden_columns;
};

struct Search {
  std::vector<Candidate> found;
  std::vector<std::string> without;  ///< sheets with content but no header
};

Result<Search> search_sheets(Workbook& book, const KindSet& kinds) {
  Search search;
  for (const SheetInfo& sheet : book.sheets()) {
    auto rows = book.rows(sheet);
    if (!rows) return std::unexpected(rows.error());
    std::vector<std::vector<std::string>> head;
    std::vector<std::uint64_t> numbers;
    Arena arena;
    SheetRow row;
    while (head.size() < header_rows_max) {
      const auto more = (*rows)->next(row);
      if (!more) return std::unexpected(more.error());
      if (!*more) break;
      auto& cells = head.emplace_back();
      numbers.push_back(row.number);
      for (const SheetCell& cell : row.cells) cells.emplace_back(fold(cell.text, arena).text);
    }
    auto layout = find_header(head, kinds);
    if (!layout) {
      if (!head.empty()) search.without.push_back(sheet.name);
      continue;
    }
    Candidate candidate{sheet, std::move(*layout), 0, 0, (*rows)->hidden_columns()};
    candidate.header_row = numbers[candidate.layout.first_header_row];
    candidate.last_header_row =
        numbers[candidate.layout.first_header_row + candidate.layout.header_rows - 1];
    search.found.push_back(std::move(candidate));
  }
  // A summary sheet may name two fields; a sheet of claims has their numbers.
  const auto is_claims = [](const Candidate& c) { return c.layout.claim_id_column >= 0; };
  if (std::any_of(search.found.begin(), search.found.end(), is_claims)) {
    for (const Candidate& c : search.found)
      if (!is_claims(c)) search.without.push_back(c.sheet.name);
    std::erase_if(search.found, [&](const Candidate& c) { return !is_claims(c); });
  }
  return search;
}

class XlsxReader : public BatchReader {
 public:
  XlsxReader(std::unique_ptr<Workbook> book, std::unique_ptr<SheetRows> rows, Candidate candidate,
             const KindSet& kinds, const IntakeContext& context)
      : book_{std::move(book)},
        rows_{std::move(rows)},
        last_header_row_{candidate.last_header_row},
        table_{kinds, context, std::move(candidate.layout)} {
    layout_.form = FileForm::xlsx;
    layout_.byte_order_mark = true;
    layout_.columns = table_.layout().columns;
    for (std::size_t i = 0; i < layout_.columns.size(); ++i) types_.push_back(type_of(i));
  }
  void add_notices(std::vector<Notice> notices) {
    notices_.insert(notices_.end(), notices.begin(), notices.end());
  }

  Result<bool> next(Chunk& chunk) override {
    std::string bytes;
    chunk.rows.clear();
    SheetRow row;
    while (bytes.size() < chunk_bytes) {
      const auto more = rows_->next(row);
      if (!more) return std::unexpected(more.error());
      if (!*more) break;
      if (row.number <= last_header_row_) continue;
      write_days(row);
      const std::size_t before = bytes.size();
      append(row, bytes);
      chunk.rows.push_back({static_cast<std::uint32_t>(before),
                            static_cast<std::uint32_t>(bytes.size() - before),
                            row.too_long ? RowFault::too_long : RowFault::none});
    }
    if (chunk.rows.empty()) return false;
    chunk.bytes.resize(bytes.size() + Chunk::padding);
    std::memcpy(chunk.bytes.data(), bytes.data(), bytes.size());
    chunk.size = bytes.size();
    chunk.sequence = sequence_++;
    return true;
  }

  void parse(Chunk& chunk, Block& block) const override {
    block.clear();
    block.bytes.swap(chunk.bytes);
    block.sequence = chunk.sequence;
    block.column_sums_fen.assign(layout_.columns.size(), 0);
    for (const RowSpan& span : chunk.rows) parse_row(span, block);
  }

 private:
  /// What a column holds in the first kind that knows it.
  std::optional<FieldType> type_of(std::size_t column) const {
    for (const ColumnMap& map : table_.layout().maps)
      if (const auto field = map.field_of_column[column]; field >= 0)
        return map.kind->fields[static_cast<std::size_t>(field)].type;
    return std::nullopt;
  }
  /// A day number becomes the date that the sheet shows, so that a corrected-file template says it,
  /// too.
  void write_days(SheetRow& row) const {
    for (std::size_t i = 0; i < std::min(row.cells.size(), types_.size()); ++i) {
      SheetCell& cell = row.cells[i];
      const bool from_1904 = cell.kind == CellKind::sheet_number_1904;
      if (!from_1904 && cell.kind != CellKind::sheet_number) continue;
      if (types_[i] != FieldType::date && types_[i] != FieldType::date_time) continue;
      if (cell.text.size() == 8 && all_digits(cell.text)) continue;  // 20250105
      const auto day = read_sheet_day(cell.text, from_1904);
      if (!day || (types_[i] == FieldType::date_time && day->whole)) continue;
      cell.text = types_[i] == FieldType::date
                      ? to_iso(day->date)
                      : to_iso(DateTime::of(day->date, day->minute / 60, day->minute % 60));
      cell.kind = CellKind::text;
    }
  }
  static void append(const SheetRow& row, std::string& bytes) {
    bytes += std::to_string(row.number);
    bytes += between_parts;
    bytes += row.hidden ? 'h' : '-';
    bytes += between_parts;
    for (const SheetCell& cell : row.cells)
      bytes += static_cast<char>('0' + static_cast<int>(cell.kind) * 2 + (cell.formula ? 1 : 0));
    bytes += between_parts;
    bool first = true;
    for (const SheetCell& cell : row.cells) {
      if (!first) bytes += between_cells;
      first = false;
      for (const char c : cell.text)
        bytes += c == between_cells || c == between_parts || c == '\0' ? ' ' : c;
    }
  }

  void parse_row(const RowSpan& span, Block& block) const;

  std::unique_ptr<Workbook> book_;  // outlives rows_, which reads its archive
  std::unique_ptr<SheetRows> rows_;
  std::uint64_t last_header_row_;
  std::uint64_t sequence_ = 0;
  TableRows table_;
  std::vector<std::optional<FieldType>> types_;  ///< of the columns
};

std::string_view take_part(std::string_view& text) {
  const auto at = text.find(between_parts);
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at + 1);
  return part;
}

void XlsxReader::parse_row(const RowSpan& span, Block& block) const {
  std::string_view raw{block.bytes.data() + span.offset, span.length};
  const std::string_view number_text = take_part(raw);
  const bool hidden = take_part(raw) == "h";
  const std::string_view as_sent = raw;  // kinds and cells: what a template needs
  const std::string_view kinds = take_part(raw);
  std::uint64_t number = 0;
  std::from_chars(number_text.data(), number_text.data() + number_text.size(), number);
  if (hidden)
    block.notices.push_back(
        {"N-HIDDEN-ROW",
         number,
         "",
         {"隐藏或被筛选掉的行也已读取", "hidden or filtered rows are read too"}});
  if (span.fault == RowFault::too_long) {
    const std::string limit = std::to_string(limits::line_bytes_max / 1024);
    table_.refuse(number, {}, RowErrorCode::row_too_long, {limit, limit}, block);
    return;
  }
  if (first_bad_utf8(raw) != std::string_view::npos) {
    table_.refuse(number, as_sent, RowErrorCode::encoding, {"?", "?"}, block);
    return;
  }
  auto& cells = block.scratch->cells;
  cells.clear();
  std::string_view rest = raw;
  for (const char packed : kinds) {
    const auto end = rest.find(between_cells);
    const auto code = packed - '0';
    cells.push_back({rest.substr(0, end), static_cast<CellKind>(code / 2)});
    if (code % 2 == 1 && first_time(block, "N-FORMULA", std::to_string(cells.size())))
      block.notices.push_back(
          {"N-FORMULA",
           number,
           column_letters(cells.size() - 1),
           {"公式单元格按保存的结果读取", "formula cells are read by their stored results"}});
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  // A sheet stores no empty cells at a row's end.
  if (cells.size() < layout_.columns.size()) cells.resize(layout_.columns.size());
  table_.read(number, as_sent, cells, block);
}

/// A damaged workbook is refused as a whole: its checksum stands behind its last row, and no row
/// may be decided before.
Result<void> read_to_end(Workbook& book, const SheetInfo& sheet) {
  auto rows = book.rows(sheet);
  if (!rows) return std::unexpected(rows.error());
  for (SheetRow row;;) {
    const auto more = (*rows)->next(row);
    if (!more) return std::unexpected(more.error());
    if (!*more) return {};
  }
}

std::string joined_names(const std::vector<Candidate>& found) {
  std::string names;
  for (const Candidate& c : found) names += (names.empty() ? "`" : "、`") + c.sheet.name + "`";
  return names;
}

std::vector<Notice> sheet_notices(const Candidate& sheet, const Search& search) {
  auto notices = layout_notices(sheet.layout, sheet.header_row);
  if (sheet.sheet.hidden)
    notices.push_back({"N-HIDDEN-SHEET",
                       0,
                       "",
                       {"申领所在的工作表 `" + sheet.sheet.name + "` 是隐藏的",
                        "the sheet `" + sheet.sheet.name + "` with the claims is hidden"}});
  for (const auto& name : search.without)
    notices.push_back({"N-SHEET",
                       0,
                       name,
                       {"工作表 `" + name + "` 没有申领，未读取",
                        "the sheet `" + name + "` holds no claims and is not read"}});
  for (const auto& [from, to] : sheet.hidden_columns) {
    const std::size_t last = std::min(to, sheet.layout.columns.size());
    for (std::size_t i = from; i <= last && i < sheet.layout.columns.size(); ++i)
      notices.push_back({"N-HIDDEN-COLUMN",
                         0,
                         sheet.layout.columns[i],
                         {"隐藏的列 `" + sheet.layout.columns[i] + "` 也已读取",
                          "the hidden column `" + sheet.layout.columns[i] + "` is read too"}});
  }
  return notices;
}

}  // namespace

Result<std::unique_ptr<BatchReader>> open_xlsx(Opening opening) {
  std::string bytes = std::move(opening.ahead);
  while (true) {
    const std::size_t before = bytes.size();
    auto more = read_ahead(*opening.source, head_bytes);
    if (!more) return std::unexpected(more.error());
    bytes += *more;
    if (bytes.size() > workbook_packed_max)
      return std::unexpected(oversized_workbook(opening.name));
    if (bytes.size() == before) break;
  }
  auto book = open_workbook(std::move(bytes), opening.name);
  if (!book) return std::unexpected(book.error());
  auto search = search_sheets(**book, opening.kinds);
  if (!search) return std::unexpected(search.error());
  if (search->found.empty())
    return std::unexpected(Error{
        "E-FILE-HEADER",
        opening.name,
        {"没有一张工作表写着申领的表头", "no sheet has a header that names the fields of a claim"},
        {"第一行写字段名，例如 申领编号、申领种类、区划代码", "begin with a row of field names"}});
  if (search->found.size() > 1) {
    const std::string names = joined_names(search->found);
    return std::unexpected(
        Error{"E-FILE-SHEETS",
              opening.name,
              {"有几张工作表都是申领：" + names, "more than one sheet holds claims: " + names},
              {"一个文件只留一张申领工作表", "keep one sheet of claims in a file"}});
  }
  Candidate chosen = std::move(search->found.front());
  auto fits = check_layout(chosen.layout, opening.name);
  if (!fits) return std::unexpected(fits.error());
  if (auto whole = read_to_end(**book, chosen.sheet); !whole) return std::unexpected(whole.error());
  auto rows = (*book)->rows(chosen.sheet);
  if (!rows) return std::unexpected(rows.error());
  auto notices = sheet_notices(chosen, *search);
  add_name_notice(opening.name, FileForm::xlsx, notices);
  auto reader = std::make_unique<XlsxReader>(std::move(*book), std::move(*rows), std::move(chosen),
                                             opening.kinds, opening.context);
  reader->add_notices(std::move(notices));
  return reader;
}

}  // namespace tradein
