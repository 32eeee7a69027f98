#pragma once
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace tradein {

/// One sentence in both languages: no capital at its start, no full stop, user's text in backticks.
struct Text {
  std::string zh;
  std::string en;
  friend bool operator==(const Text&, const Text&) = default;
};

enum class Language : std::uint8_t { zh, en };

[[nodiscard]] inline const std::string& in(const Text& text, Language language) {
  return language == Language::zh ? text.zh : text.en;
}

/// What kind of trouble it is; the tools turn it into the exit code of the contract.
enum class Trouble : std::uint8_t {
  input,      ///< what was given is unusable (exit 3)
  store,      ///< the store is locked, full, absent or of another version (exit 4)
  integrity,  ///< refused because the record is not what it was (exit 5)
  usage,      ///< the call itself is wrong (exit 2)
};

/// Bad input or a bad world. `code` is stable (E-…); `place` is file:line:column, batch and row, or
/// a path.
struct Error {
  std::string code;
  std::string place;
  Text what;
  Text fix;
  Trouble trouble = Trouble::input;
};

template <class T>
using Result = std::expected<T, Error>;

}  // namespace tradein
