#include "tools/tradein/withdrawal.hpp"

#include "adapters/store/sqlite_store.hpp"
#include "engine/decision/history_table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tradein;

// The rest of its errors: tests/integration/withdrawal.
TEST_CASE("WithdrawalDesk: a claim that is decided and not committed yet is busy",
          "[unit][tools]") {
  constexpr SipKey key{3, 4};
  const TemporaryFolder folder;
  const auto store =
      store::open_store(folder.file("claims.db"), {.mode = store::Mode::write_or_create});
  REQUIRE(store.has_value());
  PlainHistoryMemory memory{{.segment_bits = 8}};
  HistoryTable history{memory, {.segment_bits = 8}};
  remember(admission_ticket(key, "91370100MAX164NEQ4", "K1", "content"), 5, false, history);

  tool::WithdrawalDesk desk{**store, key};
  const Date day = *Date::from_ymd(2025, 6, 11);
  tool::WithdrawalRequest request{
      "91370100MAX164NEQ4", "K1", Ground::filed_by_mistake, day, day, 0};
  std::string text;
  const auto busy = desk.take(request, 6, history, text);
  REQUIRE_FALSE(busy.has_value());
  CHECK(busy.error().code == "E-BUSY");

  request.claim_id.assign(1'000, 'K');
  const auto unknown = desk.take(request, 6, history, text);
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().code == "E-CLAIM-UNKNOWN");
  CHECK(text.empty());
}
