// What claims leave in the history, and what a withdrawal takes back.
#include "engine/decision/decide.hpp"

#include "engine/decision/history_table.hpp"
#include "tests/support/catch.hpp"

using namespace tradein;

namespace {

constexpr Digest128 device{1, 1}, person{2, 2};

Grounds grounds(std::initializer_list<Ground> all) {
  Grounds set;
  for (const Ground ground : all) set.add(ground);
  return set;
}

/// A programme with two limits: a device once, and a person's total of 1,000 yuan, which cuts.
class Limits {
 public:
  Limits() {
    programme_.rules.pack.limits.resize(2);
    Limit& once = programme_.rules.pack.limits[0];
    once.id = "device-once";
    once.fails.otherwise = Outcome::rejected;
    Limit& total = programme_.rules.pack.limits[1];
    total.id = "person-total";
    total.total_at_most = Source{};
    total.cut = true;
    total.fails.otherwise = Outcome::rejected;
  }
  Limit& operator[](std::size_t i) { return programme_.rules.pack.limits[i]; }

  /// A claim for `fen` that everything else approves.
  Draft claim(std::int64_t fen) {
    Draft draft;
    draft.decision.clear();
    draft.decision.programme = &programme_;
    draft.decision.amount = Money::from_fen(fen);
    draft.decision.steps.known = true;
    draft.decision.counted = {-1, -1};
    draft.marks = {{device, 0, 1, 0, false}, {person, 0, 100'000, 1, true}};
    return draft;
  }
  /// Decided and counted.
  Draft taken(std::int64_t fen) {
    Draft draft = claim(fen);
    conclude(draft, history);
    hold(draft, ++entry, history);
    return draft;
  }

  PlainHistoryMemory memory{{.segment_bits = 8}};
  HistoryTable history{memory, {.segment_bits = 8}};
  std::uint64_t entry = 0;

 private:
  Programme programme_;
};

}  // namespace

TEST_CASE("release: a claim filed by mistake or without a sale frees its limits",
          "[unit][decision]") {
  const Ground ground = GENERATE(Ground::filed_by_mistake, Ground::sale_fell_through);
  Limits limits;
  const Draft first = limits.taken(60'000);
  REQUIRE(first.decision.outcome == Outcome::approved);
  CHECK(limits.taken(60'000).decision.outcome == Outcome::rejected);  // the device, again

  release(first, ground, ++limits.entry, limits.history);
  const Draft again = limits.taken(60'000);
  CHECK(again.decision.outcome == Outcome::approved);
  CHECK(again.decision.amount == Money::from_fen(60'000));  // the person's total is whole again
  CHECK(again.decision.counted == std::vector<std::int64_t>{0, 0});
  CHECK(limits.taken(60'000).decision.counted == std::vector<std::int64_t>{1, 60'000});
  CHECK(freed_limits(first, ground) == std::vector<std::string>{"device-once", "person-total"});
}

TEST_CASE("release: goods that came back free nothing, unless the limit says so",
          "[unit][decision]") {
  Limits limits;
  const Draft first = limits.taken(60'000);
  release(first, Ground::goods_came_back, ++limits.entry, limits.history);
  CHECK(limits.taken(1).decision.counted == std::vector<std::int64_t>{1, 60'000});
  CHECK(freed_limits(first, Ground::goods_came_back).empty());

  limits[1].freed_by = grounds({Ground::goods_came_back});
  release(first, Ground::goods_came_back, ++limits.entry, limits.history);
  CHECK(limits.taken(1).decision.counted == std::vector<std::int64_t>{1, 0});
  CHECK(freed_limits(first, Ground::goods_came_back) == std::vector<std::string>{"person-total"});
  CHECK(freed_limits(first, Ground::filed_by_mistake) == std::vector<std::string>{"device-once"});
}

TEST_CASE("release: only what the claim itself was granted comes off a total", "[unit][decision]") {
  Limits limits;
  limits[0].freed_by = grounds({});
  Draft first = limits.claim(60'000), second = limits.claim(60'000);
  for (Draft* draft : {&first, &second}) {
    draft->marks.erase(draft->marks.begin());
    conclude(*draft, limits.history);
    hold(*draft, ++limits.entry, limits.history);
  }
  CHECK(second.decision.amount == Money::from_fen(40'000));  // cut to what was left
  release(second, Ground::filed_by_mistake, ++limits.entry, limits.history);
  CHECK(limits.taken(1).decision.counted[1] == 60'000);
}

TEST_CASE("release: what was never counted is not taken below nothing", "[unit][decision]") {
  Limits limits;
  Draft draft = limits.claim(60'000);
  conclude(draft, limits.history);
  release(draft, Ground::filed_by_mistake, ++limits.entry, limits.history);
  CHECK(limits.taken(1).decision.counted == std::vector<std::int64_t>{0, 0});
}

TEST_CASE("hold: a count stands still at the most that the history can keep", "[unit][decision]") {
  Limits limits;
  limits[0].fails.otherwise = Outcome::review;  // a claim that waits is counted, too
  limits.history.put(limits.claim(1).marks[0].key, history_value_max, ++limits.entry);
  const Draft draft = limits.taken(1);
  CHECK(draft.decision.outcome == Outcome::review);
  CHECK(limits.history.find(draft.marks[0].key) == history_value_max);
}

TEST_CASE("conclude_as_counted: as it was then, whatever came since", "[unit][decision]") {
  Limits limits;
  limits.taken(99'900);
  Draft then = limits.claim(60'000);
  REQUIRE(conclude_as_counted(then, std::vector<std::int64_t>{0, 70'000}));
  CHECK(then.decision.outcome == Outcome::approved);
  CHECK(then.decision.amount == Money::from_fen(30'000));

  Draft other = limits.claim(60'000);
  CHECK_FALSE(conclude_as_counted(other, std::vector<std::int64_t>{0}));
  CHECK_FALSE(conclude_as_counted(other, std::vector<std::int64_t>{0, -1}));
}

TEST_CASE("holds: approved claims and those that wait for a person", "[unit][decision]") {
  Decision decision;
  for (const auto& [outcome, wanted] :
       {std::pair{Outcome::approved, true}, std::pair{Outcome::review, true},
        std::pair{Outcome::returned, false}, std::pair{Outcome::rejected, false}}) {
    decision.outcome = outcome;
    CHECK(holds(decision) == wanted);
  }
}
