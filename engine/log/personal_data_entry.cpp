#include "engine/log/personal_data_entry.hpp"

#include "engine/log/canonical.hpp"
#include "engine/log/entry_error.hpp"
#include "engine/log/entry_members.hpp"

namespace tradein {
void write_reveal_entry(const RevealEntry& entry, std::string& out) {
  CanonicalWriter json{out};
  json.begin_object();
  json.member("at", entry.at_ms);
  json.member("by", std::string_view{entry.by});
  json.member("claim", entry.claim);
  json.member("k", "reveal");
  json.member("n", entry.number);
  json.member("purpose", std::string_view{entry.purpose});
  json.member("v", std::int64_t{1});
  json.end_object();
}

void write_personal_data_entry(const PersonalDataEntry& entry, std::string& out) {
  CanonicalWriter json{out};
  json.begin_object();
  json.member("at", entry.at_ms);
  json.member("by", std::string_view{entry.by});
  json.member("ground", std::string_view{entry.ground});
  json.member("k", "personal-data");
  json.member("n", entry.number);
  json.member("state", std::string_view{entry.state});
  json.member("subject", std::string_view{entry.subject});
  json.member("v", std::int64_t{1});
  json.end_object();
}

Result<RevealEntry> read_reveal_entry(std::string_view bytes) {
  RevealEntry entry;
  const bool read = read_members(bytes, "reveal", [&](EntryMember& member) {
    return member.take("at", entry.at_ms) || member.take("by", entry.by) ||
           member.take("claim", entry.claim) || member.take("n", entry.number) ||
           member.take("purpose", entry.purpose);
  });
  if (!read || entry.by.empty() || entry.purpose.empty()) return bad_entry();
  return entry;
}

Result<PersonalDataEntry> read_personal_data_entry(std::string_view bytes) {
  PersonalDataEntry entry;
  const bool read = read_members(bytes, "personal-data", [&](EntryMember& member) {
    return member.take("at", entry.at_ms) || member.take("by", entry.by) ||
           member.take("ground", entry.ground) || member.take("n", entry.number) ||
           member.take("state", entry.state) || member.take("subject", entry.subject);
  });
  const bool known =
      entry.state == "active" || entry.state == "restricted" || entry.state == "erased";
  if (!read || !known || entry.subject.size() != 22 || entry.by.empty()) return bad_entry();
  return entry;
}

}  // namespace tradein
