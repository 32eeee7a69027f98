#include "engine/log/claim_entry.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/base/base64.hpp"
#include "engine/base/json.hpp"
#include "engine/log/canonical.hpp"
#include "engine/log/entry_text.hpp"

namespace tradein {
namespace {

std::string_view name_of(std::int8_t cause) {
  switch (cause) {
    case feel::Cause::overflow:
      return "?overflow";
    case feel::Cause::no_row:
      return "?no-row";
    case feel::Cause::several_rows:
      return "?several-rows";
    case feel::Cause::no_value:
      return "?no-value";
    case feel::Cause::not_exact:
      return "?not-exact";
    case feel::Cause::wrong_type:
      return "?wrong-type";
    default:
      return "?unset";
  }
}

std::int8_t cause_of(std::string_view name) {
  for (std::int8_t cause = -1; cause >= feel::Cause::wrong_type; --cause)
    if (name_of(cause) == name) return cause;
  return 0;
}

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

std::optional<std::int64_t> read_scaled(std::string_view text, int scale) {
  const auto value = Decimal::parse(text);
  if (!value) return std::nullopt;
  return value->to_scaled(scale);
}

void write_value(EntryText& out, const ClaimLayout::Member& member, const Slot& value) {
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
      out.raw('"');
      out.move_to(write_iso(Date::from_days(static_cast<std::int32_t>(value.number())), out.at()));
      return out.raw('"');
    case FieldType::date_time:
      out.raw('"');
      out.move_to(write_iso(DateTime::from_minutes(value.number()), out.at()));
      return out.raw('"');
  }
}

void write_digest(EntryText& out, std::string_view bytes) {
  out.raw('"');
  out.move_to(write_base64url(bytes, out.at()));
  out.raw('"');
}

void write_findings(EntryText& out, const Kind& kind, const Decision& decision) {
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

std::unexpected<Error> broken(std::string_view zh, std::string_view en) {
  return std::unexpected(Error{"E-LOG-ENTRY",
                               "",
                               {std::string{zh}, std::string{en}},
                               {"请用 verify 检查日志", "check the log with `verify`"},
                               Trouble::integrity});
}

/// True where the value is what the schema takes for an absent field: it goes without saying.
bool is_standard(const ClaimLayout::Member& member, const Slot& value) {
  return member.field != nullptr && member.field->standard &&
         *member.field->standard == value.number();
}

}  // namespace

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

namespace {

void write_facts(EntryText& out, const ClaimLayout& layout, std::span<const Slot> slots) {
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

void write_who(EntryText& out, const ClaimLayout& layout, std::span<const Slot> slots) {
  out.raw('{');
  std::string_view comma = "";
  for (const ClaimLayout::Member& member : layout.who()) {
    const Slot& value = slots[member.slot];
    if (!value.present()) continue;
    out.raw(comma);
    out.raw(member.key);
    write_digest(out, value.text());
    comma = ",";
  }
  out.raw('}');
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
    text.raw("{\"amount\":");
    text.integer(decision.granted().fen());
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
      write_digest(text, header.content);
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
    return static_cast<std::size_t>(text.at() - bytes);
  });
}

namespace {

/// The usual form, member after member; false where anything is otherwise.
bool read_expected(std::string_view bytes, ClaimEntry& out) {
  ExpectedText in{bytes};
  in.expect("{\"amount\":");
  out.amount = Money::from_fen(in.integer());
  if (!in.skip(",\"batch\":")) return false;
  out.header.batch = static_cast<std::uint64_t>(in.integer());
  in.expect(",\"claim\":");
  out.claim_text = in.object_before(",\"claim_id\":");
  out.header.claim_id = in.text();
  in.expect(",\"content\":");
  out.memory[2].resize(content_bytes);
  out.content_text = in.text();
  if (!read_base64url(out.content_text, out.memory[2])) return false;
  out.header.content = out.memory[2];
  if (in.skip(",\"corrects\":")) out.header.corrects = static_cast<std::uint64_t>(in.integer());
  in.expect(",\"findings\":[");
  while (in.skip("[") || in.skip(",[")) {
    ClaimEntry::LoggedFinding finding;
    finding.rule = in.text();
    in.expect(",");
    finding.outcome = in.text();
    if (in.skip(",")) finding.detail = in.text();
    in.expect("]");
    out.findings.push_back(finding);
  }
  in.expect("],\"k\":\"claim\",\"kind\":");
  out.kind = in.text();
  in.expect(",\"limits\":[");
  for (bool first = true; !in.failed() && !in.skip("]"); first = false) {
    if (!first) in.expect(",");
    out.counted.push_back(in.integer());
  }
  in.expect(",\"n\":");
  out.header.number = static_cast<std::uint64_t>(in.integer());
  in.expect(",\"outcome\":");
  out.outcome = in.text();
  if (in.skip(",\"programme\":")) out.programme = in.text();
  in.expect(",\"region\":");
  out.region = in.text();
  in.expect(",\"retailer\":");
  out.header.retailer = in.text();
  in.expect(",\"row\":");
  out.header.row = static_cast<std::uint64_t>(in.integer());
  if (in.skip(",\"rules\":")) out.rules = in.text();
  in.expect(",\"v\":1,\"who\":");
  out.who_text = in.nested();
  in.expect("}");
  return in.at_end();
}

void clear(ClaimEntry& entry) {
  entry.findings.clear();
  entry.counted.clear();
  entry.header = {};
  entry.programme = entry.rules = entry.content_text = {};
}

}  // namespace

Result<void> read_claim_entry(std::string_view bytes, ClaimEntry& out) {
  clear(out);
  if (read_expected(bytes, out)) return {};
  clear(out);
  CanonicalReader json{bytes};
  std::string_view key;
  bool claim = false;
  json.enter_object();
  while (json.next_key(key)) {
    if (key == "amount")
      out.amount = Money::from_fen(json.integer());
    else if (key == "batch")
      out.header.batch = static_cast<std::uint64_t>(json.integer());
    else if (key == "claim")
      out.claim_text = json.skip();
    else if (key == "claim_id")
      out.header.claim_id = json.string(out.memory[0]);
    else if (key == "content") {
      const std::string_view text = json.string(out.memory[1]);
      out.memory[2].resize(content_bytes);
      if (!read_base64url(text, out.memory[2]))
        return broken("content 不是摘要", "`content` is no digest");
      out.header.content = out.memory[2];
    } else if (key == "corrects")
      out.header.corrects = static_cast<std::uint64_t>(json.integer());
    else if (key == "findings") {
      json.enter_array();
      while (json.next_item()) {
        std::array<std::string_view, 3> parts{};
        std::size_t count = 0;
        json.enter_array();
        while (json.next_item() && count < parts.size())
          parts[count++] = json.string(out.memory[3]);
        out.findings.push_back({parts[0], parts[1], parts[2]});
      }
    } else if (key == "k")
      claim = json.string(out.memory[4]) == "claim";
    else if (key == "kind")
      out.kind = json.string(out.memory[4]);
    else if (key == "limits") {
      json.enter_array();
      while (json.next_item()) out.counted.push_back(json.integer());
    } else if (key == "n")
      out.header.number = static_cast<std::uint64_t>(json.integer());
    else if (key == "outcome")
      out.outcome = json.string(out.memory[4]);
    else if (key == "programme")
      out.programme = json.string(out.memory[5]);
    else if (key == "region")
      out.region = json.string(out.memory[6]);
    else if (key == "retailer")
      out.header.retailer = json.string(out.memory[7]);
    else if (key == "row")
      out.header.row = static_cast<std::uint64_t>(json.integer());
    else if (key == "rules")
      out.rules = json.string(out.memory[4]);
    else if (key == "who")
      out.who_text = json.skip();
    else
      json.skip();
  }
  if (!json.finish()) return broken("不是规范的 JSON", "the text is not canonical");
  if (!claim) return broken("不是申领条目", "the entry is of another kind");
  return {};
}

namespace {

/// The value that a text stands for; nothing where it is ill-typed.
std::optional<Slot> value_of_text(std::string_view text, const ClaimLayout::Member& member) {
  switch (member.type) {
    case FieldType::choice: {
      const auto found = std::ranges::find(member.field->terms, text, &Term::code);
      if (found == member.field->terms.end()) return std::nullopt;
      return Slot::of_number(found - member.field->terms.begin());
    }
    case FieldType::number: {
      const auto value = read_scaled(text, member.scale);
      return value ? std::optional{Slot::of_number(*value)} : std::nullopt;
    }
    case FieldType::date: {
      const auto date = parse_iso_date(text);
      return date ? std::optional{Slot::of_number(date->days())} : std::nullopt;
    }
    case FieldType::date_time: {
      const auto time = parse_iso_minutes(text);
      return time ? std::optional{Slot::of_number(time->minutes())} : std::nullopt;
    }
    default:
      return Slot::of_text(text);
  }
}

/// The value of one member, at the cursor; nothing where it is ill-typed.
std::optional<Slot> read_value(CanonicalReader& json, const ClaimLayout::Member& member,
                               std::string& scratch) {
  switch (member.type) {
    case FieldType::integer:
    case FieldType::money:
      return Slot::of_number(json.integer());
    case FieldType::boolean:
      return Slot::of_number(json.boolean() ? 1 : 0);
    default:
      break;
  }
  return value_of_text(json.string(scratch), member);
}

/// The facts as they are usually written; false where anything is otherwise.
bool read_expected_facts(std::string_view text, const ClaimLayout& layout,
                         std::vector<Slot>& slots) {
  ExpectedText in{text};
  in.expect("{");
  bool first = true;
  for (const ClaimLayout::Member& member : layout.facts()) {
    if (!in.skip(first ? std::string_view{member.key} : std::string_view{member.comma_key}))
      continue;
    first = false;
    Slot& slot = slots[member.slot];
    switch (member.type) {
      case FieldType::integer:
      case FieldType::money:
        slot = Slot::of_number(in.integer());
        break;
      case FieldType::boolean:
        slot = Slot::of_number(in.boolean() ? 1 : 0);
        break;
      case FieldType::text:
      case FieldType::term:
        slot = Slot::of_text(in.text());
        break;
      default: {
        const auto value = value_of_text(in.text(), member);
        if (!value) return false;
        slot = *value;
      }
    }
  }
  in.expect("}");
  return in.at_end();
}

const ClaimLayout::Member* next_member(const std::vector<ClaimLayout::Member>& members,
                                       std::size_t& at, std::string_view key) {
  while (at < members.size() && members[at].name != key) ++at;
  return at < members.size() ? &members[at++] : nullptr;
}

}  // namespace

namespace {

Result<void> read_strict_facts(std::string_view text, const ClaimLayout& layout,
                               std::vector<Slot>& slots,
                               std::vector<std::unique_ptr<std::string>>& arena) {
  std::string scratch;
  std::string_view key;
  std::size_t at = 0;
  CanonicalReader json{text};
  json.enter_object();
  while (json.next_key(key)) {
    const ClaimLayout::Member* member = next_member(layout.facts(), at, key);
    if (member == nullptr)
      return broken("申领事实中有未知成员", "a fact is unknown to the claim kind");
    scratch.clear();
    auto value = read_value(json, *member, scratch);
    if (!value) return broken("申领事实的类型不对", "a fact is ill-typed");
    if (!scratch.empty() && (member->type == FieldType::text || member->type == FieldType::term)) {
      arena.push_back(std::make_unique<std::string>(scratch));
      value = Slot::of_text(*arena.back());
    }
    slots[member->slot] = *value;
  }
  if (!json.finish()) return broken("不是规范的 JSON", "the facts are not canonical");
  return {};
}

}  // namespace

Result<void> read_facts(const ClaimEntry& entry, const ClaimLayout& layout,
                        std::vector<Slot>& slots, FactMemory& memory) {
  const Kind& kind = layout.kind();
  slots.assign(kind.slot_count(), Slot{});
  memory.texts.clear();
  memory.digests.clear();
  memory.digests.reserve(layout.who().size() * content_bytes);
  for (std::uint16_t slot = 0; slot < kind.fields.size(); ++slot)
    if (kind.fields[slot].standard) slots[slot] = Slot::of_number(*kind.fields[slot].standard);
  slots[kind.claim_id] = Slot::of_text(entry.header.claim_id);
  slots[layout.region()] = Slot::of_text(entry.region);
  if (!read_expected_facts(entry.claim_text, layout, slots))
    if (const auto read = read_strict_facts(entry.claim_text, layout, slots, memory.texts); !read)
      return read;
  std::string scratch;
  std::string_view key;
  std::size_t at = 0;
  CanonicalReader who{entry.who_text};
  who.enter_object();
  while (who.next_key(key)) {
    const ClaimLayout::Member* member = next_member(layout.who(), at, key);
    std::array<char, content_bytes> digest{};
    if (member == nullptr || !read_base64url(who.string(scratch), digest))
      return broken("假名不合格式", "a pseudonym is malformed");
    const std::size_t begin = memory.digests.size();
    memory.digests.append(digest.data(), digest.size());
    slots[member->slot] = Slot::of_text(std::string_view{memory.digests}.substr(begin));
  }
  if (!who.finish()) return broken("不是规范的 JSON", "the pseudonyms are not canonical");
  return {};
}

namespace {

template <class T>
std::optional<std::uint16_t> place_of(const std::vector<T>& rules, std::string_view id) {
  const auto found = std::ranges::find(rules, id, &T::id);
  if (found == rules.end()) return std::nullopt;
  return static_cast<std::uint16_t>(found - rules.begin());
}

std::optional<Finding> finding_of(const ClaimEntry::LoggedFinding& logged, const Kind& kind,
                                  const Programme* programme) {
  Finding finding;
  const auto outcome = outcome_of(logged.outcome);
  if (!outcome) return std::nullopt;
  finding.outcome = *outcome;
  if (programme == nullptr)
    finding.rule = Rule::selection;
  else if (const auto check = place_of(programme->rules.pack.checks, logged.rule))
    finding.rule = Rule::check, finding.index = *check;
  else if (const auto limit = place_of(programme->rules.pack.limits, logged.rule))
    finding.rule = Rule::limit, finding.index = *limit;
  else if (const auto table = place_of(programme->rules.pack.tables, logged.rule))
    finding.rule = Rule::table, finding.index = *table;
  else if (logged.rule == "amount")
    finding.rule = Rule::amount;
  else
    return std::nullopt;
  if (logged.detail.starts_with('?')) {
    finding.verdict = Verdict::not_evaluable;
    finding.cause = cause_of(logged.detail);
  } else if (const auto slot = kind.find(logged.detail); slot && !logged.detail.empty()) {
    finding.verdict = Verdict::missing;
    finding.slot = *slot;
  }
  return finding;
}

}  // namespace

std::optional<Decision> decision_of(const ClaimEntry& entry, const Kind& kind,
                                    const Programme* programme, const Programme* nearest) {
  Decision decision;
  const auto outcome = outcome_of(entry.outcome);
  if (!outcome) return std::nullopt;
  decision.outcome = *outcome;
  decision.amount = entry.amount;
  decision.programme = programme;
  decision.nearest = nearest;
  decision.counted = entry.counted;
  for (const auto& logged : entry.findings) {
    const auto finding = finding_of(logged, kind, programme);
    if (!finding) return std::nullopt;
    decision.findings.push_back(*finding);
  }
  return decision;
}

}  // namespace tradein
