#pragma once
#include <functional>
#include <optional>
#include <string>

#include "adapters/batch/batch_file.hpp"
#include "tools/tradein/prepared_block.hpp"

namespace tradein::tool {

/// What preparing a block needs besides the file.
struct BlockKeys {
  std::string pseudonym_key;
  const Book* book = nullptr;
  SipKey history_key{};
  std::optional<SealingKeys> sealing{};  ///< where the store has a vault
};

/// Reads a file's blocks on other threads (one cuts, the others parse and prepare) and hands them
/// to `take` on this one, in the file's order. Ends early, without error, on an interrupt or where
/// `take` returns false. Errors: those of BatchReader::next.
[[nodiscard]] Result<void> for_each_block(BatchReader& reader, const BlockKeys& keys,
                                          const std::function<bool(PreparedBlock&)>& take);

}  // namespace tradein::tool
