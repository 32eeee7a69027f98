#include "tools/tradein/explanation.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/json.hpp"
#include "engine/claim/claim_json.hpp"
#include "engine/decision/nearest.hpp"
#include "tools/tradein/text_table.hpp"
#include "tools/tradein/withdrawal.hpp"

namespace tradein::tool {
namespace {

/// A claim decided again, so that the values behind each rule can be shown; the findings are the
/// log's.
struct Case {
  LoggedDecision logged;
  const PinnedBook* pinned = nullptr;
  std::vector<Slot> slots;
  FactMemory memory;
  std::unique_ptr<Decider> decider;
  Decision again;
  [[nodiscard]] Facts facts() const { return {logged.kind, slots}; }
  [[nodiscard]] const Programme& programme() const { return *logged.decision.programme; }
};

/// One line of the checks or limits: id, mark, title, values, clause, and why it does not hold.
struct Line {
  std::string id, state;
  Text title, values, reason;
  std::string clause;
};

Result<std::unique_ptr<Case>> decide_again(const ClaimEntry& entry, PinnedRules& rules) {
  auto out = std::make_unique<Case>();
  const auto pinned = rules.book_of_batch(entry.header.batch);
  if (!pinned) return std::unexpected(pinned.error());
  out->pinned = *pinned;
  auto logged = logged_decision(entry, rules);
  if (!logged) return std::unexpected(logged.error());
  out->logged = std::move(*logged);
  out->logged.kind = out->pinned->kinds.find(entry.kind);
  const auto read =
      read_facts(entry, out->pinned->layouts.at(out->logged.kind), out->slots, out->memory);
  if (!read) return std::unexpected(read.error());
  out->decider = std::make_unique<Decider>(*out->pinned->book, SipKey{});
  Draft draft;
  out->decider->examine(out->facts(), draft);
  out->again = draft.decision;
  return out;
}

std::string shown(const Kind& kind, std::uint16_t slot, const Slot& value) {
  if (!value.present()) return "—";
  if (kind.is_fact(slot))
    return kind.facts[slot - kind.fields.size()].type() == FieldType::boolean
               ? (value.number() != 0 ? "true" : "false")
               : std::to_string(value.number());
  const Field& field = kind.fields[slot];
  if (field.privacy != Privacy::none) return "***";
  return value_text(field, value);
}

std::string_view slot_name(const Kind& kind, std::uint16_t slot) {
  return kind.is_fact(slot) ? kind.facts[slot - kind.fields.size()].name : kind.fields[slot].name;
}

const Text& slot_label(const Kind& kind, std::uint16_t slot) {
  return kind.is_fact(slot) ? kind.facts[slot - kind.fields.size()].label : kind.fields[slot].label;
}

std::string shown(const feel::Typed& typed, const Slot& value) {
  if (!value.present()) return "—";
  switch (typed.type) {
    case feel::FastType::number:
      return Decimal::scaled(value.number(), typed.scale).text();
    case feel::FastType::text:
      return std::string{value.text()};
    case feel::FastType::boolean:
      return value.number() != 0 ? "true" : "false";
    case feel::FastType::date:
      return to_iso(Date::from_days(static_cast<std::int32_t>(value.number())));
    default:
      return std::to_string(value.number());
  }
}

/// "price = 4999.00, cap = 2000": what a rule looked at.
Text values(const Case& c, const Reads& reads) {
  Text text;
  const auto add = [&](std::string_view zh, std::string_view en, std::string_view value) {
    text.zh += fmt::format("{}{} = {}", text.zh.empty() ? "" : ", ", zh, value);
    text.en += fmt::format("{}{} = {}", text.en.empty() ? "" : ", ", en, value);
  };
  const Kind& kind = *c.logged.kind;
  for (const std::uint16_t slot : reads.slots)
    add(slot_label(kind, slot).zh, slot_name(kind, slot), shown(kind, slot, c.slots[slot]));
  const Pack& pack = c.programme().rules.pack;
  for (const std::uint16_t p : reads.parameters) {
    const Parameter& parameter = pack.parameters[p];
    add(parameter.title.zh.empty() ? parameter.id : parameter.title.zh, parameter.id,
        parameter.values.empty() ? "—" : parameter.values.front().value.text);
  }
  for (const std::uint16_t d : reads.decisions) {
    const CompiledDecision& decision = c.programme().rules.decisions[d];
    add(decision.name, decision.name,
        shown(decision.value,
              c.decider->value(c.programme().rules.program, decision.value, c.facts())));
  }
  if (reads.subsidy) add("补贴", "subsidy", to_yuan(c.again.amount));
  return text;
}

const Finding* finding_of(const Case& c, Rule rule, std::uint16_t index) {
  for (const Finding& finding : c.logged.decision.findings)
    if (finding.rule == rule && finding.index == index) return &finding;
  return nullptr;
}

std::string_view mark(std::string_view state) {
  if (state == "holds") return "✓";
  if (state == "fails") return "✗";
  if (state == "absent") return "?";
  return "–";
}

std::vector<Line> check_lines(const Case& c) {
  std::vector<Line> lines;
  const CompiledPack& rules = c.programme().rules;
  for (std::uint16_t i = 0; i < rules.checks.size(); ++i) {
    const Check& source = rules.pack.checks[i];
    const CompiledCheck& check = rules.checks[i];
    Line line{source.id,    "holds",
              source.title, values(c, check.reads),
              {},           cite(rules.pack, source.fails.clause)};
    if (check.when) {
      const Slot when = c.decider->value(rules.program, *check.when, c.facts());
      if (when.present() && when.number() == 0) line.state = "not-concerned";
    }
    // Without an amount there is nothing to hold this check to.
    if (check.reads.subsidy && !c.again.steps.known) line.state = "not-concerned";
    if (const Finding* finding = finding_of(c, Rule::check, i)) {
      line.state = finding->verdict == Verdict::fails ? "fails" : "absent";
      line.reason = source.fails.reason;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<Line> limit_lines(const Case& c) {
  std::vector<Line> lines;
  const CompiledPack& rules = c.programme().rules;
  for (std::uint16_t i = 0; i < rules.limits.size(); ++i) {
    const Limit& source = rules.pack.limits[i];
    const std::int64_t before =
        i < c.logged.decision.counted.size() ? c.logged.decision.counted[i] : -1;
    Line line{source.id, before < 0 ? "not-concerned" : "holds", source.title, {},
              {},        cite(rules.pack, source.fails.clause)};
    const std::string most = shown(
        rules.limits[i].most, c.decider->value(rules.program, rules.limits[i].most, c.facts()));
    if (before >= 0) {
      const std::string used =
          source.total_at_most ? to_yuan(Money::from_fen(before)) : std::to_string(before);
      line.values = {fmt::format("此前 {}，最多 {}", used, most),
                     fmt::format("{} before, at most {}", used, most)};
    }
    if (const Finding* finding = finding_of(c, Rule::limit, i)) {
      line.state = finding->verdict == Verdict::fails ? "fails" : "absent";
      line.reason = source.fails.reason;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

/// The sum, one step a line.
std::vector<Text> amount_lines(const Case& c) {
  std::vector<Text> lines;
  const CompiledPack& rules = c.programme().rules;
  const Amount& source = *rules.pack.amount;
  const auto get = [&](const feel::Typed& typed) {
    return shown(typed, c.decider->value(rules.program, typed, c.facts()));
  };
  for (std::size_t i = 0; i < rules.tables.size(); ++i) {
    const Slot row = c.decider->value(rules.program,
                                      {feel::FastType::number, 0, rules.tables[i].row}, c.facts());
    const Table& table = rules.pack.tables[i];
    const Text inputs = values(c, rules.tables[i].reads);
    if (row.number() < 0) {
      lines.push_back({fmt::format("{}：没有对应的行（{}）", table.title.zh, inputs.zh),
                       fmt::format("{}: no row answers ({})", table.title.en, inputs.en)});
      continue;
    }
    const TableRow& hit = table.rows[static_cast<std::size_t>(row.number())];
    const std::string clause = cite(rules.pack, hit.clause);
    lines.push_back({fmt::format("{}：第 {} 行（{}）= {}，{}", table.title.zh, row.number() + 1,
                                 inputs.zh, get(rules.tables[i].value), clause),
                     fmt::format("{}: row {} ({}) = {}, {}", table.title.en, row.number() + 1,
                                 inputs.en, get(rules.tables[i].value), clause)});
  }
  const AmountSteps& steps = c.again.steps;
  if (!steps.known) return lines;
  const std::string exact = Decimal::scaled(steps.exact, steps.scale).text();
  if (source.base) {
    const std::string base =
        rules.amount->base->scale == 2
            ? to_yuan(Money::from_fen(
                  c.decider->value(rules.program, *rules.amount->base, c.facts()).number()))
            : get(*rules.amount->base);
    lines.push_back({fmt::format("{} {} × {} {} = {}", source.base->text, base, source.rate->text,
                                 get(*rules.amount->rate), exact),
                     fmt::format("{} {} x {} {} = {}", source.base->text, base, source.rate->text,
                                 get(*rules.amount->rate), exact)});
  } else {
    lines.push_back({fmt::format("定额 {} = {}", source.fixed->text, exact),
                     fmt::format("fixed sum {} = {}", source.fixed->text, exact)});
  }
  lines.push_back({fmt::format("取整：{}", to_yuan(steps.rounded)),
                   fmt::format("rounded: {}", to_yuan(steps.rounded))});
  if (source.cap)
    lines.push_back(
        {fmt::format("上限 {}：{}", get(*rules.amount->cap), to_yuan(steps.capped)),
         fmt::format("at most {}: {}", get(*rules.amount->cap), to_yuan(steps.capped))});
  if (steps.paid_before > Money{})
    lines.push_back({fmt::format("减已付 {}", to_yuan(steps.paid_before)),
                     fmt::format("less {} paid before", to_yuan(steps.paid_before))});
  return lines;
}

/// What would make it pass, or that nothing in the claim would.
Text nearest_text(Case& c) {
  const Decision& decision = c.logged.decision;
  if (decision.outcome == Outcome::approved) return {};
  if (std::ranges::any_of(decision.findings, [](const Finding& f) {
        return f.rule == Rule::limit && f.verdict == Verdict::fails;
      }))
    return {"限额已用完，修改本申领不能改变结论",
            "a limit is used up; no change of this claim would pass"};
  const auto change = nearest_change(c.facts(), decision, *c.decider);
  if (!change) return {"没有单个字段的修改能使其通过", "no change of one field would pass"};
  const Kind& kind = *c.logged.kind;
  const std::string value = shown(kind, change->slot, change->value);
  return {
      fmt::format("若{}为 {}（现为 {}），则通过，补贴 {} 元", slot_label(kind, change->slot).zh,
                  value, shown(kind, change->slot, c.slots[change->slot]), to_yuan(change->amount)),
      fmt::format("with {} = {} (now {}) it would be approved for {} yuan",
                  slot_name(kind, change->slot), value,
                  shown(kind, change->slot, c.slots[change->slot]), to_yuan(change->amount))};
}

constexpr std::size_t columns = 100;  // what prints on paper

/// "a = 1, b = 2, …" over as many lines as it takes, each behind six blanks.
void append_wrapped(std::string& out, std::string_view text) {
  std::string line = "     ";
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(", "), text.size());
    const std::string_view part = text.substr(0, std::min(comma + 1, text.size()));
    text.remove_prefix(std::min(comma + 2, text.size()));
    if (line.size() > 5 && display_width(line) + 1 + display_width(part) > columns) {
      out += line + "\n";
      line = "     ";
    }
    (line += ' ') += part;
  }
  out += line + "\n";
}

void append_lines(std::string& out, const std::vector<Line>& lines, const std::string& head,
                  Language language) {
  if (lines.empty()) return;
  const bool zh = language == Language::zh;
  out += "\n" + head + "\n";
  for (const Line& line : lines) {
    const std::string& title = in(line.state == "fails" ? line.reason : line.title, language);
    const std::string clause = zh ? "（" + line.clause + "）" : " (" + line.clause + ")";
    out += fmt::format("  {} {}", mark(line.state), title);
    const bool fits = display_width(title) + display_width(clause) + 4 <= columns;
    out += (fits ? "" : "\n     ") + clause + "\n";
    if (const std::string& seen = in(line.values, language); !seen.empty())
      append_wrapped(out, seen);
  }
}

std::string withdrawal_line(const WithdrawalEntry& entry, Language language) {
  std::string freed;
  for (const std::string& limit : entry.freed) freed += (freed.empty() ? "" : ", ") + limit;
  const std::string owed = to_yuan(Money::from_fen(entry.amount_fen));
  if (language == Language::zh)
    return fmt::format("已撤销：{}，{}，日志条目 {}；应退回 {} 元；释放的限额：{}\n",
                       words_of(entry.ground).zh, to_iso(entry.on), entry.number, owed,
                       freed.empty() ? "无" : freed);
  return fmt::format("withdrawn: {}, {}, entry {}; owed back {} yuan; limits set free: {}\n",
                     words_of(entry.ground).en, to_iso(entry.on), entry.number, owed,
                     freed.empty() ? "none" : freed);
}

}  // namespace

Result<std::string> explain_text(const ClaimEntry& entry, PinnedRules& rules, Language language,
                                 const WithdrawalEntry* withdrawal) {
  auto made = decide_again(entry, rules);
  if (!made) return std::unexpected(made.error());
  Case& c = **made;
  const bool zh = language == Language::zh;
  std::string out =
      fmt::format("{} {}  ·  {} {}  ·  {} {}\n", zh ? "申领" : "claim", entry.header.claim_id,
                  zh ? "参与企业" : "retailer", entry.header.retailer, zh ? "日志条目" : "entry",
                  entry.header.number);
  static const std::pair<std::string_view, std::string_view> names[] = {{"approved", "通过"},
                                                                        {"rejected", "不通过"},
                                                                        {"review", "待人工审核"},
                                                                        {"returned", "退回补正"}};
  std::string outcome{entry.outcome};
  for (const auto& [en, word] : names)
    if (zh && en == entry.outcome) outcome = word;
  out += fmt::format("{}: {}  {} {}\n", zh ? "结论" : "outcome", outcome, to_yuan(entry.amount),
                     zh ? "元" : "yuan");
  if (withdrawal != nullptr) out += withdrawal_line(*withdrawal, language);
  for (const Reason& reason : reasons_of(c.logged.decision, *c.logged.kind))
    out += fmt::format(
        "  {} {}{}\n", reason.code, in(reason.text, language),
        reason.clause.empty() ? "" : (zh ? "（" : " (") + reason.clause + (zh ? "）" : ")"));
  if (entry.attempts_left)
    out += fmt::format("{}: {}\n", zh ? "剩余次数" : "attempts left", *entry.attempts_left);
  if (c.logged.decision.programme == nullptr) return out;
  const Pack& pack = c.programme().rules.pack;
  out += fmt::format("{}: {}  {}\n{}: sha256:{}\n", zh ? "补贴项目" : "programme", pack.id,
                     in(pack.title, language), zh ? "规则包" : "rules", c.programme().hash);
  out += zh ? "\n金额\n" : "\namount\n";
  for (const Text& line : amount_lines(c)) out += "  " + in(line, language) + "\n";
  append_lines(out, check_lines(c), zh ? "核验项" : "check", language);
  append_lines(out, limit_lines(c), zh ? "限额" : "limit", language);
  const Text nearest = nearest_text(c);
  if (!nearest.zh.empty())
    out +=
        "\n" + std::string{zh ? "最近的修改：" : "nearest change: "} + in(nearest, language) + "\n";
  return out;
}

namespace {

void append_text(std::string& out, std::string_view key, const Text& text) {
  out += fmt::format(",\"{}\":{{\"zh\":", key);
  append_json_string(out, text.zh);
  out += ",\"en\":";
  append_json_string(out, text.en);
  out += '}';
}

void append_json_lines(std::string& out, std::string_view key, const std::vector<Line>& lines) {
  out += fmt::format(",\"{}\":[", key);
  const char* comma = "";
  for (const Line& line : lines) {
    out +=
        fmt::format("{}{{\"id\":\"{}\",\"state\":\"{}\",\"clause\":", comma, line.id, line.state);
    append_json_string(out, line.clause);
    append_text(out, "title", line.title);
    append_text(out, "seen", line.values);
    out += '}';
    comma = ",";
  }
  out += ']';
}

}  // namespace

Result<std::string> explain_json(const ClaimEntry& entry, PinnedRules& rules,
                                 const WithdrawalEntry* withdrawal) {
  auto made = decide_again(entry, rules);
  if (!made) return std::unexpected(made.error());
  Case& c = **made;
  std::string out = "{\"claim_id\":";
  append_json_string(out, entry.header.claim_id);
  out +=
      fmt::format(",\"retailer\":\"{}\",\"entry\":{},\"outcome\":\"{}\",\"amount\":\"{}\"",
                  entry.header.retailer, entry.header.number, entry.outcome, to_yuan(entry.amount));
  if (!entry.programme.empty())
    out +=
        fmt::format(",\"programme\":\"{}\",\"rules\":\"sha256:{}\"", entry.programme, entry.rules);
  out += ",\"reasons\":[";
  const char* comma = "";
  for (const Reason& reason : reasons_of(c.logged.decision, *c.logged.kind)) {
    out += fmt::format("{}{{\"code\":\"{}\",\"clause\":", comma, reason.code);
    append_json_string(out, reason.clause);
    append_text(out, "text", reason.text);
    out += '}';
    comma = ",";
  }
  out += ']';
  if (entry.attempts_left) out += fmt::format(",\"attempts_left\":{}", *entry.attempts_left);
  if (c.logged.decision.programme != nullptr) {
    out += ",\"amount_steps\":[";
    comma = "";
    for (const Text& line : amount_lines(c)) {
      out += comma;
      append_json_string(out, line.en);
      comma = ",";
    }
    out += ']';
    append_json_lines(out, "checks", check_lines(c));
    append_json_lines(out, "limits", limit_lines(c));
    const Text nearest = nearest_text(c);
    if (!nearest.zh.empty()) append_text(out, "nearest_change", nearest);
  }
  if (withdrawal != nullptr) {
    out += ",\"withdrawal\":";
    append_json(*withdrawal, entry.header.claim_id, out);
  }
  return out + "}\n";
}

}  // namespace tradein::tool
