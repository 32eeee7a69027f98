#include "tools/tradein/prepared_block.hpp"

#include "engine/base/assert.hpp"
#include "engine/log/claim_entry.hpp"

namespace tradein::tool {
namespace {

/// Apart for each sort of value, so that a phone number and a card number with the same digits are
/// no match.
std::string_view domain(Privacy privacy) {
  switch (privacy) {
    case Privacy::identity:
      return "identity";
    case Privacy::name:
      return "name";
    case Privacy::phone:
      return "phone";
    case Privacy::account:
      return "account";
    case Privacy::free_text:
      return "text";
    case Privacy::none:
      break;
  }
  return "";
}

constexpr std::size_t digests_per_row = 8;

}  // namespace

std::string_view PreparedBlock::content(std::size_t row) const noexcept {
  return std::string_view{digests_}.substr(content_at_[row], content_bytes);
}

std::string_view PreparedBlock::sealed(std::size_t row) const noexcept {
  if (sealed_end_.empty()) return {};
  const std::size_t begin = row == 0 ? 0 : sealed_end_[row - 1];
  return std::string_view{sealed_}.substr(begin, sealed_end_[row] - begin);
}

store::Subject PreparedBlock::subject(std::size_t row) const noexcept {
  const Slot& consumer = facts(row).slots[block.rows[row].kind->consumer_id];
  return subject_of(consumer.present() ? consumer.text() : std::string_view{}, content(row));
}

void PreparedBlock::seal_row(std::size_t row, ClaimSealer& sealer) {
  sealer.seal(block.claim_of(block.rows[row]), content(row), subject(row), sealed_);
}

std::string_view PreparedBlock::keep(const crypto::Pseudonym& digest) {
  TRADEIN_ASSERT(digests_.size() + digest.size() <= digests_.capacity());
  const std::size_t at = digests_.size();
  digests_.append(reinterpret_cast<const char*>(digest.data()), digest.size());
  return std::string_view{digests_}.substr(at);
}

void PreparedBlock::prepare_row(std::size_t row, crypto::Hmac& hmac) {
  const BatchRow& source = block.rows[row];
  const Kind& kind = *source.kind;
  first_slot_[row] = slots_.size();
  slots_.insert(slots_.end(), source.slots, source.slots + kind.slot_count());
  Slot* const slots = slots_.data() + first_slot_[row];
  const Claim claim = block.claim_of(source);
  text_.clear();
  append_content(claim, text_);
  content_at_[row] = digests_.size();
  keep(hmac.pseudonym(text_));
  std::size_t keys = 0;
  for (std::uint16_t slot = 0; slot < kind.fields.size(); ++slot) {
    const Field& field = kind.fields[slot];
    if (field.privacy == Privacy::none || !slots[slot].present()) continue;
    if (!is_pseudonym(field) || ++keys == digests_per_row) {
      slots[slot] = Slot{};
      continue;
    }
    text_ = domain(field.privacy);
    if (slot == kind.consumer_id && slots[kind.consumer_id_type].present())
      (text_ += '|') += kind.fields[kind.consumer_id_type]
                            .terms[static_cast<std::size_t>(slots[kind.consumer_id_type].number())]
                            .code;
    text_ += '|';
    text_ += claim.personal(slot).unwrap_personal();
    slots[slot] = Slot::of_text(keep(hmac.pseudonym(text_)));
  }
}

void PreparedBlock::prepare(crypto::Hmac& hmac, Decider& decider, ClaimSealer* sealer) {
  std::size_t needed = 0;
  for (const BatchRow& row : block.rows) needed += row.good() ? row.kind->slot_count() : 0;
  slots_.clear();
  slots_.reserve(needed);
  digests_.clear();
  digests_.reserve(block.rows.size() * digests_per_row * content_bytes);
  first_slot_.assign(block.rows.size(), 0);
  content_at_.assign(block.rows.size(), 0);
  if (drafts_.size() < block.rows.size()) drafts_.resize(block.rows.size());
  sealed_.clear();
  sealed_end_.clear();
  for (std::size_t row = 0; row < block.rows.size(); ++row) {
    if (block.rows[row].good()) {
      prepare_row(row, hmac);
      decider.examine(facts(row), drafts_[row]);
      if (sealer != nullptr) seal_row(row, *sealer);
    }
    if (sealer != nullptr) sealed_end_.push_back(sealed_.size());
  }
}

}  // namespace tradein::tool
