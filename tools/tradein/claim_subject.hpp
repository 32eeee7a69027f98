#pragma once
#include <string>

#include "adapters/store/vault.hpp"
#include "engine/log/claim_entry.hpp"

namespace tradein::tool {

/// Whose claim an entry is: what the vault calls its subject. E-LOG-ENTRY where it cannot be read.
[[nodiscard]] Result<store::Subject> subject_of(const ClaimEntry& entry);

/// As it stands in entries: 22 characters of base64url.
[[nodiscard]] std::string text_of(const store::Subject& subject);
/// E-SUBJECT (Trouble::usage) for any other text.
[[nodiscard]] Result<store::Subject> parse_subject(const std::string& text);

}  // namespace tradein::tool
