#include "engine/claim/claim.hpp"

#include "engine/base/text_cursor.hpp"

namespace tradein {
namespace {

bool is_text(FieldType type) noexcept { return type == FieldType::text || type == FieldType::term; }

/// Of a text, term or choice.
std::string_view text_value(const Field& field, const Slot& slot) noexcept {
  if (is_text(field.type)) return slot.text();
  return field.terms[static_cast<std::size_t>(slot.number())].code;
}

bool is_number(const Field& field) noexcept {
  return !is_text(field.type) && field.type != FieldType::choice;
}

bool is_standard(const Field& field, const Slot& slot) noexcept {
  return field.standard && !is_text(field.type) && *field.standard == slot.number();
}

std::size_t content_bytes_max(const Field& field, const Slot& slot) noexcept {
  constexpr std::size_t around = 3 + TextCursor::integer_bytes_max;
  return field.name.size() + around +
         (is_number(field) ? TextCursor::integer_bytes_max : text_value(field, slot).size());
}

void write_content(const Field& field, const Slot& slot, TextCursor& to) noexcept {
  char digits[TextCursor::integer_bytes_max];
  std::string_view value;
  if (is_number(field)) {
    TextCursor number{digits};
    number.integer(slot.number());
    value = {digits, static_cast<std::size_t>(number.at() - digits)};
  } else {
    value = text_value(field, slot);
  }
  to.raw(field.name);
  to.raw(':');
  to.integer(static_cast<std::int64_t>(value.size()));
  to.raw(':');
  to.raw(value);
  to.raw(';');
}

}  // namespace

void append_content(const Claim& claim, std::string& out) {
  const std::vector<Field>& fields = claim.kind().fields;
  const Slot* const slots = claim.slots().data();
  const std::size_t begin = out.size();
  std::size_t room = begin;
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (slots[i].present()) room += content_bytes_max(fields[i], slots[i]);
  out.resize_and_overwrite(room, [&](char* bytes, std::size_t) noexcept {
    TextCursor to{bytes + begin};
    for (std::size_t i = 0; i < fields.size(); ++i)
      if (slots[i].present() && !is_standard(fields[i], slots[i]))
        write_content(fields[i], slots[i], to);
    return static_cast<std::size_t>(to.at() - bytes);
  });
}

}  // namespace tradein
