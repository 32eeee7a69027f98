#pragma once
#include <memory>
#include <string>
#include <vector>

#include "adapters/batch/batch_file.hpp"
#include "adapters/batch/notices.hpp"
#include "tools/tradein/answers.hpp"

namespace tradein::tool {

/// A row of a batch file on its way to the intake service (schemas/wire.md).
struct ClaimLine {
  std::uint64_t row = 0;         ///< of the file
  std::string claim_id;          ///< as far as it could be read
  std::string text;              ///< the line, without its line end
  std::string raw;               ///< the row as the file has it, for the corrected-file template
  std::vector<RowError> errors;  ///< of a row that is no claim: its line only counts
};

/// A batch file of any form as lines for the service. A row of a table becomes the JSON of its
/// claim; a line of NDJSON goes as it stands, for the service to judge, unless the service would
/// take it for an op. A row that its reader refuses here goes as its claim id alone, which is no
/// claim either, so that both sides count it.
class ClaimLines {
 public:
  /// Reads the file once to its end, so that one that is refused as a whole sends nothing. Errors:
  /// those of open_batch and BatchReader::next. `kinds` and `context` must outlive it.
  [[nodiscard]] static Result<std::unique_ptr<ClaimLines>> open(const std::string& path,
                                                                const KindSet& kinds,
                                                                const IntakeContext& context);

  /// The next row; false at the end. Errors: the file's, where it changed since.
  [[nodiscard]] Result<bool> next(ClaimLine& line);
  /// Gives errors that the service found the cells of this file's table.
  void place(RowAnswer& answer) const;

  [[nodiscard]] const FileLayout& layout() const noexcept { return reader_->layout(); }
  /// Of the rows so far.
  [[nodiscard]] std::vector<Notice> notices() const { return notices_.finish(); }
  [[nodiscard]] std::uint64_t bytes_read() const noexcept { return *bytes_read_; }

 private:
  struct Opened {
    std::unique_ptr<BatchReader> reader;
    std::shared_ptr<std::uint64_t> bytes_read;
  };
  [[nodiscard]] static Result<Opened> open_reader(const std::string& path, const KindSet& kinds,
                                                  const IntakeContext& context);
  ClaimLines(Opened opened, const KindSet& kinds);
  void fill(const BatchRow& row, ClaimLine& line) const;
  [[nodiscard]] std::string cell_of(const RowError& error, std::uint64_t row) const;

  const KindSet& kinds_;
  std::unique_ptr<BatchReader> reader_;
  std::shared_ptr<std::uint64_t> bytes_read_;
  NoticeBook notices_;
  Chunk chunk_;
  Block block_;
  std::size_t at_ = 0;  ///< row of the block
};

}  // namespace tradein::tool
