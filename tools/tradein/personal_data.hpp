#pragma once
#include <memory>
#include <string>

#include "adapters/store/vault.hpp"
#include "engine/log/claim_entry.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/find_claim.hpp"

/// What `tradein privacy` does.
namespace tradein::tool {

/// A claim's latest entry, and whose it is.
struct PersonalClaim {
  FoundEntry place;
  ClaimEntry entry;  ///< views into place.bytes
  store::Subject subject{};
};
[[nodiscard]] Result<std::unique_ptr<PersonalClaim>> find_personal_claim(const std::string& store,
                                                                         const WantedClaim& wanted);

[[nodiscard]] Error no_vault(const std::string& store);

struct RevealAsked {
  bool reveal = false;
  std::string purpose, by;
};
/// Shows a claim's personal data: masked, or in full once the entry that says so is durable.
int show_personal_data(const Shared& shared, const WantedClaim& wanted, const RevealAsked& asked);

struct ChangeAsked {
  WantedClaim wanted;
  std::string subject;  ///< instead of a claim
  std::string ground, by;
  store::PersonalState state = store::PersonalState::active;
};
/// Sets the state of a subject: the entry first, then the vault.
int change_personal_data(const Shared& shared, const ChangeAsked& asked);

}  // namespace tradein::tool
