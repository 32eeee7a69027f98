#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/feel/lexer.hpp"
#include "engine/feel/parser.hpp"

namespace tradein::feel {

/// The parser's inside; include parser.hpp instead. Recursive descent; the first error is kept and
/// moves the cursor to the end of the text, so that every loop ends by itself.
class ParserState {
 public:
  ParserState(std::string_view text, const Scope& scope) : text_{text}, scope_{scope} {}
  [[nodiscard]] Result<Node> whole_expression();
  [[nodiscard]] Result<Node> whole_unary_tests();

 private:
  // parser.cpp: cursor and operators
  [[nodiscard]] Token peek() const noexcept { return token_at(text_, at_); }
  [[nodiscard]] std::string_view spelled(const Token& token) const noexcept {
    return text_.substr(token.begin, token.end - token.begin);
  }
  [[nodiscard]] bool next_is(std::string_view word_or_sign) const noexcept;
  bool accept(std::string_view word_or_sign) noexcept;
  void expect(std::string_view word_or_sign);
  void fail(std::string_view code, std::size_t at, Text what, Text fix);
  void fail_expected(std::string_view zh, std::string_view en);
  [[nodiscard]] bool failed() const noexcept { return error_.has_value(); }
  [[nodiscard]] Node make(Kind kind, std::size_t begin, std::vector<Node> children,
                          std::string text = {});
  [[nodiscard]] bool check_text();
  [[nodiscard]] Result<Node> finish(Node node);

  [[nodiscard]] Node expression();
  [[nodiscard]] Node binary(int level);
  [[nodiscard]] std::optional<Node> comparison_tail(Node& left, std::size_t begin);
  [[nodiscard]] Node unary();
  [[nodiscard]] Node postfix();

  // parser_unary.cpp: unary tests and ranges
  [[nodiscard]] Node tests(bool cell);
  [[nodiscard]] Node test(bool cell);
  [[nodiscard]] std::vector<Node> in_tests();
  [[nodiscard]] Node range_from(Node start, std::size_t begin, bool start_included);
  [[nodiscard]] bool at_compare_sign() const noexcept;
  [[nodiscard]] Node compare(int level);
  [[nodiscard]] bool open_bracket_closes_range() const noexcept;

  // parser_primary.cpp: literals, names and the forms that begin with a keyword
  [[nodiscard]] Node primary();
  [[nodiscard]] Node word(const Token& token);
  [[nodiscard]] Node parenthesised(std::size_t begin);
  [[nodiscard]] Node list_or_range(std::size_t begin);
  [[nodiscard]] Node context(std::size_t begin);
  [[nodiscard]] Node number(const Token& token);
  [[nodiscard]] Node conditional(std::size_t begin);
  [[nodiscard]] Node loop(Kind kind, std::size_t begin);
  [[nodiscard]] Node function(std::size_t begin);
  [[nodiscard]] std::vector<Node> arguments();
  [[nodiscard]] std::size_t name_end(bool with_members) const;
  [[nodiscard]] std::size_t member_end() const;
  [[nodiscard]] std::optional<std::string> name_before(std::string_view sign_or_word);

  // parser_types.cpp
  [[nodiscard]] Node type();
  [[nodiscard]] std::string type_name();

  std::string_view text_;
  const Scope& scope_;
  std::size_t at_ = 0;
  std::size_t nesting_ = 0;
  std::size_t filters_ = 0;
  bool range_end_ = false;  ///< reading the end of a range: `[` may close it
  NameSet bound_;           ///< names that the expression binds, while they are in scope
  NameSet keys_;            ///< keys of its contexts
  std::optional<Error> error_;
};

}  // namespace tradein::feel
