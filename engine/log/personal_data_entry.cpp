#include "engine/log/personal_data_entry.hpp"

#include "engine/log/canonical.hpp"
#include "engine/log/entry_error.hpp"

namespace tradein {
namespace {

std::int64_t integer(std::uint64_t number) { return static_cast<std::int64_t>(number); }

}  // namespace

void write_reveal_entry(const RevealEntry& entry, std::string& out) {
  CanonicalWriter json{out};
  json.begin_object();
  json.member("at", entry.at_ms);
  json.member("by", std::string_view{entry.by});
  json.member("claim", integer(entry.claim));
  json.member("k", "reveal");
  json.member("n", integer(entry.number));
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
  json.member("n", integer(entry.number));
  json.member("state", std::string_view{entry.state});
  json.member("subject", std::string_view{entry.subject});
  json.member("v", std::int64_t{1});
  json.end_object();
}

Result<RevealEntry> read_reveal_entry(std::string_view bytes) {
  RevealEntry entry;
  CanonicalReader json{bytes};
  std::string scratch;
  std::string_view key;
  bool reveal = false;
  json.enter_object();
  while (json.next_key(key)) {
    if (key == "at")
      entry.at_ms = json.integer();
    else if (key == "by")
      entry.by = json.string(scratch);
    else if (key == "claim")
      entry.claim = static_cast<std::uint64_t>(json.integer());
    else if (key == "k")
      reveal = json.string(scratch) == "reveal";
    else if (key == "n")
      entry.number = static_cast<std::uint64_t>(json.integer());
    else if (key == "purpose")
      entry.purpose = json.string(scratch);
    else
      json.skip();
  }
  if (!json.finish() || !reveal || entry.by.empty() || entry.purpose.empty()) return bad_entry();
  return entry;
}

Result<PersonalDataEntry> read_personal_data_entry(std::string_view bytes) {
  PersonalDataEntry entry;
  CanonicalReader json{bytes};
  std::string scratch;
  std::string_view key;
  bool personal_data = false;
  json.enter_object();
  while (json.next_key(key)) {
    if (key == "at")
      entry.at_ms = json.integer();
    else if (key == "by")
      entry.by = json.string(scratch);
    else if (key == "ground")
      entry.ground = json.string(scratch);
    else if (key == "k")
      personal_data = json.string(scratch) == "personal-data";
    else if (key == "n")
      entry.number = static_cast<std::uint64_t>(json.integer());
    else if (key == "state")
      entry.state = json.string(scratch);
    else if (key == "subject")
      entry.subject = json.string(scratch);
    else
      json.skip();
  }
  const bool known =
      entry.state == "active" || entry.state == "restricted" || entry.state == "erased";
  if (!json.finish() || !personal_data || !known || entry.subject.size() != 22 || entry.by.empty())
    return bad_entry();
  return entry;
}

}  // namespace tradein
