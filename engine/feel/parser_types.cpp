#include <algorithm>
#include <array>

#include "engine/base/limits.hpp"
#include "engine/feel/parser_state.hpp"
#include "engine/feel/text.hpp"

namespace tradein::feel {
namespace {

const NameSet& builtin_types() {
  static const NameSet names = [] {
    NameSet set;
    for (const std::string_view name :
         {"date and time", "days and time duration", "day and time duration",
          "years and months duration", "year and month duration"})
      set.insert(name);
    return set;
  }();
  return names;
}

constexpr std::array<std::string_view, 10> not_in_types = {
    "and", "or", "then", "else", "return", "satisfies", "in", "instance", "between", "external"};

}  // namespace

std::string ParserState::type_name() {
  const std::size_t begin = peek().begin;
  const std::size_t known = std::max(builtin_types().longest_match(text_, begin),
                                     scope_.types.longest_match(text_, begin));
  if (peek().kind != TokenKind::word) {
    fail_expected("类型名", "the name of a type");
    return {};
  }
  if (known != 0) {
    at_ = begin + known;
    return fold_name(text_.substr(begin, known));
  }
  // An unknown name goes as far as words and points go.
  std::size_t end = begin;
  for (Token token = peek();
       token.kind == TokenKind::word && std::ranges::count(not_in_types, spelled(token)) == 0;
       token = peek()) {
    end = at_ = token.end;
    if (next_is(".") && token_at(text_, peek().end).kind == TokenKind::word) accept(".");
  }
  at_ = end;
  return fold_name(text_.substr(begin, end - begin));
}

Node ParserState::type() {
  const std::size_t begin = peek().begin;
  if (++nesting_ > limits::feel_depth_max)
    fail("E-FEEL-DEPTH", at_, {"类型嵌套过深", "the type is nested too deeply"},
         {"为内层类型取名", "name the inner type"});
  std::string name = failed() ? std::string{} : type_name();
  std::vector<Node> children;
  Kind kind = Kind::type_name;
  if (!failed() && next_is("<") &&
      (name == "list" || name == "range" || name == "context" || name == "function")) {
    kind = name == "list"      ? Kind::type_list
           : name == "range"   ? Kind::type_range
           : name == "context" ? Kind::type_context
                               : Kind::type_function;
    accept("<");
    while (!failed() && !next_is(">")) {
      if (kind == Kind::type_context) {
        const std::size_t from = peek().begin;
        auto key = name_before(":");
        if (!key) fail_expected("成员名和冒号", "a member's name and a colon");
        std::vector<Node> member;
        member.push_back(type());
        children.push_back(make(Kind::type_member, from, std::move(member), key.value_or("")));
      } else {
        children.push_back(type());
      }
      if (!accept(",")) break;
    }
    expect(">");
    if (kind == Kind::type_function) {
      expect("->");
      children.push_back(type());
    }
    name.clear();
  }
  --nesting_;
  if ((kind == Kind::type_list || kind == Kind::type_range) && children.size() != 1)
    fail_expected("一个元素类型", "one element type");
  return make(kind, begin, std::move(children), std::move(name));
}

}  // namespace tradein::feel
