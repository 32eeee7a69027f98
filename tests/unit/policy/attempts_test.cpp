// How often a claim can still be tried: counted by a pack's checks, told where it is not approved.
#include "engine/decision/decide.hpp"
#include "engine/policy/book.hpp"
#include "tests/unit/policy/packs.hpp"

using namespace tradein;

namespace {

/// A made-up voucher with three corrections; companies have two.
constexpr std::string_view pack_text = R"yaml(
pack: made-up-voucher
title: {zh: 虚构, en: made up}
kind: car-voucher
region: "370100"
documents:
  D: {number: 虚构〔2025〕1号, title: {zh: 虚构, en: made up}, date: "2025-01-01", read: full}
in_force: {by: invoice_date, first: "2025-01-01", last: "2025-12-31", published: "2025-01-01", clause: D}
missing: returned
checks:
  - id: titled
    title: {zh: 抬头, en: title}
    require: title_is_consumer
    otherwise: returned
    reason: {zh: 抬头不符, en: another title}
    clause: D
  - id: corrections
    title: {zh: 补正次数, en: corrections}
    require: corrections_used < 3
    attempts_left: 3 - corrections_used
    otherwise: rejected
    reason: {zh: 已补正三次, en: corrected three times}
    clause: D
  - id: corrections-of-companies
    title: {zh: 企业补正次数, en: corrections of companies}
    when: buyer_kind = "company"
    require: corrections_used < 2
    attempts_left: 2.5 - corrections_used
    otherwise: rejected
    reason: {zh: 已补正两次, en: corrected twice}
    clause: D
amount:
  fixed: "100"
  rounding: {to: fen, mode: down, clause: D, demo: true}
  clause: D
)yaml";

class Voucher {
 public:
  Voucher() : kind_{*test::shipped_kinds().find("car-voucher")}, slots_(kind_.slot_count()) {
    const auto tree = parse_tree(std::string{pack_text}, "pack.yaml");
    REQUIRE(tree.has_value());
    const PackReading reading = read_pack(*tree);
    REQUIRE(reading.problems.empty());
    auto building =
        build_book(std::vector{reading.pack}, test::shipped_kinds(), *Date::from_ymd(2025, 6, 1),
                   [](std::string_view) { return std::string{"0"}; });
    REQUIRE(building.book != nullptr);
    book_ = std::move(building.book);
    set("region", Slot::of_text("370100"));
    set("invoice_date", Slot::of_number(Date::from_ymd(2025, 3, 1)->days()));
    set("title_is_consumer", Slot::of_number(0));
    set("buyer_kind", Slot::of_number(0));
  }
  Voucher& set(std::string_view name, Slot value) {
    slots_[*kind_.find(name)] = value;
    return *this;
  }
  Voucher& corrected(std::int64_t times) { return set("corrections_used", Slot::of_number(times)); }

  Decision decided() {
    Draft draft;
    Decider{*book_, SipKey{}}.examine({&kind_, slots_}, draft);
    return draft.decision;
  }

 private:
  const Kind& kind_;
  std::vector<Slot> slots_;
  std::unique_ptr<Book> book_;
};

constexpr std::int64_t company = 1;

}  // namespace

TEST_CASE("attempts left: a returned claim says how often it can still be corrected",
          "[unit][policy]") {
  const auto [used, outcome, left] = GENERATE(table<std::int64_t, Outcome, std::int64_t>({
      {0, Outcome::returned, 3},
      {2, Outcome::returned, 1},
      {3, Outcome::rejected, 0},
      {9, Outcome::rejected, 0},  // never below nothing
  }));
  CAPTURE(used);
  const Decision decision = Voucher{}.corrected(used).decided();
  CHECK(decision.outcome == outcome);
  CHECK(decision.attempts_left() == left);
}

TEST_CASE("attempts left: an approved claim needs none", "[unit][policy]") {
  const Decision decision =
      Voucher{}.corrected(1).set("title_is_consumer", Slot::of_number(1)).decided();
  CHECK(decision.outcome == Outcome::approved);
  CHECK_FALSE(decision.attempts_left().has_value());
}

TEST_CASE("attempts left: of several checks the one that leaves the fewest, in whole attempts",
          "[unit][policy]") {
  Voucher voucher;
  voucher.corrected(1).set("buyer_kind", Slot::of_number(company));
  CHECK(voucher.decided().attempts_left() == 1);
}

TEST_CASE("attempts left: nothing is guessed where the count is absent", "[unit][policy]") {
  const Decision decision = Voucher{}.decided();
  CHECK(decision.outcome == Outcome::returned);
  CHECK_FALSE(decision.attempts_left().has_value());
}
