#include <algorithm>
#include <array>

#include "engine/feel/parser_state.hpp"
#include "engine/feel/text.hpp"

namespace tradein::feel {
namespace {

constexpr std::array<std::string_view, 16> keywords = {
    "if",        "then", "else", "for",     "in",       "return", "some",  "every",
    "satisfies", "and",  "or",   "between", "instance", "true",   "false", "null"};

// What a name may hold besides name characters (DMN 1.5, 10.3.1.2, rule 29).
bool is_name_sign(std::string_view sign) {
  return sign.size() == 1 && std::string_view{"./-+*'"}.find(sign[0]) != std::string_view::npos;
}

const NameSet& property_names() {
  static const NameSet names = [] {
    NameSet set;
    for (const std::string_view name : {"time offset", "start included", "end included"})
      set.insert(name);
    return set;
  }();
  return names;
}

}  // namespace

// Where the name that begins at the next word ends: the longest that is in scope, else the word
// itself.
std::size_t ParserState::name_end(bool with_members) const {
  const Token word = peek();
  std::size_t longest = std::max({bound_.longest_match(text_, word.begin),
                                  builtin_names().longest_match(text_, word.begin),
                                  scope_.variables.longest_match(text_, word.begin)});
  if (with_members)
    longest = std::max({longest, keys_.longest_match(text_, word.begin),
                        scope_.members.longest_match(text_, word.begin)});
  return std::max(word.end, word.begin + longest);
}

std::size_t ParserState::member_end() const {
  const Token word = peek();
  const std::size_t longest = std::max({keys_.longest_match(text_, word.begin),
                                        scope_.members.longest_match(text_, word.begin),
                                        property_names().longest_match(text_, word.begin)});
  if (longest != 0) return word.begin + longest;
  return word.kind == TokenKind::word ? word.end : 0;
}

// A name that is being bound goes as far as words and name signs go, up to `stop`, which is read
// too. Nothing where something else comes first; the cursor then has not moved.
std::optional<std::string> ParserState::name_before(std::string_view stop) {
  const std::size_t begin = peek().begin;
  std::size_t end = begin;
  if (peek().kind != TokenKind::word) return std::nullopt;
  for (Token token = peek(); token.kind != TokenKind::end; token = token_at(text_, token.end)) {
    const std::string_view part = spelled(token);
    if (end != begin && part == stop) {
      at_ = token.end;
      return fold_name(text_.substr(begin, end - begin));
    }
    const bool fits =
        token.kind == TokenKind::word || token.kind == TokenKind::number || is_name_sign(part);
    if (!fits) return std::nullopt;
    end = token.end;
  }
  return std::nullopt;
}

Node ParserState::primary() {
  const Token token = peek();
  switch (token.kind) {
    case TokenKind::number:
      at_ = token.end;
      return number(token);
    case TokenKind::string:
      at_ = token.end;
      return make(Kind::string_literal, token.begin, {},
                  unescape(text_.substr(token.begin + 1, token.end - token.begin - 2)));
    case TokenKind::temporal:
      at_ = token.end;
      return make(Kind::temporal_literal, token.begin, {},
                  unescape(text_.substr(token.begin + 2, token.end - token.begin - 3)));
    case TokenKind::word:
      return word(token);
    case TokenKind::sign: {
      if (accept("(")) return parenthesised(token.begin);
      if (accept("[")) return list_or_range(token.begin);
      if (accept("{")) return context(token.begin);
      if (accept("?")) return make(Kind::input, token.begin, {});
      if (accept("]")) return range_from(binary(4), token.begin, false);
      break;
    }
    case TokenKind::end:
    case TokenKind::unknown:
      break;
  }
  fail_expected("一个值", "a value");
  return {};
}

Node ParserState::number(const Token& token) {
  std::string digits{spelled(token)};
  const auto value = Decimal::parse(digits);
  if (!value)
    fail("E-FEEL-NUMBER", token.begin, {"数字超出范围", "the number is out of range"},
         {"用较短的数字", "write a shorter number"});
  Node node = make(Kind::number_literal, token.begin, {}, std::move(digits));
  node.number = value.value_or(Decimal{});
  return node;
}

Node ParserState::word(const Token& token) {
  const std::size_t end = name_end(filters_ > 0);
  const std::string_view spelling = spelled(token);
  if (end == token.end) {
    const std::size_t begin = token.begin;
    at_ = token.end;
    if (spelling == "null") return make(Kind::null_literal, begin, {});
    if (spelling == "true" || spelling == "false") {
      Node node = make(Kind::boolean_literal, begin, {});
      node.flag = spelling == "true";
      return node;
    }
    if (spelling == "if") return conditional(begin);
    if (spelling == "for") return loop(Kind::for_each, begin);
    if (spelling == "some") return loop(Kind::some, begin);
    if (spelling == "every") return loop(Kind::every, begin);
    if (spelling == "function" && next_is("(")) return function(begin);
    if (std::ranges::count(keywords, spelling) != 0) {
      at_ = begin;
      fail_expected("一个值", "a value");
      return {};
    }
  }
  at_ = end;
  return make(Kind::name, token.begin, {}, fold_name(text_.substr(token.begin, end - token.begin)));
}

Node ParserState::parenthesised(std::size_t begin) {
  if (at_compare_sign()) {
    Node test = compare(4);
    expect(")");
    test.begin = static_cast<std::uint32_t>(begin);
    test.end = static_cast<std::uint32_t>(at_);
    return test;
  }
  Node inner = expression();
  if (next_is("..")) return range_from(std::move(inner), begin, false);
  expect(")");
  return inner;
}

Node ParserState::list_or_range(std::size_t begin) {
  std::vector<Node> elements;
  if (accept("]")) return make(Kind::list, begin, {});
  const auto element = [&] {
    // A list may hold unary comparisons as ranges do.
    return at_compare_sign() ? compare(4) : expression();
  };
  elements.push_back(element());
  if (next_is("..")) return range_from(std::move(elements.front()), begin, true);
  while (!failed() && accept(",")) elements.push_back(element());
  expect("]");
  return make(Kind::list, begin, std::move(elements));
}

Node ParserState::context(std::size_t begin) {
  std::vector<Node> entries;
  std::vector<std::string> bound;
  while (!failed() && !next_is("}")) {
    const Token first = peek();
    std::optional<std::string> key;
    if (first.kind == TokenKind::string) {
      key = unescape(text_.substr(first.begin + 1, first.end - first.begin - 2));
      at_ = first.end;
      expect(":");
    } else {
      key = name_before(":");
      if (!key) fail_expected("键和冒号", "a key and a colon");
    }
    if (failed()) break;
    std::vector<Node> value;
    value.push_back(expression());
    bound_.insert(*key);
    keys_.insert(*key);
    bound.push_back(*key);
    entries.push_back(make(Kind::context_entry, first.begin, std::move(value), *key));
    if (!accept(",")) break;
  }
  for (const std::string& key : bound) bound_.remove(key);
  expect("}");
  return make(Kind::context, begin, std::move(entries));
}

Node ParserState::conditional(std::size_t begin) {
  std::vector<Node> parts;
  parts.push_back(expression());
  expect("then");
  parts.push_back(expression());
  expect("else");
  parts.push_back(expression());
  return make(Kind::conditional, begin, std::move(parts));
}

// for, some, every.
Node ParserState::loop(Kind kind, std::size_t begin) {
  std::vector<Node> parts;
  std::vector<std::string> bound;
  do {
    const std::size_t from = peek().begin;
    auto variable = name_before("in");
    if (!variable) {
      fail_expected("变量名和 `in`", "a variable and `in`");
      break;
    }
    std::vector<Node> domain;
    domain.push_back(expression());
    if (accept("..")) domain.push_back(expression());
    parts.push_back(make(Kind::iteration, from, std::move(domain), *variable));
    bound_.insert(*variable);
    bound.push_back(*std::move(variable));
  } while (!failed() && accept(","));
  expect(kind == Kind::for_each ? "return" : "satisfies");
  parts.push_back(expression());
  for (const std::string& name : bound) bound_.remove(name);
  return make(kind, begin, std::move(parts));
}

Node ParserState::function(std::size_t begin) {
  expect("(");
  std::vector<Node> parts;
  std::vector<std::string> bound;
  while (!failed() && !next_is(")")) {
    const std::size_t from = peek().begin;
    std::vector<Node> declared;
    auto name = name_before(":");
    if (name) {
      declared.push_back(type());
    } else {
      const std::size_t start = at_;
      name = name_before(",");
      if (!name) name = name_before(")");
      if (!name) {
        fail_expected("参数名", "the name of a parameter");
        break;
      }
      at_ = start;
      while (!next_is(",") && !next_is(")")) at_ = peek().end;
    }
    bound_.insert(*name);
    bound.push_back(*name);
    parts.push_back(make(Kind::parameter, from, std::move(declared), *name));
    if (!accept(",")) break;
  }
  expect(")");
  const bool external = accept("external");
  parts.push_back(expression());
  for (const std::string& name : bound) bound_.remove(name);
  Node node = make(Kind::function, begin, std::move(parts));
  node.flag = external;
  return node;
}

// After the opening parenthesis, the closing one included.
std::vector<Node> ParserState::arguments() {
  std::vector<Node> all;
  const bool outer_range_end = range_end_;
  range_end_ = false;
  while (!failed() && !next_is(")")) {
    const std::size_t from = peek().begin;
    if (auto name = name_before(":")) {
      std::vector<Node> value;
      value.push_back(expression());
      all.push_back(make(Kind::named_argument, from, std::move(value), *name));
    } else {
      all.push_back(at_compare_sign() ? compare(4) : expression());
    }
    if (!accept(",")) break;
    if (next_is(")")) fail_expected("一个参数", "an argument");
  }
  expect(")");
  range_end_ = outer_range_end;
  return all;
}

}  // namespace tradein::feel
