#include "engine/feel/regex.hpp"

#include <algorithm>

#include "engine/feel/case_mapping.hpp"
#include "engine/feel/text.hpp"

namespace tradein::feel {

bool Regex::Set::has(char32_t c, bool fold) const noexcept {
  const auto in = [&](char32_t each) {
    return std::ranges::any_of(
        spans, [&](const Span& span) { return each >= span.first && each <= span.last; });
  };
  bool member = in(c);
  if (fold && !member) member = in(to_upper(c)) || in(to_lower(c)) || in(fold_case(c));
  member = member || std::ranges::any_of(unions, [&](const Set& set) { return set.has(c, fold); });
  if (negated) member = !member;
  return member && std::ranges::none_of(minus, [&](const Set& set) { return set.has(c, fold); });
}

/// One search of a text: depth first, in order of preference, each step at each place once.
class RegexSearch {
 public:
  static constexpr std::size_t unset = static_cast<std::size_t>(-1);

  RegexSearch(const Regex& regex, std::u32string_view text) : regex_{regex}, text_{text} {
    saved_.resize((std::size_t{regex.groups_} + 1) * 2, unset);
  }

  // Whether the text fits the table of places tried (16 MiB).
  [[nodiscard]] bool fits() const {
    constexpr std::size_t places_max = 4 * 1024 * 1024;
    return regex_.references_ || regex_.steps_.size() * (text_.size() + 1) <= places_max;
  }

  // The first match from `from` on; false where there is none or the steps are spent.
  bool find(std::size_t from) {
    if (!regex_.references_) {
      if (tried_.empty()) tried_.resize(regex_.steps_.size() * (text_.size() + 1), 0);
      ++search_;
    }
    for (std::size_t start = from; start <= text_.size() && !spent_; ++start)
      if (match_at(start)) return true;
    return false;
  }
  [[nodiscard]] bool spent() const { return spent_; }
  [[nodiscard]] std::size_t saved(std::size_t place) const { return saved_[place]; }
  [[nodiscard]] std::u32string_view group(std::size_t number) const {
    if (number * 2 + 1 >= saved_.size() || saved_[number * 2] == unset ||
        saved_[number * 2 + 1] == unset)
      return {};
    return text_.substr(saved_[number * 2], saved_[number * 2 + 1] - saved_[number * 2]);
  }

 private:
  struct Branch {
    std::uint32_t step = 0;
    std::size_t place = 0;
    bool restore = false;  ///< put `place` back into the saved place `step`
  };

  bool match_at(std::size_t start) {
    std::ranges::fill(saved_, unset);
    stack_.clear();
    stack_.push_back({0, start, false});
    while (!stack_.empty()) {
      const Branch branch = stack_.back();
      stack_.pop_back();
      if (branch.restore)
        saved_[branch.step] = branch.place;
      else if (follow(branch.step, branch.place))
        return true;
      if (spent_) return false;
    }
    return false;
  }

  bool first_visit(std::uint32_t step, std::size_t place) {
    if (regex_.references_) {
      constexpr std::size_t steps_max = 2'000'000;
      spent_ = ++taken_ > steps_max;
      return !spent_;
    }
    std::uint32_t& mark = tried_[step * (text_.size() + 1) + place];
    if (mark == search_) return false;
    mark = search_;
    return true;
  }

  // Runs from a step until it fails (false) or matches.
  bool follow(std::uint32_t step, std::size_t place) {
    using Op = Regex::Step::Op;
    while (first_visit(step, place)) {
      const Regex::Step& at = regex_.steps_[step];
      switch (at.op) {
        case Op::match:
          return true;
        case Op::jump:
          step = at.first;
          continue;
        case Op::split:
          stack_.push_back({at.second, place, false});
          step = at.first;
          continue;
        case Op::save:
          stack_.push_back({at.first, saved_[at.first], true});
          saved_[at.first] = place;
          break;
        case Op::line_start:
          if (place != 0 &&
              !(regex_.multi_line_ && text_[place - 1] == '\n' && place < text_.size()))
            return false;
          break;
        case Op::line_end:
          if (place != text_.size() && !(regex_.multi_line_ && text_[place] == '\n')) return false;
          break;
        case Op::reference: {
          const std::u32string_view wanted = group(at.first);
          if (!same(text_.substr(place, wanted.size()), wanted)) return false;
          place += wanted.size();
          break;
        }
        case Op::character:
        case Op::any:
        case Op::set:
          if (place >= text_.size() || !takes(at, text_[place])) return false;
          ++place;
          break;
      }
      ++step;
    }
    return false;
  }

  [[nodiscard]] bool takes(const Regex::Step& step, char32_t c) const {
    if (step.op == Regex::Step::Op::any) return regex_.dot_all_ || (c != '\n' && c != '\r');
    if (step.op == Regex::Step::Op::set) return regex_.sets_[step.first].has(c, regex_.fold_);
    return c == step.character || (regex_.fold_ && fold_case(c) == fold_case(step.character));
  }
  [[nodiscard]] bool same(std::u32string_view a, std::u32string_view b) const {
    return std::ranges::equal(a, b, [&](char32_t x, char32_t y) {
      return x == y || (regex_.fold_ && fold_case(x) == fold_case(y));
    });
  }

  const Regex& regex_;
  std::u32string_view text_;
  std::vector<std::size_t> saved_;
  std::vector<Branch> stack_;
  std::vector<std::uint32_t> tried_;
  std::uint32_t search_ = 0;
  std::size_t taken_ = 0;
  bool spent_ = false;
};

Regex::Outcome<bool> Regex::found_in(std::string_view text) const {
  const std::u32string wide = to_utf32(text);
  RegexSearch search{*this, wide};
  if (!search.fits()) return std::unexpected(RegexTrouble::too_complex);
  const bool found = search.find(0);
  if (search.spent()) return std::unexpected(RegexTrouble::too_complex);
  return found;
}

namespace {

// The replacement with its groups filled in; false where a `$` or `\` is not as XPath wants it.
bool fill(std::u32string_view replacement, std::size_t groups, auto&& group, std::u32string& out) {
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    const char32_t c = replacement[i];
    if (c != '$' && c != '\\') {
      out += c;
      continue;
    }
    if (++i == replacement.size()) return false;
    const char32_t next = replacement[i];
    if (c == '\\') {
      if (next != '$' && next != '\\') return false;
      out += next;
      continue;
    }
    if (next < '0' || next > '9') return false;
    std::size_t number = next - U'0';
    while (i + 1 < replacement.size() && replacement[i + 1] >= '0' && replacement[i + 1] <= '9' &&
           number * 10 + (replacement[i + 1] - U'0') <= groups)
      number = number * 10 + (replacement[++i] - U'0');
    if (number <= groups) out += group(number);
  }
  return true;
}

}  // namespace

Regex::Outcome<std::string> Regex::replaced(std::string_view text, std::string_view replacement,
                                            std::size_t bytes_max) const {
  if (const auto empty = found_in(""); !empty || *empty)
    return std::unexpected(RegexTrouble::syntax);
  const std::u32string wide = to_utf32(text);
  const std::u32string with = to_utf32(replacement);
  RegexSearch search{*this, wide};
  if (!search.fits()) return std::unexpected(RegexTrouble::too_complex);
  std::u32string out;
  std::size_t done = 0;
  for (std::size_t from = 0; from <= wide.size() && search.find(from);) {
    const std::size_t begin = search.saved(0);
    const std::size_t end = search.saved(1);
    out.append(wide, done, begin - done);
    if (!fill(with, groups_, [&](std::size_t number) { return search.group(number); }, out))
      return std::unexpected(RegexTrouble::syntax);
    if (out.size() > bytes_max) return std::unexpected(RegexTrouble::too_complex);
    done = end;
    from = std::max(end, begin + 1);
  }
  if (search.spent()) return std::unexpected(RegexTrouble::too_complex);
  std::u32string dummy;
  if (!fill(with, groups_, [](std::size_t) { return std::u32string_view{}; }, dummy))
    return std::unexpected(RegexTrouble::syntax);
  out.append(wide, done);
  return to_utf8(out);
}

Regex::Outcome<std::vector<std::string>> Regex::split(std::string_view text) const {
  if (const auto empty = found_in(""); !empty || *empty)
    return std::unexpected(RegexTrouble::syntax);
  const std::u32string wide = to_utf32(text);
  RegexSearch search{*this, wide};
  if (!search.fits()) return std::unexpected(RegexTrouble::too_complex);
  std::vector<std::string> parts;
  std::size_t done = 0;
  for (std::size_t from = 0; from <= wide.size() && search.find(from);) {
    parts.push_back(to_utf8(std::u32string_view{wide}.substr(done, search.saved(0) - done)));
    done = search.saved(1);
    from = std::max(done, search.saved(0) + 1);
  }
  if (search.spent()) return std::unexpected(RegexTrouble::too_complex);
  parts.push_back(to_utf8(std::u32string_view{wide}.substr(done)));
  return parts;
}

}  // namespace tradein::feel
