// Deciding by a shipped pack takes no memory once its registers are there.
#include <cstdlib>
#include <new>

#include "engine/decision/decide.hpp"
#include "engine/policy/book.hpp"
#include "tests/unit/policy/packs.hpp"

namespace {
std::size_t allocations = 0;
}  // namespace

// Of the whole test program; counting harms no other test.
void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace tradein;

TEST_CASE("Decider: examine allocates nothing in the steady state", "[unit][policy]") {
  const auto& kinds = test::shipped_kinds();
  std::vector<std::unique_ptr<Programme>> programmes;
  for (const Pack& pack : test::shipped_packs()) {
    Compilation compiled = compile_pack(pack, *kinds.find(pack.kind));
    REQUIRE(compiled.problems.empty());
    programmes.push_back(
        std::make_unique<Programme>(Programme{std::move(compiled.pack), "{}", pack.id}));
  }
  const Book book{std::move(programmes), kinds, [](std::string_view) { return std::string{"0"}; }};
  test::Dice dice{11};
  Decider decider{book, SipKey{1, 2}};
  Draft draft;
  std::size_t decided = 0;
  for (const char* name : {"appliance", "digital", "car-scrap", "car-replace", "renovation"}) {
    const Kind& kind = *kinds.find(name);
    std::vector<test::MadeUpClaim> claims;
    for (int n = 0; n < 200; ++n) claims.emplace_back(kind, dice, n % 2 == 0 ? 0 : 6);
    std::vector<std::vector<Slot>> slots;
    for (const test::MadeUpClaim& claim : claims) {
      slots.push_back(claim.slots());
      slots.back()[*kind.find("region")] = Slot::of_text("370100");
    }
    for (const auto& claim : slots) decider.examine({&kind, claim}, draft);
    const std::size_t before = allocations;
    for (const auto& claim : slots) {
      decider.examine({&kind, claim}, draft);
      decided += draft.decision.programme != nullptr ? 1 : 0;
    }
    const std::size_t taken = allocations - before;
    CAPTURE(name);
    CHECK(taken == 0);
  }
  CHECK(decided > 500);
}
