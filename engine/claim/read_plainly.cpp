// The way most values come: already as the contract writes them. What is not settled here at once
// goes the long way through read_value, with the same result; only the time differs (a third of
// parsing, measured).
#include "engine/claim/check_digits.hpp"
#include "engine/claim/fold.hpp"
#include "engine/claim/value_parts.hpp"

namespace tradein {
namespace {

/// Up to nine digits; -1 for anything else.
std::int64_t small_number(std::string_view text) noexcept {
  if (text.empty() || text.size() > 9) return -1;
  std::int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// Yuan with no or two decimals as fen; -1 for anything else.
std::int64_t plain_fen(std::string_view text) noexcept {
  if (text.size() < 4 || text[text.size() - 3] != '.') {
    const std::int64_t yuan = small_number(text);
    return yuan < 0 ? yuan : yuan * 100;
  }
  const std::int64_t yuan = small_number(text.substr(0, text.size() - 3));
  const std::int64_t fen = small_number(text.substr(text.size() - 2));
  return yuan < 0 || fen < 0 ? -1 : yuan * 100 + fen;
}

bool in_range(const Field& field, std::int64_t value) noexcept {
  return value >= 0 && value >= field.min && value <= field.max;
}

bool settle(Slot& slot, bool good, std::int64_t value) noexcept {
  if (good) slot = Slot::of_number(value);
  return good;
}

bool read_day(std::string_view text, const IntakeContext& context, Slot& slot) noexcept {
  if (text.size() != 10 || text < "1900-01-01" || text > "2200-00-00") return false;
  const auto day = parse_iso_date(text);
  if (!day || (context.received_on && *day > *context.received_on)) return false;
  return settle(slot, true, day->days());
}

bool read_minute(std::string_view text, const IntakeContext& context, Slot& slot) noexcept {
  if (text.size() != 16 || text < "1900-01-01" || text > "2200-00-00") return false;
  const auto time = parse_iso_minutes(text);
  if (!time || (context.received_on && time->date() > *context.received_on)) return false;
  return settle(slot, true, time->minutes());
}

bool read_word(const Field& field, std::string_view text, Slot& slot) noexcept {
  const auto found = field.term_index.find(text);
  if (found == field.term_index.end()) return false;
  slot = field.type == FieldType::choice ? Slot::of_number(found->second)
                                         : Slot::of_text(field.terms[found->second].code);
  return true;
}

bool read_text(const Field& field, std::string_view text, Slot& slot) noexcept {
  if (text.size() > field.chars_max) return false;
  const bool good = field.format == Format::none
                        ? needs_no_folding(text) && text.front() != '\'' && text.front() != '=' &&
                              text.front() != '#' && !is_excel_exponent(text)
                        : holds_as_it_is(field.format, text);
  if (good) slot = Slot::of_text(text);
  return good;
}

}  // namespace

bool read_plainly(const Field& field, std::string_view text, const IntakeContext& context,
                  Slot& slot) noexcept {
  switch (field.type) {
    case FieldType::text:
      return read_text(field, text, slot);
    case FieldType::term:
    case FieldType::choice:
      return read_word(field, text, slot);
    case FieldType::integer: {
      const std::int64_t value = small_number(text);
      return settle(slot, in_range(field, value), value);
    }
    case FieldType::money: {
      const std::int64_t fen = plain_fen(text);
      return settle(slot, in_range(field, fen), fen);
    }
    case FieldType::date:
      return read_day(text, context, slot);
    case FieldType::date_time:
      return read_minute(text, context, slot);
    case FieldType::boolean:
      return settle(slot, text == "true" || text == "false", text == "true" ? 1 : 0);
    case FieldType::number:
      return false;
  }
  return false;
}

}  // namespace tradein
