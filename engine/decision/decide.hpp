#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/decision/decision.hpp"
#include "engine/decision/facts.hpp"
#include "engine/decision/history.hpp"

namespace tradein {

/// Decides claims against one book. Holds only scratch memory, so that the steady state allocates nothing.
///
/// Shape:  (Book, Facts, History) -> Decision, and for a claim that holds its rights (approved, or waiting for a person)
///         the marks that it leaves in the history. No clock, files, locale or globals: equal arguments give an equal
///         decision; replay depends on it.
/// Units:  fen, civil days.
/// Errors: none. A rule that cannot be evaluated gives review (returned where a paper is missing); it never approves and
///         is never skipped.
/// Order:  findings follow the pack: amount and tables, checks, limits.
class Decider {
 public:
  Decider(const Book& book, const SipKey& history_key);

  /// `decision` is overwritten, its memory reused.
  void decide(const Facts& facts, const History& history, Decision& decision);
  /// Puts what the decision just made holds; `entry` is its number in the log.
  void hold(const Decision& decision, std::uint64_t entry, History& history) const;

  /// A value behind the decision just made, for its explanation.
  [[nodiscard]] Slot value(const feel::Program& program, const feel::Typed& typed, const Facts& facts) const {
    return feel::value_of(program, facts.slots, registers_, typed.operand);
  }

 private:
  void choose(const Facts& facts, Decision& decision);
  void compute_amount(const Facts& facts, Decision& decision);
  void tables(Decision& decision) const;
  void checks(const Facts& facts, Decision& decision) const;
  void limits(const Facts& facts, const History& history, Decision& decision);
  struct Mark {
    Digest128 key;
    std::uint64_t before = 0;  ///< in the history
    std::int64_t most = 0;     ///< claims, or fen of a total
    std::uint16_t limit = 0;   ///< place in the pack's limits
    bool total = false;
  };
  void ask_limit(std::uint16_t index, const Facts& facts, const History& history, Decision& decision);
  void count_limit(Mark& mark, const History& history, Decision& decision) const;
  void total(const Mark& mark, Decision& decision) const;
  [[nodiscard]] Digest128 key_of(const Limit& limit, const CompiledLimit& compiled, const Facts& facts);

  const Book& book_;
  SipKey history_key_;
  std::vector<Slot> registers_;
  std::string key_text_;
  std::string_view decided_by_;  ///< the programme's id, the scope of limits that name none
  std::vector<Mark> marks_;
};

/// A limit's number in the history: the count in the low 20 bits, above it 1 + the entry that was counted last.
inline constexpr int count_bits = 20;

}  // namespace tradein
