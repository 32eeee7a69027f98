#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/log/checkpoint.hpp"

/// A second signature beside a log's Ed25519 line: SM2 with SM3 (schemas/log.md). C2SP keeps type
/// 0xff for signatures without a number of their own; who does not know them passes over the line.
namespace tradein {

struct Sm2Key {
  std::string name;  ///< the log's
  std::string key;   ///< 65 bytes: 0x04, x, y
  std::array<std::uint8_t, 4> id{};
  friend bool operator==(const Sm2Key&, const Sm2Key&) = default;
};
/// Requires: a name without spaces and `+`, a key of 65 bytes.
[[nodiscard]] Sm2Key sm2_key(HashFunction& hash, std::string name, std::string key);
[[nodiscard]] std::string vkey_text(const Sm2Key& key);
/// The SM2 lines among vkey lines; none where there is none. E-KEY-VKEY (Trouble::input) for one
/// that is damaged.
[[nodiscard]] Result<std::vector<Sm2Key>> parse_sm2_vkeys(HashFunction& hash,
                                                          std::string_view text);

using Sm2Sign = std::function<Result<std::string>(std::string_view message)>;
using Sm2Holds = bool (*)(std::string_view key, std::string_view message,
                          std::string_view signature) noexcept;
struct Sm2Signing {
  Sm2Key key;
  Sm2Sign sign;
};
/// The note with one more line.
[[nodiscard]] Result<std::string> with_sm2_line(std::string note, const Sm2Signing& signing);

/// What is wrong with the lines of these keys; each must have signed, once.
[[nodiscard]] std::optional<Text> sm2_flaw(const Note& note, std::span<const Sm2Key> keys,
                                           Sm2Holds holds);

}  // namespace tradein
