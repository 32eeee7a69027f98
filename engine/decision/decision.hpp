#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/money.hpp"
#include "engine/base/outcome.hpp"
#include "engine/base/result.hpp"
#include "engine/policy/book.hpp"

namespace tradein {

/// Which rule a finding is of. With `index` into the pack's list of that sort.
enum class Rule : std::uint8_t { check, table, limit, amount, selection };

/// How the rule came out.
enum class Verdict : std::uint8_t {
  fails,          ///< the rule is not met
  missing,        ///< a field that it needs is absent: `slot`
  not_evaluable,  ///< it has no value for another reason: `cause` of engine/feel/fast_program.hpp
};

/// Something that stands between a claim and its approval (or, as a note, beside it).
struct Finding {
  Rule rule = Rule::check;
  Verdict verdict = Verdict::fails;
  Outcome outcome = Outcome::review;
  std::uint16_t index = 0;
  std::uint16_t slot = 0;
  std::int8_t cause = 0;
};

/// How the amount came about; every step in fen, absent steps are 0.
struct AmountSteps {
  bool known = false;
  std::int64_t exact = 0;  ///< base x rate or the fixed sum, at `scale`
  int scale = 2;
  Money rounded, capped, paid_before, cut_to;
};

struct Decision {
  Outcome outcome = Outcome::review;
  Money amount;                          ///< what it would be paid
  const Programme* programme = nullptr;  ///< nullptr where none was chosen
  const Programme* nearest = nullptr;    ///< where none is in force
  std::vector<Finding> findings;         ///< in the order of the pack
  std::vector<std::int64_t>
      counted;  ///< for each limit what was there before: claims or fen; -1 where it did not apply
  AmountSteps steps;
  std::optional<std::int64_t> attempts;  ///< the fewest that a check of the pack still allows

  /// How often it can still be tried, where the pack counts that; an approved claim need not be.
  [[nodiscard]] std::optional<std::int64_t> attempts_left() const noexcept {
    return outcome == Outcome::approved ? std::nullopt : attempts;
  }
  /// What it is paid: nothing unless approved.
  [[nodiscard]] Money granted() const noexcept {
    return outcome == Outcome::approved ? amount : Money{};
  }

  void clear() {
    outcome = Outcome::approved;
    amount = {};
    programme = nearest = nullptr;
    findings.clear();
    counted.clear();
    steps = {};
    attempts.reset();
  }
};

/// A finding in words: the stable code, the clause it rests on (empty where no programme is in
/// force), both languages.
struct Reason {
  std::string code;
  std::string clause;
  Text text;
};

/// In the order of the findings' strength, strongest first; equal ones once.
[[nodiscard]] std::vector<Reason> reasons_of(const Decision& decision, const Kind& kind);

/// Every code that the engine itself can give, besides the packs' own R-….
inline constexpr std::string_view engine_reason_codes[] = {"R-MISSING", "R-NOT-EVALUATED",
                                                           "R-NO-PROGRAMME", "R-TWO-PROGRAMMES"};

/// The stable name of a finding in an entry: the rule's id, "amount" or "programme".
[[nodiscard]] std::string_view rule_id(const Finding& finding, const Programme* programme) noexcept;

}  // namespace tradein
