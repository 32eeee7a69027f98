#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "adapters/batch/block.hpp"
#include "adapters/batch/table_layout.hpp"

namespace tradein {

/// Memory of one thread's parsing, kept with its block.
struct Block::Scratch {
  std::vector<std::string_view> texts;
  std::vector<Cell> cells;
  RowFindings findings;
  std::string last_kind_text;  ///< the kind column mostly says the same row after row
  const ColumnMap* last_map = nullptr;
  std::unordered_set<std::string> said;  ///< notices that a block needs once only
  std::shared_ptr<void> converter;
  std::shared_ptr<void> json;
};

/// True the first time in this block.
[[nodiscard]] bool first_time(Block& block, std::string_view what, std::string_view of);

/// The claim's own number as far as it can be shown: folded and cut to its longest.
[[nodiscard]] std::string_view claim_id_text(std::string_view cell, Arena& arena);
/// A file's word as a message shows it.
[[nodiscard]] Text shown_text(std::string_view word);
/// Says it where a cell of a column that is not read holds the place of a picture: on the sender's
/// own computer no office can open it, and a link is not opened here.
void note_link(std::string_view cell, std::string_view column, RowFindings& findings);

/// Turns a table's rows (CSV or sheet) into claims, errors and notices. Thread-safe.
class TableRows {
 public:
  TableRows(const KindSet& kinds, const IntakeContext& context, TableLayout layout)
      : kinds_{kinds}, context_{context}, layout_{std::move(layout)} {}
  [[nodiscard]] const TableLayout& layout() const noexcept { return layout_; }

  /// A row of cells.
  void read(std::uint64_t number, std::string_view raw, std::span<const Cell> cells,
            Block& block) const;
  /// A row that is broken as a whole or, with `column`, in one cell.
  void refuse(std::uint64_t number, std::string_view raw, RowErrorCode code, const Text& detail,
              Block& block, std::int32_t column = -1) const;

 private:
  enum class Line : std::uint8_t { claim, blank, total, header, note };
  [[nodiscard]] Line line_of(std::span<const Cell> cells) const;
  void add_total(std::uint64_t number, std::span<const Cell> cells, Block& block) const;
  void add_line_notice(Line line, std::uint64_t number, Block& block) const;
  [[nodiscard]] const ColumnMap* map_for(std::string_view kind, Block::Scratch& scratch) const;
  void read_claim(std::uint64_t number, std::string_view raw, std::span<const Cell> cells,
                  const ColumnMap& map, Block& block) const;
  void read_unknown_kind(std::uint64_t number, std::string_view raw, std::span<const Cell> cells,
                         Block& block) const;
  void close_row(BatchRow& row, const ColumnMap& map, Block& block) const;

  const KindSet& kinds_;
  const IntakeContext& context_;
  TableLayout layout_;
};

/// Announces rows whose amounts do not add up as the kind's schema says (fen typed for yuan,
/// columns mixed up).
void check_sums(const Kind& kind, std::span<const Slot> slots, RowFindings& findings);

}  // namespace tradein
