#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/decision/decision.hpp"
#include "engine/decision/facts.hpp"
#include "engine/decision/history.hpp"

namespace tradein {

/// A claim's key in one of the pack's limits.
struct LimitMark {
  Digest128 key;
  std::int64_t before = 0;  ///< in the history
  std::int64_t most = 0;    ///< claims, or fen of a total
  std::uint16_t limit = 0;  ///< place in the pack's limits
  bool total = false;
};

/// A decision of which everything is known that does not depend on other claims. Reused, it keeps
/// its memory.
struct Draft {
  Decision decision;
  std::vector<LimitMark> marks;
};

/// Decides claims against one book, in two steps: examine() is about the claim alone and can run on
/// any thread (each with a Decider of its own), conclude() takes claims in their order, because
/// earlier ones use up limits.
///
/// Shape:  (Book, Facts, History) -> Decision, and for a claim that holds its rights (approved, or
/// waiting for a person)
///         the marks that it leaves in the history. No clock, files, locale or globals: equal
///         arguments give an equal decision; replay depends on it.
/// Units:  fen, civil days.
/// Errors: none. A rule that cannot be evaluated gives review (returned where a paper is missing);
/// it never approves and
///         is never skipped.
/// Order:  findings follow the pack: tables and amount, checks, limits.
class Decider {
 public:
  Decider(const Book& book, const SipKey& history_key);

  /// `draft` is overwritten. Allocates nothing in the steady state.
  void examine(const Facts& facts, Draft& draft);
  /// The first part of examine(): the programme, its tables, the amount and its checks, no limits.
  void apply_rules(const Facts& facts, Decision& decision);

  /// A value behind the claim just examined, for its explanation.
  [[nodiscard]] Slot value(const feel::Program& program, const feel::Typed& typed,
                           const Facts& facts) const {
    return feel::value_of(program, facts.slots, registers_, typed.operand);
  }

 private:
  void choose(const Facts& facts, Decision& decision);
  void compute_amount(const Facts& facts, Decision& decision);
  void tables(Decision& decision) const;
  void checks(const Facts& facts, Decision& decision) const;
  void ask_limit(std::uint16_t index, const Facts& facts, Draft& draft);
  [[nodiscard]] Digest128 key_of(const Limit& limit, const CompiledLimit& compiled,
                                 const Facts& facts);

  const Book& book_;
  SipKey history_key_;
  std::vector<Slot> registers_;
  std::vector<std::string> texts_;  ///< what registers view
  std::string key_text_;
  std::string_view decided_by_;  ///< the programme's id, the scope of limits that name none
};

/// Says to the history which keys conclude() will ask for.
void prefetch(const Draft& draft, const History& history);
/// Counts the limits: the decision is whole then.
void conclude(Draft& draft, const History& history);
/// The same with what was counted then, as the claim's entry has it. False where it does not fit.
[[nodiscard]] bool conclude_as_counted(Draft& draft, std::span<const std::int64_t> counted);
/// Does the claim use up its limits?
[[nodiscard]] bool holds(const Decision& decision) noexcept;
/// Puts what the concluded decision holds; `entry` is its number in the log.
void hold(const Draft& draft, std::uint64_t entry, History& history);
/// The mirror of hold() for a claim that was withdrawn by `entry`: takes back what its limits let
/// go on that ground (Limit::freed_by). Requires: holds(), and not withdrawn before.
void release(const Draft& draft, Ground ground, std::uint64_t entry, History& history);
/// The ids of those limits, in the pack's order.
[[nodiscard]] std::vector<std::string> freed_limits(const Draft& draft, Ground ground);

}  // namespace tradein
