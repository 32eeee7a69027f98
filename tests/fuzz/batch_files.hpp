#pragma once
// What must hold of every file, whatever its bytes.
#include <cstdint>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include "adapters/batch/answer_files.hpp"
#include "adapters/batch/notices.hpp"
#include "adapters/rulefiles/kind_files.hpp"
#include "engine/base/assert.hpp"

namespace tradein::fuzz {

inline const KindSet& kinds() {
  static const KindSet read = [] {
    auto loaded = load_kinds({std::string{TRADEIN_SOURCE_DIR} + "/schemas/claims"});
    if (!loaded) throw std::runtime_error{loaded.error().what.en};
    return std::move(*loaded);
  }();
  return read;
}

inline void check_row(const BatchReader& reader, const Block& block, const BatchRow& row) {
  TRADEIN_ASSERT(row.good() == block.errors_of(row).empty());
  std::string content;
  if (row.good()) {
    TRADEIN_ASSERT(!row.claim_id.empty() && row.kind != nullptr);
    append_content(block.claim_of(row), content);
    TRADEIN_ASSERT(content.starts_with("claim_id:"));
  }
  for (const RowError& error : block.errors_of(row)) {
    TRADEIN_ASSERT(!error.what.zh.empty() && !error.fix.en.empty());
    TRADEIN_ASSERT(error.cell.empty() == (reader.layout().form == FileForm::ndjson));
  }
}

/// Reads a whole file and writes its answers; rows come in order, each once.
inline void read_batch(std::string bytes) {
  static const IntakeContext context{"91350100M000100Y43", Date::from_ymd(2025, 12, 31)};
  auto reader = open_batch(bytes_in_memory(std::move(bytes)), "fuzz", kinds(), context);
  if (!reader) {
    TRADEIN_ASSERT(reader.error().code.starts_with("E-FILE-") && !reader.error().fix.zh.empty());
    return;
  }
  NoticeBook book{**reader};
  FixWriter writer{(*reader)->layout(), kinds()};
  std::string fix = writer.begin();
  Chunk chunk;
  Block block;
  std::uint64_t last_row = 0;
  while (true) {
    const auto more = (*reader)->next(chunk);
    if (!more || !*more) break;
    (*reader)->parse(chunk, block);
    book.add(block);
    for (const BatchRow& row : block.rows) {
      TRADEIN_ASSERT(row.number > last_row);
      last_row = row.number;
      check_row(**reader, block, row);
      fix += writer.row(row, "E-X", "原因", "改正");
    }
  }
  static_cast<void>(book.finish());
}

}  // namespace tradein::fuzz
