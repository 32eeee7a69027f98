#include "engine/base/money.hpp"

#include <limits>

#include "tests/support/catch.hpp"

using namespace tradein;

// Money x Money has no meaning; keep it from compiling.
template <class T>
concept Multiplies = requires(T a, T b) { (a * b); };
static_assert(!Multiplies<Money> && !std::is_convertible_v<std::int64_t, Money>);

TEST_CASE("to_yuan: always two decimals", "[money]") {
  CHECK(to_yuan(Money::from_fen(179'980)) == "1799.80");
  CHECK(to_yuan(Money::from_fen(0)) == "0.00");
  CHECK(to_yuan(Money::from_fen(7)) == "0.07");
  CHECK(to_yuan(Money::from_fen(-305)) == "-3.05");
  CHECK(to_yuan(Money::from_fen(std::numeric_limits<std::int64_t>::min())) ==
        "-92233720368547758.08");
}

TEST_CASE("add and subtract: overflow is nothing, never a wrap", "[money]") {
  const Money most = Money::from_fen(std::numeric_limits<std::int64_t>::max());
  CHECK_FALSE(add(most, Money::from_fen(1)).has_value());
  CHECK_FALSE(subtract(Money::from_fen(-2), most).has_value());
  CHECK(add(most, Money::from_fen(0)) == most);
}

TEST_CASE("divide: each rounding is what its name says", "[money]") {
  struct Row {
    std::int64_t n, d;
    std::int64_t down, up, half_up, half_even;
  };
  for (const Row& r : {Row{7, 2, 3, 4, 4, 4}, Row{5, 2, 2, 3, 3, 2}, Row{-5, 2, -2, -3, -3, -2},
                       Row{6, 2, 3, 3, 3, 3}, Row{1, 3, 0, 1, 0, 0}, Row{-1, 3, 0, -1, 0, 0}}) {
    CAPTURE(r.n, r.d);
    CHECK(divide(r.n, r.d, Rounding::down) == r.down);
    CHECK(divide(r.n, r.d, Rounding::up) == r.up);
    CHECK(divide(r.n, r.d, Rounding::half_up) == r.half_up);
    CHECK(divide(r.n, r.d, Rounding::half_even) == r.half_even);
  }
  CHECK_FALSE(divide(Int128{1} << 100, 3, Rounding::down).has_value());
}
