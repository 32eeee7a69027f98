#include "engine/log/claim_entry.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/base/base64.hpp"
#include "engine/base/json.hpp"
#include "engine/log/canonical.hpp"

namespace tradein {
namespace {

constexpr std::int64_t entry_version = 1;

std::string_view name_of(std::int8_t cause) {
  switch (cause) {
    case feel::Cause::overflow: return "?overflow";
    case feel::Cause::no_row: return "?no-row";
    case feel::Cause::several_rows: return "?several-rows";
    default: return "?unset";
  }
}

std::int8_t cause_of(std::string_view name) {
  for (const std::int8_t cause : {std::int8_t{-1}, std::int8_t{-2}, std::int8_t{-3}, std::int8_t{-4}})
    if (name_of(cause) == name) return cause;
  return 0;
}

std::string_view slot_name(const Kind& kind, std::uint16_t slot) {
  return kind.is_fact(slot) ? kind.facts[slot - kind.fields.size()].name : kind.fields[slot].name;
}

/// `number` x 10^-scale in as few digits as it takes: "1.5".
std::string_view write_scaled(std::int64_t number, int scale, std::array<char, 32>& text) {
  const bool negative = number < 0;
  std::uint64_t rest = negative ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
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

void write_value(CanonicalWriter& json, const ClaimLayout::Member& member, const Slot& value) {
  std::array<char, 32> text{};
  switch (member.type) {
    case FieldType::text: case FieldType::term: json.string(value.text()); return;
    case FieldType::choice: json.string(member.field->terms[static_cast<std::size_t>(value.number())].code); return;
    case FieldType::integer: case FieldType::money: json.integer(value.number()); return;
    case FieldType::number: json.string(write_scaled(value.number(), member.scale, text)); return;
    case FieldType::boolean: json.boolean(value.number() != 0); return;
    case FieldType::date:
      json.string({text.data(), write_iso(Date::from_days(static_cast<std::int32_t>(value.number())), text.data())});
      return;
    case FieldType::date_time: json.string({text.data(), write_iso(DateTime::from_minutes(value.number()), text.data())}); return;
  }
}

void write_findings(CanonicalWriter& json, const Kind& kind, const Decision& decision) {
  json.begin_array();
  for (const Finding& finding : decision.findings) {
    json.begin_array();
    json.string(rule_id(finding, decision.programme));
    json.string(name(finding.outcome));
    if (finding.verdict == Verdict::missing) json.string(slot_name(kind, finding.slot));
    else if (finding.verdict == Verdict::not_evaluable) json.string(name_of(finding.cause));
    else if (finding.rule == Rule::selection && decision.nearest != nullptr) json.string(decision.nearest->hash);
    json.end_array();
  }
  json.end_array();
}

std::unexpected<Error> broken(std::string_view zh, std::string_view en) {
  return std::unexpected(Error{"E-LOG-ENTRY", "", {std::string{zh}, std::string{en}},
                               {"请用 verify 检查日志", "check the log with `verify`"}, Trouble::integrity});
}

/// True where the value is what the schema takes for an absent field: it goes without saying.
bool is_standard(const ClaimLayout::Member& member, const Slot& value) {
  return member.field != nullptr && member.field->standard && *member.field->standard == value.number();
}

}  // namespace

ClaimLayout::ClaimLayout(const Kind& kind) : kind_{&kind}, region_{kind.find("region").value_or(0)} {
  const auto member = [](const std::string& name, std::uint16_t slot, FieldType type, int scale, const Field* field) {
    std::string key;
    append_json_string(key, name);
    key += ':';
    return Member{std::move(key), name, slot, type, scale, field};
  };
  for (std::uint16_t slot = 0; slot < kind.fields.size(); ++slot) {
    const Field& field = kind.fields[slot];
    if (slot == kind.claim_id || slot == kind.kind || slot == region_) continue;
    if (is_pseudonym(field)) who_.push_back(member(field.name, slot, field.type, field.scale, &field));
    else if (field.privacy == Privacy::none) facts_.push_back(member(field.name, slot, field.type, field.scale, &field));
  }
  for (std::size_t i = 0; i < kind.facts.size(); ++i)
    facts_.push_back(member(kind.facts[i].name, static_cast<std::uint16_t>(kind.fields.size() + i), kind.facts[i].type(), 0, nullptr));
  std::ranges::sort(facts_, {}, &Member::name);
  std::ranges::sort(who_, {}, &Member::name);
}

void write_claim_entry(const ClaimHeader& header, const ClaimLayout& layout, const Facts& facts, const Decision& decision,
                       std::string& out) {
  std::string digest;
  CanonicalWriter json{out};
  json.begin_object();
  json.member("amount", decision.granted().fen());
  json.member("batch", static_cast<std::int64_t>(header.batch));
  json.key("claim");
  json.begin_object();
  for (const ClaimLayout::Member& member : layout.facts()) {
    const Slot& value = facts.slots[member.slot];
    if (!value.present() || is_standard(member, value)) continue;
    json.key(member.name);
    write_value(json, member, value);
  }
  json.end_object();
  json.member("claim_id", header.claim_id);
  append_base64url(digest, header.content);
  json.member("content", std::string_view{digest});
  if (header.corrects) json.member("corrects", static_cast<std::int64_t>(*header.corrects));
  json.key("findings");
  write_findings(json, layout.kind(), decision);
  json.member("k", "claim");
  json.member("kind", std::string_view{layout.kind().name});
  json.key("limits");
  json.begin_array();
  for (const std::int64_t count : decision.counted) json.integer(count);
  json.end_array();
  json.member("n", static_cast<std::int64_t>(header.number));
  json.member("outcome", name(decision.outcome));
  if (decision.programme != nullptr) json.member("programme", std::string_view{decision.programme->rules.pack.id});
  json.member("region", facts.slots[layout.region()].text());
  json.member("retailer", header.retailer);
  json.member("row", static_cast<std::int64_t>(header.row));
  if (decision.programme != nullptr) json.member("rules", std::string_view{decision.programme->hash});
  json.member("v", entry_version);
  json.key("who");
  json.begin_object();
  for (const ClaimLayout::Member& member : layout.who()) {
    const Slot& value = facts.slots[member.slot];
    if (!value.present()) continue;
    digest.clear();
    append_base64url(digest, value.text());
    json.member(member.name, std::string_view{digest});
  }
  json.end_object();
  json.end_object();
}

Result<void> read_claim_entry(std::string_view bytes, ClaimEntry& out) {
  out.findings.clear();
  out.counted.clear();
  out.header = {};
  out.programme = out.rules = {};
  CanonicalReader json{bytes};
  std::string_view key;
  bool claim = false;
  json.enter_object();
  while (json.next_key(key)) {
    if (key == "amount") out.amount = Money::from_fen(json.integer());
    else if (key == "batch") out.header.batch = static_cast<std::uint64_t>(json.integer());
    else if (key == "claim") out.claim_text = json.skip();
    else if (key == "claim_id") out.header.claim_id = json.string(out.memory[0]);
    else if (key == "content") {
      const std::string_view text = json.string(out.memory[1]);
      out.memory[2].resize(content_bytes);
      if (!read_base64url(text, out.memory[2])) return broken("content 不是摘要", "`content` is no digest");
      out.header.content = out.memory[2];
    } else if (key == "corrects") out.header.corrects = static_cast<std::uint64_t>(json.integer());
    else if (key == "findings") {
      json.enter_array();
      while (json.next_item()) {
        std::array<std::string_view, 3> parts{};
        std::size_t count = 0;
        json.enter_array();
        while (json.next_item() && count < parts.size()) parts[count++] = json.string(out.memory[3]);
        out.findings.push_back({parts[0], parts[1], parts[2]});
      }
    } else if (key == "k") claim = json.string(out.memory[4]) == "claim";
    else if (key == "kind") out.kind = json.string(out.memory[4]);
    else if (key == "limits") {
      json.enter_array();
      while (json.next_item()) out.counted.push_back(json.integer());
    } else if (key == "n") out.header.number = static_cast<std::uint64_t>(json.integer());
    else if (key == "outcome") out.outcome = json.string(out.memory[4]);
    else if (key == "programme") out.programme = json.string(out.memory[5]);
    else if (key == "region") out.region = json.string(out.memory[6]);
    else if (key == "retailer") out.header.retailer = json.string(out.memory[7]);
    else if (key == "row") out.header.row = static_cast<std::uint64_t>(json.integer());
    else if (key == "rules") out.rules = json.string(out.memory[4]);
    else if (key == "who") out.who_text = json.skip();
    else json.skip();
  }
  if (!json.finish()) return broken("不是规范的 JSON", "the text is not canonical");
  if (!claim) return broken("不是申领条目", "the entry is of another kind");
  return {};
}

namespace {

/// The value of one member, at the cursor; nothing where it is ill-typed.
std::optional<Slot> read_value(CanonicalReader& json, const ClaimLayout::Member& member, std::string& scratch) {
  switch (member.type) {
    case FieldType::integer: case FieldType::money: return Slot::of_number(json.integer());
    case FieldType::boolean: return Slot::of_number(json.boolean() ? 1 : 0);
    default: break;
  }
  const std::string_view text = json.string(scratch);
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
    default: return Slot::of_text(text);
  }
}

const ClaimLayout::Member* next_member(const std::vector<ClaimLayout::Member>& members, std::size_t& at, std::string_view key) {
  while (at < members.size() && members[at].name != key) ++at;
  return at < members.size() ? &members[at++] : nullptr;
}

}  // namespace

Result<void> read_facts(const ClaimEntry& entry, const ClaimLayout& layout, std::vector<Slot>& slots,
                        std::vector<std::unique_ptr<std::string>>& arena) {
  const Kind& kind = layout.kind();
  slots.assign(kind.slot_count(), Slot{});
  arena.clear();
  for (std::uint16_t slot = 0; slot < kind.fields.size(); ++slot)
    if (kind.fields[slot].standard) slots[slot] = Slot::of_number(*kind.fields[slot].standard);
  slots[kind.claim_id] = Slot::of_text(entry.header.claim_id);
  slots[layout.region()] = Slot::of_text(entry.region);
  std::string scratch;
  std::string_view key;
  std::size_t at = 0;
  CanonicalReader json{entry.claim_text};
  json.enter_object();
  while (json.next_key(key)) {
    const ClaimLayout::Member* member = next_member(layout.facts(), at, key);
    if (member == nullptr) return broken("申领事实中有未知成员", "a fact is unknown to the claim kind");
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
  at = 0;
  CanonicalReader who{entry.who_text};
  who.enter_object();
  while (who.next_key(key)) {
    const ClaimLayout::Member* member = next_member(layout.who(), at, key);
    std::array<char, content_bytes> digest{};
    if (member == nullptr || !read_base64url(who.string(scratch), digest)) return broken("假名不合格式", "a pseudonym is malformed");
    arena.push_back(std::make_unique<std::string>(digest.data(), digest.size()));
    slots[member->slot] = Slot::of_text(*arena.back());
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

std::optional<Finding> finding_of(const ClaimEntry::LoggedFinding& logged, const Kind& kind, const Programme* programme) {
  Finding finding;
  const auto outcome = outcome_of(logged.outcome);
  if (!outcome) return std::nullopt;
  finding.outcome = *outcome;
  if (programme == nullptr) finding.rule = Rule::selection;
  else if (const auto check = place_of(programme->rules.pack.checks, logged.rule)) finding.rule = Rule::check, finding.index = *check;
  else if (const auto limit = place_of(programme->rules.pack.limits, logged.rule)) finding.rule = Rule::limit, finding.index = *limit;
  else if (const auto table = place_of(programme->rules.pack.tables, logged.rule)) finding.rule = Rule::table, finding.index = *table;
  else if (logged.rule == "amount") finding.rule = Rule::amount;
  else return std::nullopt;
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

std::optional<Decision> decision_of(const ClaimEntry& entry, const Kind& kind, const Programme* programme, const Programme* nearest) {
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
