#include "tools/tradein/claim_sealer.hpp"

#include <algorithm>
#include <cstring>

#include "engine/base/assert.hpp"
#include "engine/log/canonical.hpp"

namespace tradein::tool {
namespace {

std::string_view view_of(const store::Subject& subject) {
  return {reinterpret_cast<const char*>(subject.data()), subject.size()};
}

/// schemas/vault.sql: what the text is bound to.
void write_owner(std::string_view origin, const SealedClaim& claim, std::string& out) {
  out.clear();
  out.append(origin).append("\n").append(claim.retailer).append("\n");
  out.append(claim.claim_id).append("\n").append(claim.content);
}

}  // namespace

store::Subject subject_of(std::string_view consumer, std::string_view content) {
  const std::string_view digest = consumer.empty() ? content : consumer;
  store::Subject subject{};
  TRADEIN_ASSERT(digest.size() == subject.size());
  std::memcpy(subject.data(), digest.data(), subject.size());
  return subject;
}

const std::vector<std::uint16_t>& ClaimSealer::personal_fields(const Kind& kind) {
  const auto found = fields_.find(&kind);
  if (found != fields_.end()) return found->second;
  std::vector<std::uint16_t> slots;
  for (std::uint16_t slot = 0; slot < kind.fields.size(); ++slot)
    if (kind.fields[slot].privacy != Privacy::none) slots.push_back(slot);
  std::ranges::sort(slots, {}, [&](std::uint16_t slot) { return kind.fields[slot].name; });
  return fields_.emplace(&kind, std::move(slots)).first->second;
}

void ClaimSealer::seal(const Claim& claim, std::string_view content, const store::Subject& subject,
                       std::string& out) {
  text_.clear();
  CanonicalWriter json{text_};
  json.begin_object();
  const std::size_t empty = text_.size();
  for (const std::uint16_t slot : personal_fields(claim.kind()))
    if (claim.has(slot))
      json.member(claim.kind().fields[slot].name, claim.personal(slot).unwrap_personal());
  if (text_.size() == empty) return;
  json.end_object();
  write_owner(keys_.origin, {keys_.retailer, claim.claim_id(), content}, record_);
  sealer_.seal(text_, {view_of(subject), record_}, out);
}

Result<std::vector<PersonalField>> open_record(const SealingKeys& keys, const SealedClaim& claim,
                                               const store::Vault::Record& record) {
  std::string owner;
  write_owner(keys.origin, claim, owner);
  const auto text = crypto::Sealer{keys.key}.open(record.sealed, {view_of(record.subject), owner});
  std::vector<PersonalField> fields;
  if (text) {
    CanonicalReader json{*text};
    std::string_view key;
    std::string scratch;
    json.enter_object();
    while (json.next_key(key)) {
      std::string name{key};
      fields.push_back({std::move(name), std::string{json.string(scratch)}});
    }
    if (json.finish()) return fields;
  }
  return std::unexpected(Error{"E-VAULT-RECORD",
                               std::string{claim.claim_id},
                               {"个人信息记录已损坏，或不属于这件申领",
                                "the record of personal data is damaged, or it is another claim's"},
                               {"从备份恢复个人信息库", "restore the vault from its backup"},
                               Trouble::integrity});
}

}  // namespace tradein::tool
