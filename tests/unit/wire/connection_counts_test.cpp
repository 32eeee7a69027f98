#include "adapters/wire/connection_counts.hpp"

#include "tests/support/catch.hpp"

using namespace tradein::wire;

namespace {

Limits limits_of(std::size_t all, std::size_t retailer, std::size_t address) {
  Limits limits;
  limits.connections = all;
  limits.connections_retailer = retailer;
  limits.connections_address = address;
  return limits;
}

bool never(std::uint64_t) { return false; }

}  // namespace

TEST_CASE("connection counts: a newcomer pushes out the oldest stranger of its address",
          "[unit][wire]") {
  ConnectionCounts counts{limits_of(100, 100, 2)};
  CHECK(counts.accept(1, "10.0.0.1").admitted);
  CHECK(counts.accept(2, "10.0.0.2").admitted);
  CHECK(counts.accept(3, "10.0.0.1").admitted);
  const auto verdict = counts.accept(4, "10.0.0.1");
  CHECK(verdict.admitted);
  CHECK(verdict.evicted == 1);
  CHECK(counts.all() == 3);
  // Those with a certificate stay, and then there is no room.
  counts.authenticate(3, "A", never);
  counts.authenticate(4, "A", never);
  CHECK_FALSE(counts.accept(5, "10.0.0.1").admitted);
  CHECK(counts.accept(6, "10.0.0.2").admitted);
  counts.close(3);
  CHECK(counts.accept(7, "10.0.0.1").admitted);
}

TEST_CASE("connection counts: at the bound of all, the oldest stranger makes room",
          "[unit][wire]") {
  ConnectionCounts counts{limits_of(2, 100, 100)};
  counts.accept(1, "a");
  counts.authenticate(1, "A", never);
  counts.accept(2, "b");
  CHECK(counts.accept(3, "c").evicted == 2);
  counts.authenticate(3, "A", never);
  CHECK(counts.strangers() == 0);
  CHECK_FALSE(counts.accept(4, "d").admitted);
}

TEST_CASE("connection counts: a retailer's newcomer takes the place of one at rest, never of work",
          "[unit][wire]") {
  ConnectionCounts counts{limits_of(100, 2, 100)};
  for (std::uint64_t id = 1; id <= 4; ++id) counts.accept(id, "a");
  CHECK(counts.authenticate(1, "A", never).admitted);
  CHECK(counts.authenticate(2, "A", never).admitted);
  CHECK(counts.authenticate(3, "B", never).admitted);  // another retailer has its own bound
  CHECK_FALSE(counts.authenticate(4, "A", never).admitted);
  counts.close(4);
  counts.accept(5, "a");
  const auto verdict = counts.authenticate(5, "A", [](std::uint64_t id) { return id == 2; });
  CHECK(verdict.admitted);
  CHECK(verdict.evicted == 2);
  CHECK(counts.all() == 3);
}

TEST_CASE("connection counts: closing twice counts once", "[unit][wire]") {
  ConnectionCounts counts{limits_of(2, 2, 2)};
  counts.accept(1, "a");
  counts.accept(2, "a");
  counts.close(1);
  counts.close(1);
  CHECK(counts.all() == 1);
  CHECK(counts.accept(3, "a").evicted == std::nullopt);
}
