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

/// What its errors are called.
struct SecretFileCodes {
  const char *exists, *write, *missing, *mode, *form;
};

/// Which file it is; the nouns are as a sentence begins with them.
struct SecretFileName {
  std::string path;
  SecretFileCodes codes;
  Text noun;
};

/// Durable under its final name. codes.exists where a file is there already, codes.write
/// (Trouble::store) where it cannot be written.
Result<void> write_new_secret(const SecretFileName& file, std::string_view text);
/// The same in place of the file that is there.
Result<void> replace_secret(const SecretFileName& file, std::string_view text);
/// codes.missing, codes.mode, codes.form, all Trouble::integrity.
Result<void> read_secret(const SecretFileName& file, SecretText& out);
[[nodiscard]] Error bad_secret_form(const SecretFileName& file);

void append_hex(std::string& out, std::span<const std::uint8_t> bytes);
[[nodiscard]] bool read_hex(std::string_view text, std::span<std::uint8_t> out);
/// A name that can stand in a vkey and in a signature line (C2SP signed-note).
[[nodiscard]] bool good_key_name(std::string_view name);
/// Takes the line `name value` from the front of `text`; gives the value.
[[nodiscard]] std::optional<std::string_view> take_line(std::string_view& text,
                                                        std::string_view name);

}  // namespace tradein::crypto
