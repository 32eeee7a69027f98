#include <algorithm>

#include "engine/base/json.hpp"
#include "engine/log/claim_entry.hpp"

namespace tradein {

ClaimLayout::ClaimLayout(const Kind& kind)
    : kind_{&kind}, region_{kind.find("region").value_or(0)} {
  const auto member = [](const std::string& name, std::uint16_t slot, FieldType type, int scale,
                         const Field* field) {
    std::string key;
    append_json_string(key, name);
    key += ':';
    std::string comma_key = "," + key;
    return Member{std::move(key), std::move(comma_key), name, slot, type, scale, field};
  };
  for (std::uint16_t slot = 0; slot < kind.fields.size(); ++slot) {
    const Field& field = kind.fields[slot];
    if (slot == kind.claim_id || slot == kind.kind || slot == region_) continue;
    if (is_pseudonym(field))
      who_.push_back(member(field.name, slot, field.type, field.scale, &field));
    else if (field.privacy == Privacy::none)
      facts_.push_back(member(field.name, slot, field.type, field.scale, &field));
  }
  for (std::size_t i = 0; i < kind.facts.size(); ++i)
    facts_.push_back(member(kind.facts[i].name, static_cast<std::uint16_t>(kind.fields.size() + i),
                            kind.facts[i].type(), 0, nullptr));
  fixed_room_ = 2'048;
  for (const auto* members : {&facts_, &who_})
    for (const Member& one : *members) {
      fixed_room_ += one.comma_key.size() + 64;
      if (members == &facts_ && (one.type == FieldType::text || one.type == FieldType::term))
        text_slots_.push_back(one.slot);
    }
  std::ranges::sort(facts_, {}, &Member::name);
  std::ranges::sort(who_, {}, &Member::name);
}

}  // namespace tradein
