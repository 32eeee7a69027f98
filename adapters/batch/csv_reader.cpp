#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "adapters/batch/csv_rows.hpp"
#include "adapters/batch/cutter.hpp"
#include "adapters/batch/readers.hpp"
#include "adapters/batch/table_rows.hpp"
#include "engine/base/limits.hpp"
#include "engine/claim/fold.hpp"

namespace tradein {
namespace {

constexpr std::size_t header_rows_max = 60;
constexpr std::size_t header_bytes_max = 256 * 1024;
constexpr std::string_view mark = "\xEF\xBB\xBF";

bool is_ascii(std::string_view bytes) noexcept {
  unsigned char all = 0;
  for (const char c : bytes) all |= static_cast<unsigned char>(c);
  return all < 0x80;
}

/// The first rows of a file split by one separator.
struct Sample {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> ends;  ///< where the row after it begins
};

Sample sample_rows(std::string_view bytes, char separator, Encoding encoding, bool whole_file) {
  Sample sample;
  Arena arena;
  std::vector<std::string_view> cells;
  const std::string_view head = bytes.substr(0, header_bytes_max);
  const bool all = whole_file && head.size() == bytes.size();
  std::size_t begin = 0;
  while (begin < head.size() && sample.rows.size() < header_rows_max) {
    const RowEnd row = find_row_end(head, begin, separator, all);
    if (!row.whole) break;
    std::string_view text = head.substr(begin, row.end - begin);
    std::vector<std::string>& made = sample.rows.emplace_back();
    sample.ends.push_back(row.next);
    begin = row.next;
    if (row.fault != RowFault::none || text.size() > limits::line_bytes_max) continue;
    if (encoding == Encoding::gb18030) {
      Converter converter{encoding, Converter::Direction::to_utf8};
      std::size_t bad = 0;
      const auto converted = converter.convert(text, arena, bad);
      if (!converted) continue;
      text = *converted;
    }
    if (first_bad_utf8(text) != std::string_view::npos) continue;
    split_row(text, separator, arena, cells);
    if (cells.size() > limits::columns_max) continue;
    for (const auto cell : cells) made.emplace_back(fold(cell, arena).text);
  }
  return sample;
}

class CsvReader : public BatchReader {
 public:
  CsvReader(Opening& opening, TableLayout table, FileLayout file, std::string ahead,
            std::uint64_t first_row)
      : table_{opening.kinds, opening.context, std::move(table)},
        certain_{opening.encoding.certain},
        cutter_{std::move(opening.source), std::move(ahead), Cutter::Rows::table, file.separator,
                first_row} {
    layout_ = std::move(file);
  }
  void add_notices(std::vector<Notice> notices) {
    notices_.insert(notices_.end(), notices.begin(), notices.end());
  }

  Result<bool> next(Chunk& chunk) override {
    auto more = cutter_.next(chunk);
    if (!more || !*more) return more;
    if (!certain_) settle_encoding({chunk.bytes.data(), chunk.size});
    chunk.encoding = layout_.encoding == Encoding::utf16le ? Encoding::utf8 : layout_.encoding;
    return true;
  }

  void parse(Chunk& chunk, Block& block) const override;

 private:
  /// A file that began with ASCII alone says its encoding where the first other sign stands.
  void settle_encoding(std::string_view bytes) {
    if (is_ascii(bytes)) return;
    certain_ = true;
    const auto guessed = guess_encoding(bytes);
    if (guessed) layout_.encoding = guessed->encoding;
  }
  void parse_row(const RowSpan& span, std::uint64_t number, Encoding encoding, bool all_utf8,
                 Block& block) const;
  void read_cells(std::uint64_t number, std::string_view raw, std::string_view text, bool unended,
                  Block& block) const;
  void refuse_bytes(std::uint64_t number, std::string_view raw, std::size_t bad_at,
                    Block& block) const;

  TableRows table_;
  bool certain_;
  Cutter cutter_;
};

void CsvReader::parse(Chunk& chunk, Block& block) const {
  block.clear();
  block.bytes.swap(chunk.bytes);
  block.sequence = chunk.sequence;
  block.column_sums_fen.assign(layout_.columns.size(), 0);
  const bool all_utf8 = chunk.encoding != Encoding::gb18030 &&
                        simdjson::validate_utf8(block.bytes.data(), chunk.size);
  std::uint64_t number = chunk.first_row;
  for (const RowSpan& span : chunk.rows) parse_row(span, number++, chunk.encoding, all_utf8, block);
}

void CsvReader::parse_row(const RowSpan& span, std::uint64_t number, Encoding encoding,
                          bool all_utf8, Block& block) const {
  std::string_view raw{block.bytes.data() + span.offset, span.length};
  if (raw.starts_with(mark)) raw.remove_prefix(mark.size());  // after `copy a+b`
  if (span.fault == RowFault::too_long) {
    const std::string limit = std::to_string(limits::line_bytes_max / 1024);
    table_.refuse(number, {}, RowErrorCode::row_too_long, {limit, limit}, block);
    return;
  }
  if (span.fault == RowFault::quote) {
    table_.refuse(number, raw, RowErrorCode::row_quote, {}, block);
    return;
  }
  if (std::memchr(raw.data(), 0, raw.size()) != nullptr) {
    table_.refuse(number, raw, RowErrorCode::row_nul, {}, block);
    return;
  }
  std::string_view text = raw;
  if (encoding == Encoding::gb18030) {
    if (!is_ascii(raw)) {
      auto& form = block.scratch->converter;
      if (!form) form = std::make_shared<Converter>(encoding, Converter::Direction::to_utf8);
      std::size_t bad = 0;
      const auto converted = static_cast<Converter*>(form.get())->convert(raw, block.arena, bad);
      if (!converted) {
        refuse_bytes(number, raw, bad, block);
        return;
      }
      text = *converted;
    }
  } else if (!all_utf8) {
    const std::size_t bad = first_bad_utf8(raw);
    if (bad != std::string_view::npos) {
      refuse_bytes(number, raw, bad, block);
      return;
    }
  }
  read_cells(number, raw, text, span.fault == RowFault::unended, block);
}

void CsvReader::read_cells(std::uint64_t number, std::string_view raw, std::string_view text,
                           bool unended, Block& block) const {
  auto& scratch = *block.scratch;
  split_row(text, layout_.separator, block.arena, scratch.texts);
  scratch.cells.resize(scratch.texts.size());
  for (std::size_t i = 0; i < scratch.texts.size(); ++i)
    scratch.cells[i] = Cell{scratch.texts[i], CellKind::text};
  const std::size_t errors = block.errors.size();
  table_.read(number, raw, scratch.cells, block);
  if (!unended) return;
  if (block.errors.size() > errors && block.errors[errors].code == RowErrorCode::row_columns) {
    const std::string cell = block.errors[errors].cell;
    block.errors[errors] = make_row_error(RowErrorCode::row_torn, "", {});
    block.errors[errors].cell = cell;
    return;
  }
  block.notices.push_back({"N-LAST-LINE",
                           number,
                           "",
                           {"最后一行没有换行，请确认文件完整",
                            "the last line has no line end; please check that the file is whole"}});
}

void CsvReader::refuse_bytes(std::uint64_t number, std::string_view raw, std::size_t bad_at,
                             Block& block) const {
  const auto column =
      std::count(raw.begin(), raw.begin() + static_cast<std::ptrdiff_t>(bad_at), layout_.separator);
  const std::string place = std::to_string(bad_at + 1);
  const bool quoted = raw.find('"') != std::string_view::npos;
  table_.refuse(number, raw, RowErrorCode::encoding, {place, place}, block,
                quoted ? -1 : static_cast<std::int32_t>(column));
}

/// `sep=;` tells a spreadsheet which separator follows; it is no row.
std::optional<char> separator_line(std::string_view bytes, std::size_t& length) {
  if (bytes.size() < 5 || (bytes.substr(0, 4) != "sep=" && bytes.substr(0, 4) != "SEP="))
    return std::nullopt;
  const char separator = bytes[4];
  if (separator != ',' && separator != ';' && separator != '\t') return std::nullopt;
  std::size_t at = 5;
  if (at < bytes.size() && bytes[at] == '\r') ++at;
  if (at < bytes.size() && bytes[at] == '\n') ++at;
  if (at == 5 && bytes.size() > 5) return std::nullopt;
  length = at;
  return separator;
}

Error no_header(const std::string& name) {
  return {"E-FILE-HEADER",
          name,
          {"找不到表头：没有一行写着申领的字段名",
           "there is no header: no row names the fields of a claim"},
          {"第一行写字段名，例如 claim_id,kind,region 或 申领编号,申领种类,区划代码",
           "begin with a row of field names, for instance claim_id,kind,region"}};
}

}  // namespace

Result<std::unique_ptr<BatchReader>> open_csv(Opening opening) {
  FileLayout file;
  file.form = FileForm::csv;
  file.encoding = opening.encoding.encoding;
  file.byte_order_mark = opening.encoding.marks > 0;
  std::string_view bytes = opening.ahead;
  std::size_t skipped = 0;
  std::string candidates = ",;\t";
  if (const auto stated = separator_line(bytes, skipped)) {
    file.separator_line = true;
    candidates.assign(1, *stated);
    bytes.remove_prefix(skipped);
  }
  std::optional<TableLayout> best;
  Sample best_sample;
  const Encoding inside = file.encoding == Encoding::utf16le ? Encoding::utf8 : file.encoding;
  for (const char separator : candidates) {
    Sample sample = sample_rows(bytes, separator, inside, opening.all_ahead);
    auto found = find_header(sample.rows, opening.kinds);
    if (!found || (best && found->score <= best->score)) continue;
    best = std::move(found);
    best_sample = std::move(sample);
    file.separator = separator;
  }
  if (!best) return std::unexpected(no_header(opening.name));
  auto fits = check_layout(*best, opening.name);
  if (!fits) return std::unexpected(fits.error());

  const std::size_t last_header = best->first_header_row + best->header_rows - 1;
  const std::uint64_t header_row = best->first_header_row + 1;
  auto notices = layout_notices(*best, header_row);
  file.columns = best->columns;
  std::string ahead{bytes.substr(best_sample.ends[last_header])};
  opening.ahead.clear();
  auto reader = std::make_unique<CsvReader>(opening, std::move(*best), std::move(file),
                                            std::move(ahead), last_header + 2);
  add_name_notice(opening.name, FileForm::csv, notices);
  reader->add_notices(std::move(notices));
  return reader;
}

}  // namespace tradein
