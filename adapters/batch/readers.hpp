#pragma once
// The forms of batch files, for open_batch.cpp; other folders use batch_file.hpp.
#include <memory>
#include <string>

#include "adapters/batch/batch_file.hpp"
#include "adapters/batch/text_encoding.hpp"

namespace tradein {

/// What is known of a file when its form is.
struct Opening {
  std::unique_ptr<ByteSource> source;
  std::string name;
  std::string ahead;       ///< the first bytes, already read; for text without the byte order mark
  bool all_ahead = false;  ///< they are the whole file
  GuessedEncoding encoding;
  const KindSet& kinds;
  const IntakeContext& context;
};

[[nodiscard]] Result<std::unique_ptr<BatchReader>> open_csv(Opening opening);
[[nodiscard]] Result<std::unique_ptr<BatchReader>> open_ndjson(Opening opening);
/// `ahead` and the rest of `source` are the archive.
[[nodiscard]] Result<std::unique_ptr<BatchReader>> open_xlsx(Opening opening);

/// The notice for a name that promises another form.
void add_name_notice(const std::string& name, FileForm form, std::vector<Notice>& notices);

}  // namespace tradein
