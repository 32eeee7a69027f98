#include <array>

#include "engine/feel/parser_state.hpp"

namespace tradein::feel {
namespace {

constexpr int or_level = 1;
constexpr int sum_level = 4;
constexpr std::array<std::string_view, 6> compare_signs = {"<", "<=", ">", ">=", "=", "!="};
// A `[` before one of these words closes a range instead of beginning a filter; before a sign it
// does so unless the sign can begin an expression.
constexpr std::array<std::string_view, 9> after_range = {
    "and", "or", "then", "in", "else", "return", "satisfies", "instance", "between"};
constexpr std::array<std::string_view, 5> first_signs = {"(", "[", "{", "-", "?"};

bool one_of(std::string_view word, auto& words) {
  for (const std::string_view each : words)
    if (each == word) return true;
  return false;
}

}  // namespace

bool ParserState::at_compare_sign() const noexcept {
  const Token token = peek();
  return token.kind == TokenKind::sign && one_of(spelled(token), compare_signs);
}

bool ParserState::open_bracket_closes_range() const noexcept {
  const Token after = token_at(text_, peek().end);
  if (after.kind == TokenKind::end) return true;
  return after.kind == TokenKind::sign ? !one_of(spelled(after), first_signs)
                                       : one_of(spelled(after), after_range);
}

// `< 5` and its kin; the operand is an expression of `level`.
Node ParserState::compare(int level) {
  const Token sign = peek();
  at_ = sign.end;
  std::vector<Node> operand;
  operand.push_back(binary(level));
  return make(Kind::compare, sign.begin, std::move(operand), std::string{spelled(sign)});
}

// A cell's test may be any expression; after `in` it ends where an operand of a comparison would.
Node ParserState::test(bool cell) {
  if (at_compare_sign()) return compare(sum_level);
  return cell ? binary(or_level) : binary(sum_level);
}

Node ParserState::tests(bool cell) {
  const std::size_t begin = peek().begin;
  if (next_is("-") && token_at(text_, peek().end).kind == TokenKind::end) {
    accept("-");
    std::vector<Node> any;
    any.push_back(make(Kind::test_any, begin, {}));
    return make(Kind::tests, begin, std::move(any));
  }
  if (next_is("not")) {
    // `not(a, b)` negates a list of tests when nothing follows it; else it is a call within an
    // expression.
    const std::size_t start = at_;
    accept("not");
    if (accept("(")) {
      Node inner = tests(true);
      if (!failed() && accept(")") && peek().kind == TokenKind::end) {
        inner.flag = true;
        inner.begin = static_cast<std::uint32_t>(begin);
        inner.end = static_cast<std::uint32_t>(at_);
        return inner;
      }
    }
    error_.reset();
    at_ = start;
  }
  std::vector<Node> all;
  do all.push_back(test(cell));
  while (!failed() && accept(","));
  return make(Kind::tests, begin, std::move(all));
}

// The right side of `in`: one test, or several in parentheses, or a range that begins with one.
std::vector<Node> ParserState::in_tests() {
  std::vector<Node> all;
  const std::size_t begin = peek().begin;
  if (!accept("(")) {
    all.push_back(test(false));
    return all;
  }
  const bool outer_range_end = range_end_;
  range_end_ = false;
  do all.push_back(test(true));
  while (!failed() && accept(","));
  range_end_ = outer_range_end;
  if (all.size() == 1 && next_is("..")) {
    Node range = range_from(std::move(all.front()), begin, false);
    all.clear();
    all.push_back(std::move(range));
    return all;
  }
  expect(")");
  return all;
}

// The rest of a range after its start: `..`, the end, the closing bracket.
Node ParserState::range_from(Node start, std::size_t begin, bool start_included) {
  expect("..");
  const bool outer_range_end = range_end_;
  range_end_ = true;
  std::vector<Node> ends;
  ends.push_back(std::move(start));
  ends.push_back(binary(sum_level));
  range_end_ = outer_range_end;
  const bool end_included = accept("]");
  if (!end_included && !accept(")") && !accept("["))
    fail_expected("区间的右括号", "the closing bracket of the range");
  Node range = make(Kind::range, begin, std::move(ends));
  range.flag = start_included;
  range.flag2 = end_included;
  return range;
}

}  // namespace tradein::feel
