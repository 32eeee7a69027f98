#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/batch/block.hpp"
#include "adapters/batch/bytes.hpp"
#include "engine/base/result.hpp"
#include "engine/claim/kind.hpp"

namespace tradein {

enum class FileForm : std::uint8_t { csv, ndjson, xlsx };

/// How the file is written, for answers in the same form.
struct FileLayout {
  FileForm form = FileForm::csv;
  Encoding encoding = Encoding::utf8;
  bool byte_order_mark = false;
  char separator = ',';
  bool separator_line = false;       ///< a first line sep=
  std::vector<std::string> columns;  ///< the header's cells in UTF-8, as written
};

/// A batch file being read. `next` belongs to one thread; `parse` may run on any, several at once.
class BatchReader {
 public:
  virtual ~BatchReader() = default;
  [[nodiscard]] const FileLayout& layout() const noexcept { return layout_; }
  /// What was found before the first row.
  [[nodiscard]] const std::vector<Notice>& notices() const noexcept { return notices_; }

  /// The next rows, about 1 MiB; false at the end. Errors: E-FILE-READ, E-FILE-XLSX….
  [[nodiscard]] virtual Result<bool> next(Chunk& chunk) = 0;
  /// Reads the chunk's rows into the block and takes the chunk's bytes over (the chunk gets the
  /// block's old ones).
  virtual void parse(Chunk& chunk, Block& block) const = 0;

 protected:
  FileLayout layout_;
  std::vector<Notice> notices_;
};

/// Opens a batch file by its content. `name` is for messages and for the notice that a name does
/// not fit. Errors (the file as a whole is refused): E-FILE-EMPTY, E-FILE-KIND (HTML, .xls, PDF,
/// picture …), E-FILE-ENCRYPTED, E-FILE-MACRO, E-FILE-ENCODING, E-FILE-JSON, E-FILE-HEADER,
/// E-FILE-COLUMN, E-FILE-COLUMN-TWICE, E-FILE-XLSX…, E-FILE-READ. `kinds` and `context` must
/// outlive the reader.
[[nodiscard]] Result<std::unique_ptr<BatchReader>> open_batch(std::unique_ptr<ByteSource> source,
                                                              const std::string& name,
                                                              const KindSet& kinds,
                                                              const IntakeContext& context,
                                                              ByteListener listener = {});

/// The same for lines of NDJSON that come one by one (the service): parses the chunk's rows.
void parse_ndjson(const KindSet& kinds, const IntakeContext& context, Chunk& chunk, Block& block);

}  // namespace tradein
