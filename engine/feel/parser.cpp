#include "engine/feel/parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/limits.hpp"
#include "engine/feel/parser_state.hpp"
#include "engine/feel/text.hpp"

namespace tradein::feel {
namespace {

struct Operator {
  std::string_view sign;
  int level;
  Kind kind;
};

constexpr int or_level = 1;
constexpr int comparison_level = 3;
constexpr int sum_level = 4;
constexpr std::array<Operator, 14> operators = {{
    {"or", or_level, Kind::any_of},
    {"and", 2, Kind::all_of},
    {"=", comparison_level, Kind::equal},
    {"==", comparison_level, Kind::equal},
    {"!=", comparison_level, Kind::not_equal},
    {"<=", comparison_level, Kind::less_equal},
    {"<", comparison_level, Kind::less},
    {">=", comparison_level, Kind::greater_equal},
    {">", comparison_level, Kind::greater},
    {"+", sum_level, Kind::add},
    {"-", sum_level, Kind::subtract},
    {"*", 5, Kind::multiply},
    {"/", 5, Kind::divide},
    {"**", 6, Kind::power},
}};
constexpr int unary_level = 7;

const Operator* operator_of(std::string_view sign, int level) {
  for (const Operator& each : operators)
    if (each.level == level && each.sign == sign) return &each;
  return nullptr;
}

bool grows(Kind kind) { return kind == Kind::all_of || kind == Kind::any_of; }

}  // namespace

bool ParserState::next_is(std::string_view word_or_sign) const noexcept {
  const Token token = peek();
  return (token.kind == TokenKind::word || token.kind == TokenKind::sign) &&
         spelled(token) == word_or_sign;
}

bool ParserState::accept(std::string_view word_or_sign) noexcept {
  if (!next_is(word_or_sign)) return false;
  at_ = peek().end;
  return true;
}

void ParserState::expect(std::string_view word_or_sign) {
  if (failed() || accept(word_or_sign)) return;
  fail_expected(fmt::format("`{}`", word_or_sign), fmt::format("`{}`", word_or_sign));
}

void ParserState::fail(std::string_view code, std::size_t at, Text what, Text fix) {
  if (!failed()) error_ = error_at(code, text_, at, std::move(what), std::move(fix));
  at_ = text_.size();
}

void ParserState::fail_expected(std::string_view zh, std::string_view en) {
  const Token token = peek();
  if (token.kind == TokenKind::unknown &&
      (text_[token.begin] == '"' || text_[token.begin] == '@')) {
    fail("E-FEEL-STRING", token.begin, {"字符串没有结束的引号", "a string has no closing quote"},
         {"在字符串末尾补上引号", "close the string with a quote"});
    return;
  }
  const bool at_end = token.kind == TokenKind::end;
  // Two words in a row: most often a name of several words that nothing declares.
  const bool after_name =
      token.kind == TokenKind::word && token.begin > 0 && at_ > 0 && name_part_before(text_, at_);
  fail("E-FEEL-SYNTAX", token.begin,
       {at_end ? fmt::format("表达式在此结束，应为{}", zh)
               : fmt::format("此处应为{}，却是 `{}`", zh, spelled(token)),
        at_end ? fmt::format("the expression ends where {} was expected", en)
               : fmt::format("expected {}, found `{}`", en, spelled(token))},
       after_name
           ? Text{"写运算符，或检查它前面的名称", "write an operator, or check the name before it"}
           : Text{fmt::format("在此处写{}", zh), fmt::format("write {} here", en)});
}

Node ParserState::make(Kind kind, std::size_t begin, std::vector<Node> children, std::string text) {
  Node node;
  node.kind = kind;
  node.begin = static_cast<std::uint32_t>(begin);
  node.end = static_cast<std::uint32_t>(at_);
  node.text = std::move(text);
  for (const Node& child : children)
    node.depth = std::max(node.depth, static_cast<std::uint16_t>(child.depth + 1));
  node.children = std::move(children);
  if (node.depth > depth_max) {
    fail("E-FEEL-DEPTH", begin, {"表达式嵌套过深", "the expression is nested too deeply"},
         {"拆成几个较短的表达式", "split it into shorter expressions"});
    node.children.clear();
    node.depth = 1;
  }
  return node;
}

bool ParserState::check_text() {
  if (text_.size() > limits::feel_text_bytes_max) {
    error_ = error_at("E-FEEL-SIZE", "", 0, {"表达式过长", "the expression is too long"},
                      {fmt::format("不超过 {} 字节", limits::feel_text_bytes_max),
                       fmt::format("keep it within {} bytes", limits::feel_text_bytes_max)});
  } else if (const std::size_t bad = invalid_utf8(text_); bad != std::string_view::npos) {
    error_ = error_at("E-FEEL-UTF8", text_.substr(0, bad), bad,
                      {"表达式不是 UTF-8", "the expression is not UTF-8"},
                      {"以 UTF-8 保存", "save it as UTF-8"});
  }
  return !failed();
}

Result<Node> ParserState::finish(Node node) {
  if (!failed() && peek().kind != TokenKind::end)
    fail_expected("表达式的结尾", "the end of the expression");
  if (failed()) return std::unexpected(*error_);
  return node;
}

Result<Node> ParserState::whole_expression() {
  if (!check_text()) return std::unexpected(*error_);
  return finish(expression());
}

Result<Node> ParserState::whole_unary_tests() {
  if (!check_text()) return std::unexpected(*error_);
  return finish(tests(true));
}

Node ParserState::expression() {
  if (++nesting_ > limits::feel_depth_max)
    fail("E-FEEL-DEPTH", at_, {"表达式嵌套过深", "the expression is nested too deeply"},
         {"拆成几个较短的表达式", "split it into shorter expressions"});
  const bool outer_range_end = range_end_;
  range_end_ = false;
  Node node = failed() ? Node{} : binary(or_level);
  range_end_ = outer_range_end;
  --nesting_;
  return node;
}

Node ParserState::binary(int level) {
  if (level == unary_level) return unary();
  const std::size_t begin = peek().begin;
  Node left = binary(level + 1);
  while (!failed()) {
    const Token token = peek();
    if (token.kind != TokenKind::sign && token.kind != TokenKind::word) break;
    const Operator* found = operator_of(spelled(token), level);
    if (found == nullptr) {
      if (level != comparison_level) break;
      auto tail = comparison_tail(left, begin);
      if (!tail) break;
      left = std::move(*tail);
      continue;
    }
    at_ = token.end;
    Node right = binary(level + 1);
    if (grows(found->kind) && left.kind == found->kind && left.begin == begin && left.flag) {
      left.depth = std::max(left.depth, static_cast<std::uint16_t>(right.depth + 1));
      left.end = static_cast<std::uint32_t>(at_);
      left.children.push_back(std::move(right));
      continue;
    }
    std::vector<Node> operands;
    operands.push_back(std::move(left));
    operands.push_back(std::move(right));
    left = make(found->kind, begin, std::move(operands));
    left.flag = grows(found->kind);  // still open to further operands
  }
  if (grows(left.kind)) left.flag = false;
  return left;
}

// `between … and …` and `in …`, which have the precedence of comparisons.
std::optional<Node> ParserState::comparison_tail(Node& left, std::size_t begin) {
  std::vector<Node> children;
  if (accept("between")) {
    children.push_back(std::move(left));
    children.push_back(binary(sum_level));
    expect("and");
    children.push_back(binary(sum_level));
    return make(Kind::between, begin, std::move(children));
  }
  if (accept("in")) {
    children.push_back(std::move(left));
    for (Node& each : in_tests()) children.push_back(std::move(each));
    return make(Kind::in, begin, std::move(children));
  }
  return std::nullopt;
}

Node ParserState::unary() {
  std::vector<std::size_t> signs;
  for (Token token = peek(); !failed() && token.kind == TokenKind::sign && spelled(token) == "-";
       token = peek()) {
    signs.push_back(token.begin);
    at_ = token.end;
  }
  Node node = postfix();
  for (auto sign = signs.rbegin(); sign != signs.rend(); ++sign) {
    std::vector<Node> operand;
    operand.push_back(std::move(node));
    node = make(Kind::negate, *sign, std::move(operand));
  }
  return node;
}

Node ParserState::postfix() {
  const std::size_t begin = peek().begin;
  Node node = primary();
  while (!failed()) {
    std::vector<Node> children;
    if (next_is(".")) {
      accept(".");
      const std::size_t from = peek().begin;
      const std::size_t end = member_end();
      if (end == 0) {
        fail_expected("成员名", "the name of a member");
        break;
      }
      at_ = end;
      children.push_back(std::move(node));
      node =
          make(Kind::path, begin, std::move(children), fold_name(text_.substr(from, end - from)));
    } else if (next_is("[") && !(range_end_ && open_bracket_closes_range())) {
      accept("[");
      ++filters_;
      children.push_back(std::move(node));
      children.push_back(expression());
      --filters_;
      expect("]");
      node = make(Kind::filter, begin, std::move(children));
    } else if (next_is("(")) {
      accept("(");
      children.push_back(std::move(node));
      for (Node& each : arguments()) children.push_back(std::move(each));
      node = make(Kind::call, begin, std::move(children));
    } else if (next_is("instance")) {
      accept("instance");
      expect("of");
      children.push_back(std::move(node));
      children.push_back(type());
      node = make(Kind::instance_of, begin, std::move(children));
    } else {
      break;
    }
  }
  return node;
}

Result<Node> parse_expression(std::string_view text, const Scope& scope) {
  return ParserState{text, scope}.whole_expression();
}

Result<Node> parse_unary_tests(std::string_view text, const Scope& scope) {
  return ParserState{text, scope}.whole_unary_tests();
}

}  // namespace tradein::feel
