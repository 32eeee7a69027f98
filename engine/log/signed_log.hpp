#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/log/checkpoint.hpp"
#include "engine/log/sm2_line.hpp"
#include "engine/log/store.hpp"

namespace tradein {

/// Where signed checkpoints are kept apart from the store (adapters/store/anchor_file.hpp), so that
/// an old copy of the store is not taken for the store.
class Anchor {
 public:
  virtual ~Anchor() = default;
  /// The newest note, none before the first.
  virtual Result<std::optional<std::string>> newest() = 0;
  /// Durable when it comes back.
  virtual Result<void> add(std::string_view note) = 0;
};

/// Who signs, and where it is anchored. All must outlive the writer.
struct Signing {
  LogKey key;
  Sign sign;
  SignatureHolds holds = nullptr;
  Anchor* anchor = nullptr;
  std::vector<RetiredKey> retired{};  ///< the log's earlier keys, newest first
  std::optional<Sm2Signing> sm2{};    ///< a second line, where one is wanted
};

/// The note of a commit: its checkpoint with the log's signature, and SM2's where one is wanted.
[[nodiscard]] Result<std::string> signed_note(const Commit& commit, const LogKey& key,
                                              const Sign& sign,
                                              const std::optional<Sm2Signing>& sm2);

/// A writer whose every commit is written with its signed note, and anchored once both are durable:
/// only then may anything be acknowledged. Until then nobody may be shown the note, which could be
/// of a tree that a crash takes back. Refuses a store that is not what its anchor knows
/// (E-ANCHOR-AHEAD, E-ANCHOR-FORK), an anchor whose note the key in force has not signed
/// (E-ANCHOR-KEY) and a last note that does not hold (E-LOG-NOTE), all Trouble::integrity. Anchors
/// the last commit where a crash came between.
[[nodiscard]] Result<LogWriter> open_signed_log(Store& store, HashFunction& hash, Signing signing);

/// The anchor's newest checkpoint, opened with the key in force at its size; none before the first.
/// E-ANCHOR-KEY where that key has not signed it.
[[nodiscard]] Result<std::optional<Checkpoint>> anchored_checkpoint(Anchor& anchor,
                                                                    const LogKeys& keys,
                                                                    SignatureHolds holds);

}  // namespace tradein
