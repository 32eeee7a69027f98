#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

/// The entries about personal data (schemas/log.md, kinds "reveal" and "personal-data"). They name
/// claims and subjects, never a person's data, and no decision depends on them.
namespace tradein {

/// Before personal data is shown in full: who sees whose, and what for.
struct RevealEntry {
  std::uint64_t number = 0;
  std::int64_t at_ms = 0;  ///< milliseconds since 1970
  std::string by, purpose;
  std::uint64_t claim = 0;  ///< the number of the claim's entry
};
void write_reveal_entry(const RevealEntry& entry, std::string& out);
/// E-LOG-ENTRY where it is no such entry.
[[nodiscard]] Result<RevealEntry> read_reveal_entry(std::string_view bytes);

/// What becomes of a subject's data.
struct PersonalDataEntry {
  std::uint64_t number = 0;
  std::int64_t at_ms = 0;
  std::string by, ground;
  std::string subject;  ///< the pseudonym, 22 characters of base64url
  std::string state;    ///< "active", "restricted" or "erased"
};
void write_personal_data_entry(const PersonalDataEntry& entry, std::string& out);
/// E-LOG-ENTRY where it is no such entry.
[[nodiscard]] Result<PersonalDataEntry> read_personal_data_entry(std::string_view bytes);

}  // namespace tradein
