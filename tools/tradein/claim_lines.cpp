#include "tools/tradein/claim_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "adapters/batch/table_layout.hpp"
#include "engine/base/json.hpp"
#include "engine/claim/claim_json.hpp"
#include "tools/tradein/service_lines.hpp"

namespace tradein::tool {
namespace {

/// What only the file can tell: by itself the line would be judged otherwise.
bool is_of_file(const RowError& error) noexcept {
  return error.code == RowErrorCode::row_torn || error.code == RowErrorCode::row_too_long;
}

}  // namespace

Result<ClaimLines::Opened> ClaimLines::open_reader(const std::string& path, const KindSet& kinds,
                                                   const IntakeContext& context) {
  auto source = open_file(path);
  if (!source) return std::unexpected(source.error());
  auto bytes = std::make_shared<std::uint64_t>(0);
  auto reader =
      open_batch(std::move(*source), std::filesystem::path{path}.filename().string(), kinds,
                 context, [bytes](std::string_view part) { *bytes += part.size(); });
  if (!reader) return std::unexpected(reader.error());
  return Opened{std::move(*reader), std::move(bytes)};
}

Result<std::unique_ptr<ClaimLines>> ClaimLines::open(const std::string& path, const KindSet& kinds,
                                                     const IntakeContext& context) {
  auto whole = open_reader(path, kinds, context);
  if (!whole) return std::unexpected(whole.error());
  Chunk chunk;
  for (bool more = true; more;) {
    const auto read = whole->reader->next(chunk);
    if (!read) return std::unexpected(read.error());
    more = *read;
  }
  auto again = open_reader(path, kinds, context);
  if (!again) return std::unexpected(again.error());
  return std::unique_ptr<ClaimLines>{new ClaimLines{std::move(*again), kinds}};
}

ClaimLines::ClaimLines(Opened opened, const KindSet& kinds)
    : kinds_{kinds},
      reader_{std::move(opened.reader)},
      bytes_read_{std::move(opened.bytes_read)},
      notices_{*reader_} {}

Result<bool> ClaimLines::next(ClaimLine& line) {
  while (at_ == block_.rows.size()) {
    const auto more = reader_->next(chunk_);
    if (!more || !*more) return more;
    reader_->parse(chunk_, block_);
    notices_.add(block_);
    at_ = 0;
  }
  fill(block_.rows[at_++], line);
  return true;
}

void ClaimLines::fill(const BatchRow& row, ClaimLine& line) const {
  line = {row.number, std::string{row.claim_id}, {}, std::string{row.raw}, {}};
  const auto errors = block_.errors_of(row);
  const bool as_it_stands = layout().form == FileForm::ndjson && !read_op(row.raw) &&
                            std::ranges::none_of(errors, is_of_file);
  if (as_it_stands) {
    line.text = row.raw;
  } else if (row.good()) {
    append_claim_json(block_.claim_of(row), line.text);
  } else {
    line.errors.assign(errors.begin(), errors.end());
    line.text = "{\"claim_id\":";
    append_json_string(line.text, row.claim_id);
    line.text += '}';
  }
}

std::string ClaimLines::cell_of(const RowError& error, std::uint64_t row) const {
  const auto& columns = layout().columns;
  for (std::size_t i = 0; i < columns.size() && !error.column.empty(); ++i)
    for (const auto& kind : kinds_.all()) {
      const auto field = kind->header_index.find(word_key(columns[i]));
      if (field != kind->header_index.end() && kind->fields[field->second].name == error.column)
        return column_letters(i) + std::to_string(row);
    }
  return fmt::format("A{}", row);
}

void ClaimLines::place(RowAnswer& answer) const {
  if (layout().form == FileForm::ndjson) return;
  for (RowError& error : answer.errors)
    if (error.cell.empty()) error.cell = cell_of(error, answer.row);
}

}  // namespace tradein::tool
