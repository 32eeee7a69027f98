#include "engine/decision/admission.hpp"

#include "engine/decision/history_table.hpp"
#include "tests/support/catch.hpp"

using namespace tradein;

TEST_CASE("standing_of: only the latest decision that holds its rights, and once",
          "[unit][decision]") {
  constexpr SipKey key{1, 2};
  PlainHistoryMemory memory{{.segment_bits = 8}};
  HistoryTable history{memory, {.segment_bits = 8}};
  const auto ticket = admission_ticket(key, "91370100MAX164NEQ4", "K1", "content");
  const Digest128 withdrawal = withdrawal_key(key, ticket);
  const auto standing = [&](std::uint64_t entry, bool holds) {
    return standing_of(ticket, withdrawal, entry, holds, history);
  };
  CHECK(standing(1, true) == Standing::superseded);  // the history has no such claim

  remember(ticket, 1, true, history);
  CHECK(standing(1, true) == Standing::holds_nothing);  // returned
  remember(ticket, 2, false, history);
  CHECK(standing(1, true) == Standing::superseded);
  CHECK(standing(2, false) == Standing::holds_nothing);  // rejected
  CHECK(standing(2, true) == Standing::holds);

  history.put(withdrawal, 4, 3);
  CHECK(standing(2, true) == Standing::withdrawn);
  CHECK(admit(ticket, history).admission == Admission::repeated);  // its first answer, for ever
}

TEST_CASE("withdrawal_key: every claim has its own", "[unit][decision]") {
  constexpr SipKey key{1, 2};
  const auto one = admission_ticket(key, "R", "K1", ""), two = admission_ticket(key, "R", "K2", "");
  CHECK_FALSE(withdrawal_key(key, one) == withdrawal_key(key, two));
  CHECK_FALSE(withdrawal_key(key, one) == one.id);
}
