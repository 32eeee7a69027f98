#include <algorithm>
#include <cstring>

#include "engine/base/assert.hpp"
#include "engine/claim/check_digits.hpp"
#include "engine/claim/value_parts.hpp"

namespace tradein {
namespace {

/// Capitals without spaces, for "does the remark name this number".
std::string_view compact(std::string_view text, Arena& arena) {
  char* const place = arena.allocate(text.size());
  char* out = place;
  for (const char c : text) {
    if (c == ' ') continue;
    *out++ = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  }
  return {place, static_cast<std::size_t>(out - place)};
}

bool names(std::string_view text, std::string_view wanted, Arena& arena) {
  if (text.find(wanted) != std::string_view::npos) return true;
  return compact(text, arena).find(compact(wanted, arena)) != std::string_view::npos;
}

/// Whole years on a day; a person born on February 29 has the birthday on March 1 of other years.
std::optional<std::int64_t> age_on(std::string_view id, Date day) {
  if (!resident_id_shape(id)) return std::nullopt;
  const auto born = resident_id_birthday(id);
  if (!born || *born > day) return std::nullopt;
  const auto from = born->ymd();
  const auto to = day.ymd();
  int years = static_cast<int>(to.year()) - static_cast<int>(from.year());
  if (to.month() < from.month() || (to.month() == from.month() && to.day() < from.day())) --years;
  return years;
}

std::optional<std::string_view> text_input(std::uint16_t slot, std::span<const Slot> slots,
                                           const IntakeContext& context) {
  if (slot == Fact::retailer) {
    if (context.retailer.empty()) return std::nullopt;
    return std::string_view{context.retailer};
  }
  if (!slots[slot].present()) return std::nullopt;
  return slots[slot].text();
}

Slot derived(const Fact& fact, std::span<const Slot> slots, const IntakeContext& context,
             Arena& arena) {
  const auto first = text_input(fact.first, slots, context);
  if (!first) return {};
  if (fact.rule == FactRule::age) {
    const Slot& day = slots[fact.second];
    if (!day.present()) return {};
    const auto years = age_on(*first, Date::from_days(static_cast<std::int32_t>(day.number())));
    return years ? Slot::of_number(*years) : Slot{};
  }
  const auto second = text_input(fact.second, slots, context);
  if (!second) return {};
  const bool holds =
      fact.rule == FactRule::equal ? *first == *second : names(*first, *second, arena);
  return Slot::of_number(holds ? 1 : 0);
}

}  // namespace

void finish_claim(const Kind& kind, std::span<Slot> slots, const IntakeContext& context,
                  Arena& arena, RowFindings& findings) {
  TRADEIN_ASSERT(slots.size() == kind.slot_count());
  Slot& id = slots[kind.consumer_id];
  if (id.present()) {
    const Slot& type = slots[kind.consumer_id_type];
    const Field& type_field = kind.fields[kind.consumer_id_type];
    const std::int64_t code = type.present() ? type.number() : type_field.standard.value_or(0);
    check_consumer_id(kind.fields[kind.consumer_id],
                      type_field.terms[static_cast<std::size_t>(code)].code, id, findings);
  }
  for (std::size_t i = 0; i < kind.fields.size(); ++i) {
    if (slots[i].present()) continue;
    const Field& field = kind.fields[i];
    if (field.standard) slots[i] = Slot::of_number(*field.standard);
    if (!field.required) continue;
    const bool said = std::any_of(findings.errors.begin(), findings.errors.end(),
                                  [&](const RowError& e) { return e.column == field.name; });
    if (!said) add_error(field, RowErrorCode::field_missing, {}, findings);
  }
  if (!findings.errors.empty()) return;
  for (std::size_t i = 0; i < kind.facts.size(); ++i)
    slots[kind.fields.size() + i] = derived(kind.facts[i], slots, context, arena);
}

}  // namespace tradein
