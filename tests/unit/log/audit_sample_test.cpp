#include "engine/log/audit_sample.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "adapters/crypto/sha256.hpp"
#include "tests/support/catch.hpp"

using namespace tradein;

namespace {

std::vector<std::uint64_t> numbers(std::size_t count) {
  std::vector<std::uint64_t> out(count);
  std::iota(out.begin(), out.end(), 1'000);
  return out;
}

const Date day = *Date::from_ymd(2026, 1, 31);

std::vector<std::uint64_t> drawn(std::uint8_t root, Date date, const char* rule, std::size_t of,
                                 std::size_t size) {
  crypto::Sha256 hash;
  return draw_sample(hash, Hash256{root}, date, SampleRule::parse(rule).value(), numbers(of), size);
}

}  // namespace

TEST_CASE("draw_sample: the same again, and another for another root, day or rule",
          "[log][audit]") {
  const auto sample = drawn(1, day, "all", 500, 20);
  CHECK(sample.size() == 20);
  CHECK(std::set(sample.begin(), sample.end()).size() == 20);
  CHECK(sample == drawn(1, day, "all", 500, 20));
  CHECK(sample != drawn(2, day, "all", 500, 20));
  CHECK(sample != drawn(1, *Date::from_ymd(2026, 2, 1), "all", 500, 20));
  CHECK(sample != drawn(1, day, "k=claim", 500, 20));
  // A smaller sample is the begin of a larger one.
  CHECK(std::ranges::equal(drawn(1, day, "all", 500, 7), std::span{sample}.first(7)));
}

TEST_CASE("draw_sample: of nothing, of all, of fewer than asked for", "[log][audit]") {
  CHECK(drawn(1, day, "all", 0, 5).empty());
  CHECK(drawn(1, day, "all", 5, 0).empty());
  for (const std::size_t size : {9U, 10U, 11U}) {
    auto all = drawn(1, day, "all", 10, size);
    CHECK(all.size() == std::min<std::size_t>(size, 10));
    if (size < 10) continue;
    std::ranges::sort(all);
    CHECK(all == numbers(10));
  }
}

TEST_CASE("SampleRule: claim entries that have all members", "[log][audit]") {
  const char* const claim = R"({"amount":5,"k":"claim","kind":"digital","late":true,"n":1})";
  const auto matches = [&](const char* rule, const char* entry) {
    return SampleRule::parse(rule).value().matches(entry);
  };
  CHECK(matches("all", claim));
  CHECK_FALSE(matches("all", R"({"k":"batch"})"));
  CHECK_FALSE(matches("all", "no entry"));
  CHECK(matches("kind=digital", claim));
  CHECK_FALSE(matches("kind=digita", claim));
  CHECK(matches("kind=digital,amount=5", claim));
  CHECK_FALSE(matches("kind=digital,amount=6", claim));
  CHECK_FALSE(matches("absent=1", claim));
  CHECK_FALSE(matches("late=true", claim));  // neither a string nor an integer
  for (const char* bad : {"", "nonsense", "=x", "kind=digital,", "a=b,,c=d", "a=b\nc"})
    CHECK(SampleRule::parse(bad).error().code == "E-SAMPLE-RULE");
}
