// What `rules check` tells before any claim is seen: one slip at a time in a small made-up pack.
#include <algorithm>

#include "engine/policy/book.hpp"
#include "tests/unit/policy/packs.hpp"

using namespace tradein;

namespace {

constexpr std::string_view upper_text = R"yaml(
pack: upper
title: {zh: 虚构, en: made up}
kind: appliance
region: "000000"
documents:
  D: {number: 虚构〔2025〕1号, title: {zh: 虚构, en: made up}, date: "2025-01-01", read: full}
in_force: {by: invoice_date, first: "2025-01-01", last: "2025-12-31", published: "2025-01-01", clause: D}
missing: returned
parameters:
  cap:
    open: {at_least: "100", at_most: "200"}
    values: [{value: "150", clause: D}]
tables:
  - id: rate
    title: {zh: 比例, en: rate}
    inputs: [efficiency_grade]
    rows:
      - {when: ["1"], value: "0.20", clause: D}
      - {when: ["not(1)", ], value: "0.15", clause: D
}
    no_row:
      otherwise: rejected
      reason: {zh: 无, en: none}
      clause: D
checks:
  - id: started
    title: {zh: 已开始, en: started}
    when: category = "空调"
    require: invoice_date >= @"2025-01-01"
    otherwise: rejected
    reason: {zh: 过早, en: too early}
    clause: D
amount:
  base: price
  rate: rate
  cap: cap
  rounding: {to: fen, mode: down, clause: D, demo: true}
  clause: D
)yaml";

constexpr std::string_view lower_text = R"yaml(
pack: lower
title: {zh: 虚构, en: made up}
kind: appliance
region: "370000"
above: upper
documents:
  E: {number: 虚构〔2025〕2号, title: {zh: 虚构, en: made up}, date: "2025-01-01", read: full}
in_force: {by: invoice_date, first: "2025-01-01", last: "2025-12-31", published: "2025-01-01", clause: E}
parameters:
  cap:
    open: {at_least: "120"}
    values: [{value: "130", clause: E}]
)yaml";

std::string changed(std::string_view text, std::string_view from, std::string_view to) {
  std::string out{text};
  const std::size_t at = out.find(from);
  REQUIRE(at != std::string::npos);
  return out.replace(at, from.size(), to);
}

using Codes = std::vector<std::string>;

Codes codes(const std::string& upper, const std::string& lower) {
  std::vector<Pack> packs;
  Codes found;
  const auto note = [&](const std::vector<Problem>& problems) {
    for (const Problem& problem : problems) {
      CHECK(problem.at.line > 0);
      found.push_back(problem.code);
    }
  };
  for (const std::string& text : {upper, lower}) {
    const auto tree = parse_tree(text, "pack");
    REQUIRE(tree.has_value());
    PackReading reading = read_pack(*tree, static_cast<std::uint32_t>(packs.size()));
    note(reading.problems);
    packs.push_back(std::move(reading.pack));
  }
  note(build_book(packs, test::shipped_kinds(), *Date::from_ymd(2025, 6, 1), [](std::string_view) {
         return std::string{"0"};
       }).problems);
  return found;
}

Codes in_upper(std::string_view from, std::string_view to) {
  return codes(changed(upper_text, from, to), std::string{lower_text});
}

Codes in_lower(std::string_view from, std::string_view to) {
  return codes(std::string{upper_text}, changed(lower_text, from, to));
}

}  // namespace

TEST_CASE("rules check: two layers without a mistake", "[unit][policy]") {
  CHECK(codes(std::string{upper_text}, std::string{lower_text}).empty());
}

TEST_CASE("rules check: a lower layer keeps to every bound above it", "[unit][policy]") {
  const auto [value, bounds, wanted] = GENERATE(table<std::string, std::string, Codes>({
      {"120", "{at_least: \"120\"}", {}},
      {"119", "{at_least: \"120\"}", {"P-BOUNDS"}},
      {"200", "{at_least: \"120\"}", {}},
      // Bounds of its own once replaced those above, so a layer could widen what it was given.
      {"201", "{at_least: \"120\"}", {"P-BOUNDS"}},
      {"99", "free", {"P-BOUNDS"}},
      {"100", "free", {}},
  }));
  CAPTURE(value, bounds);
  CHECK(codes(std::string{upper_text}, changed(changed(lower_text, "\"130\"", '"' + value + '"'),
                                               "{at_least: \"120\"}", bounds)) == wanted);
}

TEST_CASE("rules check: bounds between which nothing lies", "[unit][policy]") {
  CHECK(in_lower("{at_least: \"120\"}", "{at_least: \"130\", at_most: \"130\"}").empty());
  CHECK(in_lower("{at_least: \"120\"}", "{at_least: \"131\", at_most: \"130\"}") ==
        Codes{"P-BOUNDS", "P-BOUNDS"});
}

TEST_CASE("rules check: a condition that names nothing of a claim", "[unit][policy]") {
  CHECK(in_upper("invoice_date >= @\"2025-01-01\"", "true") == Codes{"P-CONSTANT"});
  CHECK(in_upper("category = \"空调\"", "1 = 1") == Codes{"P-CONSTANT"});
  CHECK(in_upper("invoice_date >= @\"2025-01-01\"", "cap >= 100").empty());  // a place may set it
}

TEST_CASE("rules check: dated rows that never count", "[unit][policy]") {
  const auto dated = [](std::string_view days) {
    return in_upper("{value: \"150\", clause: D}",
                    "{value: \"150\", clause: D}, {value: \"160\", clause: D, published: "
                    "\"2025-02-01\", " +
                        std::string{days} + "}");
  };
  CHECK(dated("last: \"2025-01-01\"").empty());
  CHECK(dated("last: \"2024-12-31\"") == Codes{"P-DATE"});
  CHECK(dated("first: \"2025-12-31\"").empty());
  CHECK(dated("first: \"2026-01-01\"") == Codes{"P-DATE"});
}

TEST_CASE("rules check: tables with a gap, an overlap, a row that nothing hits", "[unit][policy]") {
  CHECK(in_upper("not(1)", "> 1").empty());  // what is left has its no_row
  CHECK(in_upper("not(1)", "-") == Codes{"P-OVERLAP"});
  CHECK(in_upper("when: [\"1\"]", "when: [\"5\"]") == Codes{"P-OVERLAP"});
  CHECK(in_upper("when: [\"1\"]", "when: [\"6\"]") == Codes{"P-DEAD-ROW"});  // no such grade
  CHECK(in_upper("not(1)", "(5..5)") == Codes{"P-DEAD-ROW"});
}

TEST_CASE("rules check: a cell keeps to what can be proved, and says so", "[unit][policy]") {
  CHECK(in_upper("not(1)", "? / 2 > 1") == Codes{"F-FORM"});
  // The same in the input: the full evaluator computes it, the cells stay plain.
  CHECK(codes(changed(changed(upper_text, "[efficiency_grade]", "[floor(efficiency_grade / 2)]"),
                      "not(1)", "> 1"),
              std::string{lower_text})
            .empty());
}

TEST_CASE("rules check: a table may give text in full FEEL", "[unit][policy]") {
  const std::string upper =
      changed(changed(upper_text, "checks:", R"yaml(  - id: word
    title: {zh: 词, en: word}
    inputs: [efficiency_grade]
    rows:
      - {when: ["1"], value: 'upper case(category)', clause: D}
      - {when: ["not(1)"], value: '"x"', clause: D}
      - {when: ["null"], value: 'substring(category, 1, 1)', clause: D}
checks:)yaml"),
              "require: invoice_date", "require: word != \"X\" and invoice_date");
  CHECK(codes(upper, std::string{lower_text}).empty());
  CHECK(codes(changed(upper, "upper case(category)", "upper case(category) = \"A\""),
              std::string{lower_text}) == Codes{"F-TYPE"});
}

TEST_CASE("rules check: attempts left is a number that the claim has a part in", "[unit][policy]") {
  const std::string check = "    require: invoice_date >= @\"2025-01-01\"\n";
  const auto with = [&](std::string_view attempts) {
    return in_upper(check, check + "    attempts_left: " + std::string{attempts} + "\n");
  };
  CHECK(with("3 - qualification_attempt").empty());
  CHECK(with("3 - qualification_attempts") == Codes{"F-NAME"});
  CHECK(with("qualification_attempt < 3") == Codes{"F-TYPE"});
  CHECK(with("3") == Codes{"P-CONSTANT"});
}
