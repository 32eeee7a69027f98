#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

/// Text files of secrets: mode 0600, whole or not there, their memory overwritten. For the .cpp
/// files of this folder.
namespace tradein::crypto {

/// Text that is overwritten before its memory goes back.
struct SecretText {
  std::string text;
  SecretText();
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  ~SecretText();
};

/// Which file it is, for its errors: `code` is E-KEY or E-KEK, the nouns are as a sentence has
/// them.
struct SecretFileName {
  std::string path, code;
  Text noun;
};

/// Durable under its final name. CODE-EXISTS where a file is there already; CODE-WRITE
/// (Trouble::store) where it cannot be written.
Result<void> write_new_secret(const SecretFileName& file, std::string_view text);
/// The same in place of the file that is there.
Result<void> replace_secret(const SecretFileName& file, std::string_view text);
/// CODE-MISSING, CODE-MODE, CODE-FORM, all Trouble::integrity.
Result<void> read_secret(const SecretFileName& file, SecretText& out);
[[nodiscard]] Error bad_secret_form(const SecretFileName& file);

void append_hex(std::string& out, std::span<const std::uint8_t> bytes);
[[nodiscard]] bool read_hex(std::string_view text, std::span<std::uint8_t> out);
/// Takes the line `name value` from the front of `text`; gives the value.
[[nodiscard]] std::optional<std::string_view> take_line(std::string_view& text,
                                                        std::string_view name);

}  // namespace tradein::crypto
