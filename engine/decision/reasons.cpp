#include <algorithm>

#include <fmt/format.h>

#include "engine/decision/decision.hpp"

namespace tradein {
namespace {

/// The rule's title, clause and, when it fails, its sentence.
struct Told {
  const Text* title = nullptr;
  const Clause* clause = nullptr;
  const Text* reason = nullptr;
};

Told told(const Finding& finding, const Pack& pack) {
  static const Text amount_title{"补贴金额", "the amount"};
  switch (finding.rule) {
    case Rule::check: {
      const Check& check = pack.checks[finding.index];
      return {&check.title, &check.fails.clause, &check.fails.reason};
    }
    case Rule::limit: {
      const Limit& limit = pack.limits[finding.index];
      return {&limit.title, &limit.fails.clause, &limit.fails.reason};
    }
    case Rule::table: {
      const Table& table = pack.tables[finding.index];
      return {&table.title, &table.no_row->clause, &table.no_row->reason};
    }
    case Rule::amount:
      return {&amount_title, &pack.amount->clause, nullptr};
    case Rule::selection:
      break;
  }
  return {};
}

Text why(std::int8_t cause) {
  switch (cause) {
    case feel::Cause::overflow:
      return {"数值超出范围", "a number is out of range"};
    case feel::Cause::no_row:
      return {"没有对应的表行", "no row of the table answers for it"};
    case feel::Cause::several_rows:
      return {"有两行同时对应", "two rows answer for it"};
    case feel::Cause::no_value:
      return {"表达式没有结果", "the expression gives no value"};
    case feel::Cause::not_exact:
      return {"结果的小数位数过多，须在规则中写明舍入",
              "the result has too many decimals; the rule must name a rounding"};
    case feel::Cause::wrong_type:
      return {"表达式的结果不是所需的类型", "the expression gives a value of another kind"};
    default:
      return {"本地尚未公布所需数值", "a value that the place must set is not known"};
  }
}

const Text& label_of(const Kind& kind, std::uint16_t slot) {
  return kind.is_fact(slot) ? kind.facts[slot - kind.fields.size()].label : kind.fields[slot].label;
}

Reason missing(const Finding& finding, std::string clause, const Kind& kind) {
  const Text& label = label_of(kind, finding.slot);
  return {
      "R-MISSING",
      std::move(clause),
      {fmt::format("缺少{}，请补充", label.zh), fmt::format("{} is missing; supply it", label.en)}};
}

Reason selection(const Finding& finding, const Decision& decision, const Kind& kind) {
  if (finding.verdict == Verdict::missing) return missing(finding, "", kind);
  if (finding.verdict == Verdict::not_evaluable)
    return {"R-TWO-PROGRAMMES",
            "",
            {"有两个补贴项目同时适用，需人工判定",
             "two programmes apply at once; a person must choose"}};
  Reason reason{
      "R-NO-PROGRAMME",
      "",
      {"该地区、该日期没有有效的补贴项目", "no programme is in force for this region and day"}};
  if (decision.nearest == nullptr) return reason;
  const Pack& pack = decision.nearest->rules.pack;
  const std::string first = to_iso(pack.in_force.first), last = to_iso(pack.in_force.last);
  reason.text.zh +=
      fmt::format("；最近的是 {}（{} 至 {}，区划 {}）", pack.id, first, last, pack.region.text());
  reason.text.en += fmt::format("; the nearest is {} ({} to {}, region {})", pack.id, first, last,
                                pack.region.text());
  return reason;
}

Reason reason_of(const Finding& finding, const Decision& decision, const Kind& kind) {
  if (finding.rule == Rule::selection) return selection(finding, decision, kind);
  const Pack& pack = decision.programme->rules.pack;
  const Told rule = told(finding, pack);
  std::string clause = cite(pack, *rule.clause);
  if (finding.verdict == Verdict::missing) return missing(finding, std::move(clause), kind);
  if (finding.verdict == Verdict::fails)
    return {reason_code(rule_id(finding, decision.programme)), std::move(clause), *rule.reason};
  const Text cause = why(finding.cause);
  return {"R-NOT-EVALUATED",
          std::move(clause),
          {fmt::format("“{}”无法核算：{}", rule.title->zh, cause.zh),
           fmt::format("`{}` cannot be evaluated: {}", rule.title->en, cause.en)}};
}

}  // namespace

std::string_view rule_id(const Finding& finding, const Programme* programme) noexcept {
  switch (finding.rule) {
    case Rule::check:
      return programme->rules.pack.checks[finding.index].id;
    case Rule::limit:
      return programme->rules.pack.limits[finding.index].id;
    case Rule::table:
      return programme->rules.pack.tables[finding.index].id;
    case Rule::amount:
      return "amount";
    case Rule::selection:
      break;
  }
  return "programme";
}

std::vector<Reason> reasons_of(const Decision& decision, const Kind& kind) {
  std::vector<const Finding*> order;
  order.reserve(decision.findings.size());
  for (const Finding& finding : decision.findings) order.push_back(&finding);
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [](const Finding* finding) { return finding->outcome; });
  std::vector<Reason> reasons;
  for (const Finding* finding : order) {
    Reason reason = reason_of(*finding, decision, kind);
    const bool said = std::ranges::any_of(reasons, [&](const Reason& other) {
      return other.code == reason.code && other.text == reason.text;
    });
    if (!said) reasons.push_back(std::move(reason));
  }
  return reasons;
}

}  // namespace tradein
