#include "engine/claim/claim.hpp"

#include <charconv>

namespace tradein {
namespace {

bool is_text(FieldType type) noexcept { return type == FieldType::text || type == FieldType::term; }

}  // namespace

void append_content(const Claim& claim, std::string& out) {
  const Kind& kind = claim.kind();
  char digits[24];
  for (std::size_t i = 0; i < kind.fields.size(); ++i) {
    const Field& field = kind.fields[i];
    const Slot& slot = claim.slots()[i];
    if (!slot.present()) continue;
    std::string_view value;
    if (is_text(field.type)) {
      value = slot.text();
    } else {
      if (field.standard && *field.standard == slot.number()) continue;
      if (field.type == FieldType::choice) {
        value = field.terms[static_cast<std::size_t>(slot.number())].code;
      } else {
        const auto end = std::to_chars(digits, digits + sizeof digits, slot.number()).ptr;
        value = {digits, static_cast<std::size_t>(end - digits)};
      }
    }
    char size[24];
    const auto size_end = std::to_chars(size, size + sizeof size, value.size()).ptr;
    out.append(field.name).push_back(':');
    out.append(size, static_cast<std::size_t>(size_end - size)).push_back(':');
    out.append(value).push_back(';');
  }
}

}  // namespace tradein
