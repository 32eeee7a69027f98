#include "engine/claim/claim_json.hpp"

#include "engine/base/assert.hpp"
#include "engine/base/decimal.hpp"
#include "engine/base/json.hpp"

namespace tradein {
namespace {

bool is_json_literal(FieldType type) noexcept {
  return type == FieldType::integer || type == FieldType::number || type == FieldType::boolean;
}

}  // namespace

std::string value_text(const Field& field, const Slot& value) {
  TRADEIN_ASSERT(field.privacy == Privacy::none);
  switch (field.type) {
    case FieldType::text:
    case FieldType::term:
      return std::string{value.text()};
    case FieldType::choice:
      return field.terms[static_cast<std::size_t>(value.number())].code;
    case FieldType::integer:
      return std::to_string(value.number());
    case FieldType::number:
      return Decimal::scaled(value.number(), field.scale).text();
    case FieldType::money:
      return to_yuan(Money::from_fen(value.number()));
    case FieldType::date:
      return to_iso(Date::from_days(static_cast<std::int32_t>(value.number())));
    case FieldType::date_time:
      return to_iso(DateTime::from_minutes(value.number()));
    case FieldType::boolean:
      return value.number() != 0 ? "true" : "false";
  }
  return {};
}

void append_claim_json(const Claim& claim, std::string& out) {
  const Kind& kind = claim.kind();
  const char* comma = "";
  out += '{';
  for (std::uint16_t slot = 0; slot < kind.fields.size(); ++slot) {
    const Field& field = kind.fields[slot];
    const Slot& value = claim.slots()[slot];
    if (!value.present()) continue;
    if (field.standard && *field.standard == value.number()) continue;
    out += comma;
    append_json_string(out, field.name);
    out += ':';
    if (field.privacy != Privacy::none)
      append_json_string(out, claim.personal(slot).unwrap_personal());
    else if (is_json_literal(field.type))
      out += value_text(field, value);
    else
      append_json_string(out, value_text(field, value));
    comma = ",";
  }
  out += '}';
}

}  // namespace tradein
