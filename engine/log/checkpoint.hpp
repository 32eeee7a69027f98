#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/log/hash.hpp"
#include "engine/log/store.hpp"

/// Checkpoints as C2SP writes them: tlog-checkpoint inside signed-note, Ed25519 (schemas/log.md).
/// The signatures themselves are computed outside: the engine has no cryptography of its own.
namespace tradein {

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;
using Sign = std::function<Result<Signature>(std::string_view message)>;
using SignatureHolds = bool (*)(const PublicKey& key, std::string_view message,
                                const Signature& signature) noexcept;

/// Whose signature it is: a log's name and its key.
struct LogKey {
  std::string name;
  PublicKey key{};
  std::array<std::uint8_t, 4> id{};  ///< SHA-256(name || 0x0a || 0x01 || key), its first bytes
  friend bool operator==(const LogKey&, const LogKey&) = default;
};
/// Requires: a name without spaces and `+`.
[[nodiscard]] LogKey log_key(HashFunction& hash, std::string name, const PublicKey& key);
/// name+id+key, one line without its line break.
[[nodiscard]] std::string vkey_text(const LogKey& key);
/// Lines of vkeys; empty lines and lines that begin with `#` are passed over. E-KEY-VKEY
/// (Trouble::input) where one is no Ed25519 vkey, or none is there.
[[nodiscard]] Result<std::vector<LogKey>> parse_vkeys(HashFunction& hash, std::string_view text);

/// A log's keys over time. One that was replaced signed every checkpoint of at most `until`
/// entries; whoever has it later cannot sign a larger one.
struct RetiredKey {
  LogKey key;
  std::uint64_t until = 0;
  friend bool operator==(const RetiredKey&, const RetiredKey&) = default;
};
struct LogKeys {
  LogKey now;
  std::vector<RetiredKey> retired;  ///< newest first
  /// The key in force for a checkpoint of `size` entries.
  [[nodiscard]] const LogKey& at(std::uint64_t size) const noexcept;
};

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Hash256 root{};
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};
/// The signed text: origin, size and root, a line each.
[[nodiscard]] std::string checkpoint_text(const Checkpoint& checkpoint);
/// The whole note, with one signature line.
[[nodiscard]] Result<std::string> signed_checkpoint(const Checkpoint& checkpoint, const LogKey& key,
                                                    const Sign& sign);

/// A note taken apart, its signatures not looked at. E-NOTE-FORM (Trouble::input) where it is none.
struct Note {
  Checkpoint checkpoint;
  std::string text;  ///< what is signed
  struct Line {
    std::string name;
    std::array<std::uint8_t, 4> id{};
    std::string signature;
  };
  std::vector<Line> signatures;
};
[[nodiscard]] Result<Note> parse_note(std::string_view note);
/// What is wrong with its signatures; none where one of `keys` has signed, and no key of `keys` has
/// signed wrongly.
[[nodiscard]] std::optional<Text> signature_flaw(const Note& note, std::span<const LogKey> keys,
                                                 SignatureHolds holds);

/// What is wrong with a commit's note: signatures, origin, size or root; for
/// VerifyOptions::note_flaw.
[[nodiscard]] std::optional<Text> note_flaw(const Commit& commit, std::span<const LogKey> keys,
                                            SignatureHolds holds);
/// The same for a note in a store, each line of which must be of one of `keys` and stand once. No
/// keys: its form, size and root alone.
[[nodiscard]] std::optional<Text> stored_note_flaw(
    const Commit& commit, std::span<const LogKey> keys, SignatureHolds holds,
    const std::function<bool(const Note::Line&)>& checked_elsewhere = {});

/// Is the store what the newest anchored checkpoint knows? E-ANCHOR-AHEAD: the anchor knows a
/// larger tree (the first missing entry is named). E-ANCHOR-FORK: another root at its size. Both
/// Trouble::integrity: nothing may be appended.
[[nodiscard]] Result<void> check_anchor(Store& store, HashFunction& hash, const Checkpoint& anchor);

}  // namespace tradein
