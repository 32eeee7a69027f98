#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/log/checkpoint.hpp"

/// Witnesses: others than the log's owner who sign its checkpoints once they have seen that each
/// continues the one before (C2SP tlog-cosignature, cosignature/v1). Who trusts some of them need
/// not trust the owner not to show two logs.
namespace tradein {

/// A witness's key as a vkey line of type 0x04.
struct WitnessKey {
  std::string name;
  PublicKey key{};
  std::array<std::uint8_t, 4> id{};  ///< SHA-256(name || 0x0a || 0x04 || key), its first bytes
  friend bool operator==(const WitnessKey&, const WitnessKey&) = default;
};
/// Requires: a name without spaces and `+`.
[[nodiscard]] WitnessKey witness_key(HashFunction& hash, std::string name, const PublicKey& key);
[[nodiscard]] std::string vkey_text(const WitnessKey& key);
/// As parse_vkeys of checkpoint.hpp, for lines of type 0x04.
[[nodiscard]] Result<std::vector<WitnessKey>> parse_witness_vkeys(HashFunction& hash,
                                                                  std::string_view text);

/// The note with one more line: the witness saw it at `time` (seconds since 1970).
[[nodiscard]] Result<std::string> cosigned(std::string_view note, const WitnessKey& key,
                                           std::uint64_t time, const Sign& sign);

/// A line that a witness may have signed, looked at; none of its own lines: not `signed_by_it`.
struct Cosignature {
  bool signed_by_it = false;
  bool holds = false;
  std::uint64_t time = 0;
};
[[nodiscard]] Cosignature cosignature_of(const Note& note, const WitnessKey& key,
                                         SignatureHolds holds);

/// At least `required` of `witnesses` have signed the note, and none of them wrongly.
[[nodiscard]] std::optional<Text> quorum_flaw(const Note& note,
                                              std::span<const WitnessKey> witnesses,
                                              std::size_t required, SignatureHolds holds);

/// May a witness that last signed `older` sign `newer`? `proof`: consistency_proof of the two.
/// E-WITNESS-OLDER, E-WITNESS-FORK (Trouble::integrity): it may not.
[[nodiscard]] Result<void> continues(HashFunction& hash, const Checkpoint& older,
                                     const Checkpoint& newer, std::span<const Hash256> proof);

/// The same by the roots that the log's own entries have at the two sizes.
[[nodiscard]] Result<void> continues(const Checkpoint& older, const Checkpoint& newer,
                                     const Hash256& older_root, const Hash256& newer_root);

/// The proof that a checkpoint continues an older one, as the body of a C2SP tlog-witness
/// add-checkpoint request.
struct Continuation {
  std::uint64_t older = 0;
  std::vector<Hash256> proof;
  std::string note;
};
[[nodiscard]] std::string continuation_text(const Continuation& continuation);
/// E-PROOF-FORM (Trouble::input) where it is none.
[[nodiscard]] Result<Continuation> parse_continuation(std::string_view text);

}  // namespace tradein
