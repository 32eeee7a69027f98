#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/crypto/sealer.hpp"
#include "adapters/store/vault.hpp"
#include "engine/claim/claim.hpp"

namespace tradein::tool {

/// Whose records they are: what a claim's sealed record is bound to besides the claim itself.
struct SealingKeys {
  crypto::DeploymentKey key;
  std::string origin;    ///< the log's name
  std::string retailer;  ///< of the batch
};

/// Which claim a record is of, as its entry says it.
struct SealedClaim {
  std::string_view retailer, claim_id;
  std::string_view content;  ///< content_bytes
};

/// The subject of a claim: the pseudonym of consumer_id, or the content's digest where the claim
/// has none, so that its data can be erased all the same.
[[nodiscard]] store::Subject subject_of(std::string_view consumer, std::string_view content);

/// Seals the personal fields of claims for the vault (schemas/vault.sql). One object a thread.
class ClaimSealer {
 public:
  explicit ClaimSealer(const SealingKeys& keys) : keys_{keys}, sealer_{keys.key} {}

  /// The claims that follow are of this retailer's: a service has many in one run.
  void turn_to(std::string_view retailer) { keys_.retailer = retailer; }

  /// Appends the record; nothing where the claim has no personal field.
  void seal(const Claim& claim, std::string_view content, const store::Subject& subject,
            std::string& out);

 private:
  [[nodiscard]] const std::vector<std::uint16_t>& personal_fields(const Kind& kind);

  SealingKeys keys_;
  crypto::Sealer sealer_;
  std::unordered_map<const Kind*, std::vector<std::uint16_t>> fields_;  ///< in order of their names
  std::string text_, record_;
};

/// A personal field as a record has it.
struct PersonalField {
  std::string name, value;
};
/// E-VAULT-RECORD (Trouble::integrity) where the record is not this claim's, or damaged.
[[nodiscard]] Result<std::vector<PersonalField>> open_record(const SealingKeys& keys,
                                                             const SealedClaim& claim,
                                                             const store::Vault::Record& record);

}  // namespace tradein::tool
