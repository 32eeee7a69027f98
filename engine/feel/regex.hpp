#pragma once
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tradein::feel {

enum class RegexTrouble : std::uint8_t { syntax, too_complex };

/// Regular expressions of XPath 2.0 (DMN's `matches`, `replace`, `split`), by code point.
///
/// Our own because the engine may use no more than the standard library, and because RE2 reads
/// another dialect: class subtraction, back-references, \i and \c, the flags s m i x q are XPath's.
/// Time: a state is tried once at a place, so a search costs at most pattern x text. A pattern with
/// back-references cannot be held to that and has a fixed number of steps. What is past either
/// bound gives `too_complex`.
class Regex {
 public:
  template <class T>
  using Outcome = std::expected<T, RegexTrouble>;

  [[nodiscard]] static Outcome<Regex> compile(std::string_view pattern, std::string_view flags);
  [[nodiscard]] Outcome<bool> found_in(std::string_view text) const;
  /// `$1`..`$9…` are groups, `$0` the whole match, `\$` and `\\` themselves. A pattern that matches
  /// the empty string is an error, as in XPath.
  [[nodiscard]] Outcome<std::string> replaced(std::string_view text, std::string_view replacement,
                                              std::size_t bytes_max) const;
  [[nodiscard]] Outcome<std::vector<std::string>> split(std::string_view text) const;

  /// A set of code points: ranges, minus another set; `negated` before the subtraction.
  struct Set {
    struct Span {
      char32_t first = 0;
      char32_t last = 0;
    };
    std::vector<Span> spans;
    std::vector<Set> unions;  ///< sets that are part of it, such as \W
    std::vector<Set> minus;   ///< none or one
    bool negated = false;
    [[nodiscard]] bool has(char32_t c, bool fold) const noexcept;
  };

 private:
  friend class RegexParser;
  friend class RegexSearch;
  struct Step {
    enum class Op : std::uint8_t {
      character,
      any,
      set,
      split,
      jump,
      save,
      line_start,
      line_end,
      reference,
      match
    };
    Op op = Op::match;
    char32_t character = 0;
    std::uint32_t first = 0;   ///< set, group; next step of a jump; the preferred one of a split
    std::uint32_t second = 0;  ///< the other one of a split
  };
  std::vector<Step> steps_;
  std::vector<Set> sets_;
  std::uint32_t groups_ = 0;  ///< without the whole match
  bool fold_ = false;
  bool dot_all_ = false;
  bool multi_line_ = false;
  bool references_ = false;
};

}  // namespace tradein::feel
