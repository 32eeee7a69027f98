#include "engine/decision/nearest.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace tradein {
namespace {

FieldType type_of(const Kind& kind, std::uint16_t slot) {
  return kind.is_fact(slot) ? kind.facts[slot - kind.fields.size()].type() : kind.fields[slot].type;
}

std::vector<Slot> candidates(const Kind& kind, std::uint16_t slot, const feel::Program& program) {
  std::vector<Slot> values;
  const FieldType type = type_of(kind, slot);
  switch (type) {
    case FieldType::boolean:
      return {Slot::of_number(0), Slot::of_number(1)};
    case FieldType::choice:
      for (std::size_t i = 0; i < kind.fields[slot].terms.size(); ++i)
        values.push_back(Slot::of_number(static_cast<std::int64_t>(i)));
      return values;
    case FieldType::text:
    case FieldType::term:
      for (const auto& text : program.pool) values.push_back(Slot::of_text(*text));
      return values;
    default:
      for (const Slot& constant : program.constants) {
        if (!constant.present()) continue;
        for (const std::int64_t near : {-1, 0, 1})
          values.push_back(Slot::of_number(constant.number() + near));
      }
      return values;
  }
}

/// How far a change goes; supplying or flipping comes first, then small steps.
std::int64_t distance(const Kind& kind, std::uint16_t slot, const Slot& from, const Slot& to) {
  const FieldType type = type_of(kind, slot);
  if (!from.present() || type == FieldType::boolean || type == FieldType::choice) return 0;
  if (type == FieldType::text || type == FieldType::term) return 1;
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(to.number(), from.number(), &difference))
    return std::numeric_limits<std::int64_t>::max();
  return std::abs(difference);
}

void note(std::vector<std::uint16_t>& slots, const Reads& reads) {
  for (const std::uint16_t slot : reads.slots)
    if (std::ranges::find(slots, slot) == slots.end()) slots.push_back(slot);
}

/// The fields that the failing rules look at.
std::vector<std::uint16_t> suspects(const Decision& decision) {
  std::vector<std::uint16_t> slots;
  const CompiledPack& rules = decision.programme->rules;
  for (const Finding& finding : decision.findings) {
    if (finding.outcome == Outcome::note) continue;
    if (finding.rule == Rule::check) note(slots, rules.checks[finding.index].reads);
    if (finding.rule == Rule::table) note(slots, rules.tables[finding.index].reads);
    if (finding.rule == Rule::amount) note(slots, rules.amount->reads);
  }
  return slots;
}

}  // namespace

std::optional<NearestChange> nearest_change(const Facts& facts, const Decision& decision,
                                            Decider& decider) {
  if (decision.programme == nullptr || decision.outcome == Outcome::approved) return std::nullopt;
  std::vector<Slot> slots{facts.slots.begin(), facts.slots.end()};
  std::optional<NearestChange> best;
  std::int64_t best_distance = 0;
  Draft tried;
  for (const std::uint16_t slot : suspects(decision)) {
    const Slot own = slots[slot];
    for (const Slot& value : candidates(*facts.kind, slot, decision.programme->rules.program)) {
      const std::int64_t far = distance(*facts.kind, slot, own, value);
      if (best && far >= best_distance) continue;
      slots[slot] = value;
      decider.examine({facts.kind, slots}, tried);
      if (tried.decision.outcome != Outcome::approved ||
          tried.decision.programme != decision.programme)
        continue;
      best = NearestChange{slot, value, tried.decision.granted()};
      best_distance = far;
    }
    slots[slot] = own;
  }
  return best;
}

}  // namespace tradein
