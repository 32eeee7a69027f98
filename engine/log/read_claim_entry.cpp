#include <algorithm>
#include <array>

#include "engine/base/base64.hpp"
#include "engine/log/canonical.hpp"
#include "engine/log/cause_names.hpp"
#include "engine/log/claim_entry.hpp"
#include "engine/log/entry_error.hpp"
#include "engine/log/expected_text.hpp"

namespace tradein {
namespace {

std::optional<std::int64_t> read_scaled(std::string_view text, int scale) {
  const auto value = Decimal::parse(text);
  if (!value) return std::nullopt;
  return value->to_scaled(scale);
}

std::unexpected<Error> broken(std::string_view zh, std::string_view en) {
  return bad_entry({std::string{zh}, std::string{en}});
}

/// The usual form, member after member; false where anything is otherwise.
bool read_expected(std::string_view bytes, ClaimEntry& out) {
  ExpectedText in{bytes};
  in.expect("{\"amount\":");
  out.amount = Money::from_fen(in.integer());
  if (in.skip(",\"attempts_left\":")) out.attempts_left = in.integer();
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
  entry.attempts_left.reset();
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
    else if (key == "attempts_left")
      out.attempts_left = json.integer();
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

/// Keeps a pseudonym's bytes and sets its slot.
bool keep_digest(std::string_view text, Slot& slot, std::string& digests) {
  std::array<char, content_bytes> digest{};
  if (!read_base64url(text, digest)) return false;
  const std::size_t begin = digests.size();
  digests.append(digest.data(), digest.size());
  slot = Slot::of_text(std::string_view{digests}.substr(begin));
  return true;
}

/// The pseudonyms as they are usually written; false where anything is otherwise.
bool read_expected_who(std::string_view text, const ClaimLayout& layout, std::vector<Slot>& slots,
                       std::string& digests) {
  ExpectedText in{text};
  in.expect("{");
  bool first = true;
  for (const ClaimLayout::Member& member : layout.who()) {
    if (!in.skip(first ? std::string_view{member.key} : std::string_view{member.comma_key}))
      continue;
    first = false;
    if (!keep_digest(in.text(), slots[member.slot], digests)) return false;
  }
  in.expect("}");
  return in.at_end();
}

Result<void> read_strict_who(std::string_view text, const ClaimLayout& layout,
                             std::vector<Slot>& slots, std::string& digests) {
  std::string scratch;
  std::string_view key;
  std::size_t at = 0;
  CanonicalReader who{text};
  who.enter_object();
  while (who.next_key(key)) {
    const ClaimLayout::Member* member = next_member(layout.who(), at, key);
    if (member == nullptr || !keep_digest(who.string(scratch), slots[member->slot], digests))
      return broken("假名不合格式", "a pseudonym is malformed");
  }
  if (!who.finish()) return broken("不是规范的 JSON", "the pseudonyms are not canonical");
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
  if (read_expected_who(entry.who_text, layout, slots, memory.digests)) return {};
  memory.digests.clear();
  return read_strict_who(entry.who_text, layout, slots, memory.digests);
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
  decision.attempts = entry.attempts_left;
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
