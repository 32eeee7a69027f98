#include "engine/log/key_entry.hpp"

#include "engine/log/canonical.hpp"
#include "engine/log/entry_error.hpp"
#include "engine/log/entry_members.hpp"

namespace tradein {

void write_key_entry(const KeyEntry& entry, std::string& out) {
  CanonicalWriter json{out};
  json.begin_object();
  json.member("at", entry.at_ms);
  json.member("by", std::string_view{entry.by});
  json.member("k", "key");
  json.member("n", entry.number);
  json.member("new", std::string_view{entry.new_key});
  json.member("old", std::string_view{entry.old_key});
  json.member("v", std::int64_t{1});
  json.end_object();
}

Result<KeyEntry> read_key_entry(std::string_view bytes) {
  KeyEntry entry;
  const bool read = read_members(bytes, "key", [&](EntryMember& member) {
    return member.take("at", entry.at_ms) || member.take("by", entry.by) ||
           member.take("n", entry.number) || member.take("new", entry.new_key) ||
           member.take("old", entry.old_key);
  });
  if (!read || entry.new_key.empty() || entry.old_key.empty()) return bad_entry();
  return entry;
}

}  // namespace tradein
