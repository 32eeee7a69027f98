#pragma once
#include <filesystem>
#include <memory>

#include "tools/tradein/answers.hpp"

namespace tradein::tool {

/// NAME.ack.csv, NAME.ack.ndjson, NAME.fix.csv (.xlsx for a workbook) and, where the batch left
/// entries, NAME.receipt for each file in a folder, which is made where it is absent. Written
/// beside and moved into place at the file's end, so that no half acknowledgement stands there.
[[nodiscard]] std::unique_ptr<AnswerSink> ack_sink(const std::filesystem::path& folder,
                                                   const KindSet& kinds, Language language);

/// Before anything is decided, so that a slip in the path costs nothing. E-ACK-WRITE.
[[nodiscard]] Result<void> make_ack_folder(const std::filesystem::path& folder);

/// Hands everything to both.
[[nodiscard]] std::unique_ptr<AnswerSink> both_sinks(std::unique_ptr<AnswerSink> first,
                                                     std::unique_ptr<AnswerSink> second);

}  // namespace tradein::tool
