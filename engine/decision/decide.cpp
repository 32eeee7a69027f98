#include "engine/decision/decide.hpp"

#include <algorithm>
#include <limits>

#include "engine/base/assert.hpp"

namespace tradein {
namespace {

/// A limit of more than the history can count stands at what it can.
constexpr auto counted_max = static_cast<std::int64_t>(history_value_max);

Outcome outcome_of(Missing missing) {
  switch (missing) {
    case Missing::returned:
      return Outcome::returned;
    case Missing::rejected:
      return Outcome::rejected;
    case Missing::review:
      return Outcome::review;
    case Missing::pass:
      return Outcome::approved;
  }
  return Outcome::review;
}

void add(Decision& decision, const Finding& finding) {
  if (finding.outcome == Outcome::approved) return;  // a missing field that the pack lets pass
  decision.findings.push_back(finding);
  if (finding.outcome != Outcome::note)
    decision.outcome = std::max(decision.outcome, finding.outcome);
}

/// The finding of a rule whose value is absent.
Finding absent(Rule rule, std::uint16_t index, Slot value, Missing missing) {
  const std::int64_t cause = value.cause();
  if (cause >= 0)
    return {rule, Verdict::missing, outcome_of(missing), index, static_cast<std::uint16_t>(cause),
            0};
  return {rule, Verdict::not_evaluable, Outcome::review, index, 0, static_cast<std::int8_t>(cause)};
}

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

/// `exact` x 10^-scale yuan in fen, rounded as the pack says.
std::optional<std::int64_t> to_fen(std::int64_t exact, int scale, const Amount& amount) {
  if (amount.to_yuan) {
    const auto yuan = divide(exact, power_of_ten(scale), amount.rounding);
    std::int64_t fen = 0;
    if (!yuan || __builtin_mul_overflow(*yuan, 100, &fen)) return std::nullopt;
    return fen;
  }
  if (scale >= 2) return divide(exact, power_of_ten(scale - 2), amount.rounding);
  std::int64_t fen = 0;
  if (__builtin_mul_overflow(exact, power_of_ten(2 - scale), &fen)) return std::nullopt;
  return fen;
}

/// A number of the pack as a whole one, fractions dropped.
std::int64_t whole(Slot value, const feel::Typed& typed) {
  return divide(value.number(), power_of_ten(typed.scale), Rounding::down).value_or(0);
}

/// A cap or total in fen, fractions of a fen dropped.
std::int64_t fen_of(Slot value, const feel::Typed& typed) {
  return divide(value.number(), power_of_ten(typed.scale - 2), Rounding::down).value_or(0);
}

/// Of several checks that count attempts the one that allows the fewest is told; one whose field is
/// absent says nothing here, its finding does.
void note_attempts(Slot left, const feel::Typed& typed, Decision& decision) {
  if (!left.present()) return;
  const std::int64_t attempts = std::max<std::int64_t>(whole(left, typed), 0);
  decision.attempts = std::min(decision.attempts.value_or(attempts), attempts);
}

}  // namespace

Decider::Decider(const Book& book, const SipKey& history_key)
    : book_{book},
      history_key_{history_key},
      registers_(book.registers() + 1),
      texts_(book.texts()) {}

void Decider::choose(const Facts& facts, Decision& decision) {
  const Choice choice = book_.choose(*facts.kind, facts.slots, registers_);
  decision.programme = choice.programme;
  decision.nearest = choice.nearest;
  if (choice.programme != nullptr) return;
  if (choice.missing)
    return add(decision,
               {Rule::selection, Verdict::missing, Outcome::returned, 0, *choice.missing, 0});
  const bool ambiguous = choice.ambiguous;
  add(decision, {Rule::selection, ambiguous ? Verdict::not_evaluable : Verdict::fails,
                 ambiguous ? Outcome::review : Outcome::rejected, 0, 0,
                 ambiguous ? static_cast<std::int8_t>(feel::Cause::several_rows) : std::int8_t{0}});
}

void Decider::tables(Decision& decision) const {
  const CompiledPack& rules = decision.programme->rules;
  for (std::uint16_t i = 0; i < rules.tables.size(); ++i) {
    const auto& none = rules.pack.tables[i].no_row;
    if (!none) continue;
    const Slot value = registers_[rules.tables[i].value.operand & feel::operand_max];
    if (!value.present() && value.cause() == feel::Cause::no_row)
      add(decision, {Rule::table, Verdict::fails, none->otherwise, i, 0, 0});
  }
}

void Decider::compute_amount(const Facts& facts, Decision& decision) {
  const CompiledPack& rules = decision.programme->rules;
  const CompiledAmount& amount = *rules.amount;
  const Amount& source = *rules.pack.amount;
  const auto get = [&](const feel::Typed& typed) {
    return feel::value_of(rules.program, facts.slots, registers_, typed.operand);
  };
  Slot& subsidy = registers_[0];
  Slot exact = get(amount.base ? *amount.base : *amount.fixed);
  int scale = amount.base ? amount.base->scale : amount.fixed->scale;
  if (amount.rate && exact.present()) {
    const Slot rate = get(*amount.rate);
    std::int64_t product = 0;
    if (!rate.present())
      exact = rate;
    else if (__builtin_mul_overflow(exact.number(), rate.number(), &product))
      exact = Slot::absent(feel::Cause::overflow);
    else
      exact = Slot::of_number(product);
    scale += amount.rate->scale;
  }
  const Slot cap = amount.cap ? get(*amount.cap) : Slot::of_number(0);
  std::optional<std::int64_t> fen;
  if (exact.present() && cap.present()) {
    fen = to_fen(exact.number(), scale, source);
    if (!fen) exact = Slot::absent(feel::Cause::overflow);
  } else if (exact.present()) {
    exact = cap;
  }
  subsidy = exact;
  if (!fen) {
    const bool told = exact.cause() == feel::Cause::no_row &&
                      std::ranges::any_of(decision.findings, [](const Finding& finding) {
                        return finding.rule == Rule::table;
                      });
    if (!told)
      add(decision, absent(Rule::amount, 0, exact, rules.pack.missing.value_or(Missing::review)));
    return;
  }
  AmountSteps& steps = decision.steps;
  steps.known = true;
  steps.exact = exact.number();
  steps.scale = scale;
  steps.rounded = Money::from_fen(std::max<std::int64_t>(*fen, 0));
  steps.capped = amount.cap ? std::min(steps.rounded, Money::from_fen(fen_of(cap, *amount.cap)))
                            : steps.rounded;
  Money due = steps.capped;
  if (rules.paid_before && facts.slots[*rules.paid_before].present()) {
    steps.paid_before = Money::from_fen(facts.slots[*rules.paid_before].number());
    due = std::max(Money{}, subtract(due, steps.paid_before).value_or(Money{}));
  }
  decision.amount = due;
  subsidy = Slot::of_number(due.fen());
}

void Decider::checks(const Facts& facts, Decision& decision) const {
  const CompiledPack& rules = decision.programme->rules;
  const bool amount_known = decision.steps.known;
  for (std::uint16_t i = 0; i < rules.checks.size(); ++i) {
    const CompiledCheck& check = rules.checks[i];
    const auto get = [&](const feel::Typed& typed) {
      return feel::value_of(rules.program, facts.slots, registers_, typed.operand);
    };
    if (check.when) {
      const Slot when = get(*check.when);
      if (!when.present()) {
        add(decision, absent(Rule::check, i, when, check.missing));
        continue;
      }
      if (when.number() == 0) continue;
    }
    if (check.attempts_left)
      note_attempts(get(*check.attempts_left), *check.attempts_left, decision);
    const Slot holds = get(check.require);
    if (!holds.present()) {
      // Where the amount itself has no value that was said already, and the claim cannot be
      // approved.
      if (check.reads.subsidy && !amount_known) continue;
      add(decision, absent(Rule::check, i, holds, check.missing));
    } else if (holds.number() == 0) {
      add(decision, {Rule::check, Verdict::fails, rules.pack.checks[i].fails.otherwise, i, 0, 0});
    }
  }
}

Digest128 Decider::key_of(const Limit& limit, const CompiledLimit& compiled, const Facts& facts) {
  key_text_ = limit.scope.empty() ? decided_by_ : limit.scope;
  key_text_ += '\0';
  key_text_ += limit.total_at_most ? '$' : '#';
  for (const std::uint16_t slot : compiled.per) {
    const Slot value = facts.slots[slot];
    const bool text =
        slot < facts.kind->fields.size() && (facts.kind->fields[slot].type == FieldType::text ||
                                             facts.kind->fields[slot].type == FieldType::term);
    const std::int64_t number =
        text ? static_cast<std::int64_t>(value.text().size()) : value.number();
    key_text_.append(reinterpret_cast<const char*>(&number), sizeof number);
    if (text) key_text_ += value.text();
  }
  return siphash128(history_key_, key_text_);
}

/// What a limit counts: its key, or the finding that there is none.
void Decider::ask_limit(std::uint16_t index, const Facts& facts, Draft& draft) {
  Decision& decision = draft.decision;
  const CompiledPack& rules = decision.programme->rules;
  const CompiledLimit& compiled = rules.limits[index];
  const Missing missing = rules.pack.missing.value_or(Missing::review);
  const auto get = [&](const feel::Typed& typed) {
    return feel::value_of(rules.program, facts.slots, registers_, typed.operand);
  };
  decision.counted.push_back(-1);
  if (compiled.when) {
    const Slot when = get(*compiled.when);
    if (!when.present()) return add(decision, absent(Rule::limit, index, when, missing));
    if (when.number() == 0) return;
  }
  for (const std::uint16_t slot : compiled.per)
    if (!facts.slots[slot].present())
      return add(decision, absent(Rule::limit, index, Slot::absent(slot), missing));
  const Slot most = get(compiled.most);
  if (!most.present()) return add(decision, absent(Rule::limit, index, most, missing));
  const Limit& source = rules.pack.limits[index];
  const std::int64_t bound =
      source.total_at_most ? fen_of(most, compiled.most) : whole(most, compiled.most);
  draft.marks.push_back({key_of(source, compiled, facts), 0, std::min(bound, counted_max), index,
                         source.total_at_most.has_value()});
}

void Decider::apply_rules(const Facts& facts, Decision& decision) {
  decision.clear();
  choose(facts, decision);
  if (decision.programme == nullptr) return;
  const CompiledPack& rules = decision.programme->rules;
  decided_by_ = rules.pack.id;
  feel::run(rules.program, 0, rules.amount_ends, facts.slots, registers_, texts_);
  tables(decision);
  compute_amount(facts, decision);
  feel::run(rules.program, rules.amount_ends, rules.program.code.size(), facts.slots, registers_,
            texts_);
  checks(facts, decision);
}

void Decider::examine(const Facts& facts, Draft& draft) {
  apply_rules(facts, draft.decision);
  draft.marks.clear();
  if (draft.decision.programme == nullptr) return;
  const CompiledPack& rules = draft.decision.programme->rules;
  for (std::uint16_t i = 0; i < rules.limits.size(); ++i) ask_limit(i, facts, draft);
}

namespace {

void count_total(const LimitMark& mark, Decision& decision) {
  const Limit& limit = decision.programme->rules.pack.limits[mark.limit];
  const std::int64_t left = mark.most - decision.counted[mark.limit];
  if (!decision.steps.known || decision.amount.fen() <= left) return;
  if (limit.cut && left > 0) {
    decision.amount = decision.steps.cut_to = Money::from_fen(left);
    return;
  }
  add(decision, {Rule::limit, Verdict::fails, limit.fails.otherwise, mark.limit, 0, 0});
}

void count(const LimitMark& mark, std::int64_t seen, Decision& decision) {
  decision.counted[mark.limit] = seen;
  if (mark.total)
    count_total(mark, decision);
  else if (seen + 1 > mark.most)
    add(decision,
        {Rule::limit, Verdict::fails,
         decision.programme->rules.pack.limits[mark.limit].fails.otherwise, mark.limit, 0, 0});
}

/// What the claim takes of a limit: one of a count, its amount of a total.
[[nodiscard]] std::int64_t taken(const LimitMark& mark, const Decision& decision) noexcept {
  if (!mark.total) return 1;
  return decision.steps.known ? decision.amount.fen() : 0;
}

void put_counted(const Digest128& key, std::int64_t seen, std::int64_t change, std::uint64_t entry,
                 History& history) {
  if (change == 0) return;
  const std::int64_t counted = std::clamp(seen + change, std::int64_t{0}, counted_max);
  history.put(key, static_cast<std::uint64_t>(counted), entry);
}

[[nodiscard]] bool frees(const Draft& draft, const LimitMark& mark, Ground ground) noexcept {
  return draft.decision.programme->rules.pack.limits[mark.limit].freed_by.has(ground);
}

}  // namespace

void prefetch(const Draft& draft, const History& history) {
  for (const LimitMark& mark : draft.marks) history.prefetch(mark.key);
}

void conclude(Draft& draft, const History& history) {
  for (LimitMark& mark : draft.marks) {
    mark.before = static_cast<std::int64_t>(history.find(mark.key));
    count(mark, mark.before, draft.decision);
  }
  TRADEIN_ASSERT(draft.decision.amount >= Money{});
}

bool conclude_as_counted(Draft& draft, std::span<const std::int64_t> counted) {
  if (counted.size() != draft.decision.counted.size()) return false;
  for (LimitMark& mark : draft.marks) {
    const std::int64_t seen = counted[mark.limit];
    if (seen < 0) return false;
    mark.before = seen;
    count(mark, seen, draft.decision);
  }
  return draft.decision.amount >= Money{};
}

bool holds(const Decision& decision) noexcept {
  return decision.outcome == Outcome::approved || decision.outcome == Outcome::review;
}

void hold(const Draft& draft, std::uint64_t entry, History& history) {
  if (!holds(draft.decision)) return;
  for (const LimitMark& mark : draft.marks)
    put_counted(mark.key, mark.before, taken(mark, draft.decision), entry, history);
}

/// Never below nothing: where the log was changed, the claim may not have been counted; replay
/// names that entry, which comes before this one.
void release(const Draft& draft, Ground ground, std::uint64_t entry, History& history) {
  for (const LimitMark& mark : draft.marks) {
    if (!frees(draft, mark, ground)) continue;
    const auto seen = static_cast<std::int64_t>(history.find(mark.key));
    put_counted(mark.key, seen, -taken(mark, draft.decision), entry, history);
  }
}

std::vector<std::string> freed_limits(const Draft& draft, Ground ground) {
  std::vector<std::string> freed;
  for (const LimitMark& mark : draft.marks)
    if (frees(draft, mark, ground))
      freed.push_back(draft.decision.programme->rules.pack.limits[mark.limit].id);
  return freed;
}

}  // namespace tradein
