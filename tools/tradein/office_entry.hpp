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
/// `write` appends the entry's text.
struct EntryStamp {
  std::uint64_t number = 0;
  std::int64_t at_ms = 0;  ///< WrittenStore::entry_time
};
using WriteEntry = std::function<void(const EntryStamp& stamp, std::string& out)>;
[[nodiscard]] Result<std::uint64_t> append_entry(WrittenStore& store, const WriteEntry& write);

}  // namespace tradein::tool
