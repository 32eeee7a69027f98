#include "engine/log/key_entry.hpp"

#include "engine/log/canonical.hpp"
#include "engine/log/entry_error.hpp"

namespace tradein {

void write_key_entry(const KeyEntry& entry, std::string& out) {
  CanonicalWriter json{out};
  json.begin_object();
  json.member("at", entry.at_ms);
  json.member("by", std::string_view{entry.by});
  json.member("k", "key");
  json.member("n", static_cast<std::int64_t>(entry.number));
  json.member("new", std::string_view{entry.new_key});
  json.member("old", std::string_view{entry.old_key});
  json.member("v", std::int64_t{1});
  json.end_object();
}

Result<KeyEntry> read_key_entry(std::string_view bytes) {
  KeyEntry entry;
  CanonicalReader json{bytes};
  std::string scratch;
  std::string_view key;
  bool rotation = false;
  json.enter_object();
  while (json.next_key(key)) {
    if (key == "at")
      entry.at_ms = json.integer();
    else if (key == "by")
      entry.by = json.string(scratch);
    else if (key == "k")
      rotation = json.string(scratch) == "key";
    else if (key == "n")
      entry.number = static_cast<std::uint64_t>(json.integer());
    else if (key == "new")
      entry.new_key = json.string(scratch);
    else if (key == "old")
      entry.old_key = json.string(scratch);
    else
      json.skip();
  }
  if (json.finish() && rotation && !entry.new_key.empty() && !entry.old_key.empty()) return entry;
  return bad_entry();
}

}  // namespace tradein
