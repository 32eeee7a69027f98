#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "tools/tradein/open_store.hpp"

/// Entries that a person causes, not a batch.
namespace tradein::tool {

/// Who acts: `by` where it is given, else the system's name of the user.
[[nodiscard]] std::string actor(const std::string& by);

/// What a person says for the record: a sentence, one line, at most 500 bytes. E-SENTENCE
/// (Trouble::usage) naming the option.
[[nodiscard]] Result<void> check_sentence(const std::string& option, const std::string& text);

/// The same of `--by`, where it is given.
[[nodiscard]] Result<void> check_actor(const std::string& by);

/// Appends one entry, durable, signed and anchored when it comes back; gives its number.
/// `write` gets the number and appends the entry's text.
using WriteEntry = std::function<void(std::uint64_t number, std::string& out)>;
[[nodiscard]] Result<std::uint64_t> append_entry(WrittenStore& store, const WriteEntry& write);

}  // namespace tradein::tool
