#include <algorithm>
#include <array>

#include "engine/log/cause_names.hpp"
#include "engine/log/claim_entry.hpp"
#include "engine/log/entry_text.hpp"

namespace tradein {
namespace {

std::string_view slot_name(const Kind& kind, std::uint16_t slot) {
  return kind.is_fact(slot) ? kind.facts[slot - kind.fields.size()].name : kind.fields[slot].name;
}

/// `number` x 10^-scale in as few digits as it takes: "1.5".
std::string_view write_scaled(std::int64_t number, int scale, std::array<char, 32>& text) {
  const bool negative = number < 0;
  std::uint64_t rest =
      negative ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
  while (scale > 0 && rest % 10 == 0) rest /= 10, --scale;
  char* out = text.data() + text.size();
  char* const end = out;
  for (int place = 0; rest != 0 || place <= scale; ++place) {
    if (place == scale && place > 0) *--out = '.';
    *--out = static_cast<char>('0' + rest % 10);
    rest /= 10;
  }
  if (negative) *--out = '-';
  return {out, static_cast<std::size_t>(end - out)};
}

/// True where the value is what the schema takes for an absent field: it goes without saying.
bool is_standard(const ClaimLayout::Member& member, const Slot& value) {
  return member.field != nullptr && member.field->standard &&
         *member.field->standard == value.number();
}

template <class Text>
void write_value(Text& out, const ClaimLayout::Member& member, const Slot& value) {
  std::array<char, 32> text{};
  switch (member.type) {
    case FieldType::text:
    case FieldType::term:
      return out.text(value.text());
    case FieldType::choice:
      return out.text(member.field->terms[static_cast<std::size_t>(value.number())].code);
    case FieldType::integer:
    case FieldType::money:
      return out.integer(value.number());
    case FieldType::number:
      return out.text(write_scaled(value.number(), member.scale, text));
    case FieldType::boolean:
      return out.raw(value.number() != 0 ? std::string_view{"true"} : std::string_view{"false"});
    case FieldType::date:
      return out.iso(Date::from_days(static_cast<std::int32_t>(value.number())));
    case FieldType::date_time:
      return out.iso(DateTime::from_minutes(value.number()));
  }
}

template <class Text>
void write_findings(Text& out, const Kind& kind, const Decision& decision) {
  std::string_view comma = "";
  for (const Finding& finding : decision.findings) {
    out.raw(comma);
    out.raw('[');
    out.text(rule_id(finding, decision.programme));
    out.raw(',');
    out.text(name(finding.outcome));
    const bool nearest = finding.rule == Rule::selection && decision.nearest != nullptr;
    if (finding.verdict != Verdict::fails || nearest) out.raw(',');
    if (finding.verdict == Verdict::missing)
      out.text(slot_name(kind, finding.slot));
    else if (finding.verdict == Verdict::not_evaluable)
      out.text(name_of(finding.cause));
    else if (nearest)
      out.text(decision.nearest->hash);
    out.raw(']');
    comma = ",";
  }
}

template <class Text>
void write_facts(Text& out, const ClaimLayout& layout, std::span<const Slot> slots) {
  out.raw('{');
  std::string_view comma = "";
  for (const ClaimLayout::Member& member : layout.facts()) {
    const Slot& value = slots[member.slot];
    if (!value.present() || is_standard(member, value)) continue;
    out.raw(comma);
    out.raw(member.key);
    write_value(out, member, value);
    comma = ",";
  }
  out.raw('}');
}

template <class Text>
void write_who(Text& out, const ClaimLayout& layout, std::span<const Slot> slots) {
  out.raw('{');
  std::string_view comma = "";
  for (const ClaimLayout::Member& member : layout.who()) {
    const Slot& value = slots[member.slot];
    if (!value.present()) continue;
    out.raw(comma);
    out.raw(member.key);
    out.digest(value.text());
    comma = ",";
  }
  out.raw('}');
}

/// The whole text, to be written (EntryText) or compared (EntryMatch).
template <class Text>
void put_claim_entry(Text& text, const ClaimHeader& header, const ClaimLayout& layout,
                     const Facts& facts, const Decision& decision, const LoggedParts& logged) {
  text.raw("{\"amount\":");
  text.integer(decision.granted().fen());
  if (const auto attempts = decision.attempts_left()) {
    text.raw(",\"attempts_left\":");
    text.integer(*attempts);
  }
  text.raw(",\"batch\":");
  text.integer(static_cast<std::int64_t>(header.batch));
  text.raw(",\"claim\":");
  if (logged.claim.empty())
    write_facts(text, layout, facts.slots);
  else
    text.raw(logged.claim);
  text.raw(",\"claim_id\":");
  text.text(header.claim_id);
  text.raw(",\"content\":");
  if (logged.content.empty()) {
    text.digest(header.content);
  } else {
    text.raw('"');
    text.raw(logged.content);
    text.raw('"');
  }
  if (header.corrects) {
    text.raw(",\"corrects\":");
    text.integer(static_cast<std::int64_t>(*header.corrects));
  }
  text.raw(",\"findings\":[");
  write_findings(text, layout.kind(), decision);
  text.raw("],\"k\":\"claim\",\"kind\":");
  text.text(layout.kind().name);
  text.raw(",\"limits\":[");
  for (std::size_t i = 0; i < decision.counted.size(); ++i) {
    if (i > 0) text.raw(',');
    text.integer(decision.counted[i]);
  }
  text.raw("],\"n\":");
  text.integer(static_cast<std::int64_t>(header.number));
  text.raw(",\"outcome\":");
  text.text(name(decision.outcome));
  if (decision.programme != nullptr) {
    text.raw(",\"programme\":");
    text.text(decision.programme->rules.pack.id);
  }
  text.raw(",\"region\":");
  text.text(facts.slots[layout.region()].text());
  text.raw(",\"retailer\":");
  text.text(header.retailer);
  text.raw(",\"row\":");
  text.integer(static_cast<std::int64_t>(header.row));
  if (decision.programme != nullptr) {
    text.raw(",\"rules\":");
    text.text(decision.programme->hash);
  }
  text.raw(",\"v\":1,\"who\":");
  if (logged.who.empty())
    write_who(text, layout, facts.slots);
  else
    text.raw(logged.who);
  text.raw('}');
}

/// More bytes than the entry can take.
std::size_t entry_room(const ClaimHeader& header, const ClaimLayout& layout, const Facts& facts,
                       const Decision& decision, const LoggedParts& logged) {
  std::size_t room = layout.fixed_room() + decision.findings.size() * 256 +
                     decision.counted.size() * 24 + logged.claim.size() + logged.who.size();
  room += EntryText::text_bytes_max(header.claim_id) + EntryText::text_bytes_max(header.retailer);
  if (!logged.claim.empty()) return room;
  for (const std::uint16_t slot : layout.text_slots())
    if (facts.slots[slot].present()) room += EntryText::text_bytes_max(facts.slots[slot].text());
  return room;
}

}  // namespace

void write_claim_entry(const ClaimHeader& header, const ClaimLayout& layout, const Facts& facts,
                       const Decision& decision, std::string& out, const LoggedParts& logged) {
  const std::size_t begin = out.size();
  const std::size_t room = entry_room(header, layout, facts, decision, logged);
  if (out.capacity() < begin + room) out.reserve(std::max(begin + room, 2 * out.capacity()));
  out.resize_and_overwrite(begin + room, [&](char* bytes, std::size_t) {
    EntryText text{bytes + begin};
    put_claim_entry(text, header, layout, facts, decision, logged);
    return static_cast<std::size_t>(text.at() - bytes);
  });
}

bool is_claim_entry(std::string_view bytes, const ClaimHeader& header, const ClaimLayout& layout,
                    const Facts& facts, const Decision& decision, const LoggedParts& logged) {
  EntryMatch text{bytes};
  put_claim_entry(text, header, layout, facts, decision, logged);
  return text.at_end();
}

}  // namespace tradein
