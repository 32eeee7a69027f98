#include <algorithm>
#include <limits>
#include <memory>

#include "engine/feel/case_mapping.hpp"
#include "engine/feel/regex.hpp"
#include "engine/feel/regex_sets.hpp"
#include "engine/feel/text.hpp"

namespace tradein::feel {
namespace {

constexpr std::size_t steps_max = 20'000;  // a{1000}{1000} and its kin end here
constexpr int nesting_max = 100;
constexpr std::uint32_t unbounded = std::numeric_limits<std::uint32_t>::max();

struct Piece {
  enum class Kind : std::uint8_t {
    empty,
    character,
    any,
    set,
    sequence,
    choice,
    repeat,
    group,
    start,
    end,
    reference
  };
  Kind kind = Kind::empty;
  char32_t character = 0;
  std::uint32_t index = 0;  ///< set or group
  std::uint32_t least = 0;
  std::uint32_t most = 0;
  bool lazy = false;
  bool capturing = true;
  std::vector<Piece> parts;
};

Piece of(Piece::Kind kind) {
  Piece piece;
  piece.kind = kind;
  return piece;
}

}  // namespace

/// Reads a pattern into pieces, then writes the steps. The first trouble stops both.
class RegexParser {
 public:
  explicit RegexParser(std::u32string text) : text_{std::move(text)} {}

  std::optional<Regex> run(bool literal) {
    Piece whole = literal ? literal_text() : choice();
    if (failed_ || at_ != text_.size()) return std::nullopt;
    regex_.groups_ = groups_;
    save(0);
    write(whole);
    save(1);
    regex_.steps_.push_back({});
    if (failed_) return std::nullopt;
    return std::move(regex_);
  }

  Regex regex_;

 private:
  [[nodiscard]] bool done() const { return at_ >= text_.size(); }
  [[nodiscard]] char32_t peek() const { return done() ? 0 : text_[at_]; }
  bool accept(char32_t c) {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  Piece literal_text() {
    Piece all = of(Piece::Kind::sequence);
    for (const char32_t c : text_) {
      Piece one = of(Piece::Kind::character);
      one.character = c;
      all.parts.push_back(std::move(one));
    }
    at_ = text_.size();
    return all;
  }

  Piece choice() {
    if (++nesting_ > nesting_max) failed_ = true;
    Piece all = of(Piece::Kind::choice);
    do all.parts.push_back(failed_ ? Piece{} : sequence());
    while (!failed_ && accept('|'));
    --nesting_;
    return all;
  }

  Piece sequence() {
    Piece all = of(Piece::Kind::sequence);
    while (!failed_ && !done() && peek() != '|' && peek() != ')')
      all.parts.push_back(quantified(atom()));
    return all;
  }

  std::optional<std::uint32_t> count() {
    std::uint32_t value = 0;
    const std::size_t begin = at_;
    while (!done() && peek() >= '0' && peek() <= '9' && value < 100'000)
      value = value * 10 + (text_[at_++] - U'0');
    return at_ == begin ? std::nullopt : std::optional{value};
  }

  Piece quantified(Piece piece) {
    std::uint32_t least = 0;
    std::uint32_t most = unbounded;
    if (accept('+')) {
      least = 1;
    } else if (accept('?')) {
      most = 1;
    } else if (accept('{')) {
      const auto low = count();
      const bool comma = accept(',');
      const auto high = comma ? count() : low;
      if (!low || !accept('}') || (high && *high < *low)) failed_ = true;
      least = low.value_or(0);
      most = high.value_or(unbounded);
    } else if (!accept('*')) {
      return piece;
    }
    Piece repeat = of(Piece::Kind::repeat);
    repeat.least = least;
    repeat.most = most;
    repeat.lazy = accept('?');
    repeat.parts.push_back(std::move(piece));
    if (!done() && (peek() == '*' || peek() == '+' || peek() == '?' || peek() == '{'))
      failed_ = true;
    return repeat;
  }

  Piece set_piece(Regex::Set set) {
    Piece piece = of(Piece::Kind::set);
    piece.index = static_cast<std::uint32_t>(regex_.sets_.size());
    regex_.sets_.push_back(std::move(set));
    return piece;
  }

  Piece atom() {
    const char32_t c = text_[at_++];
    switch (c) {
      case '.':
        return of(Piece::Kind::any);
      case '^':
        return of(Piece::Kind::start);
      case '$':
        return of(Piece::Kind::end);
      case '(':
        return group();
      case '[':
        return set_piece(char_class());
      case '\\':
        return escape();
      case '*':
      case '+':
      case '?':
      case '{':
      case '}':
      case ']':
        failed_ = true;
        return {};
      default:
        break;
    }
    Piece piece = of(Piece::Kind::character);
    piece.character = c;
    return piece;
  }

  Piece group() {
    Piece piece = of(Piece::Kind::group);
    if (accept('?')) {
      piece.capturing = false;
      if (!accept(':')) failed_ = true;
    } else {
      piece.index = ++groups_;
    }
    piece.parts.push_back(choice());
    if (!accept(')')) failed_ = true;
    closed_.push_back(piece.index);
    return piece;
  }

  static char32_t single_escape(char32_t c) {
    if (c == 'n') return '\n';
    if (c == 'r') return '\r';
    if (c == 't') return '\t';
    return std::u32string_view{U"\\|.?*+(){}-[]^$"}.find(c) == std::u32string_view::npos ? 0 : c;
  }

  // \s \S \p{…} and their kin; nothing where the letter begins none.
  std::optional<Regex::Set> class_escape(char32_t c) {
    if (c == 'p' || c == 'P') {
      std::string name;
      if (!accept('{')) failed_ = true;
      while (!done() && peek() != '}' && name.size() < 64) append_utf8(name, text_[at_++]);
      if (!accept('}')) failed_ = true;
      auto set = category_set(name);
      if (!set) failed_ = true;
      return negated_if(c == 'P', set.value_or(Regex::Set{}));
    }
    const bool capital = c >= 'A' && c <= 'Z';
    auto set = escape_set(capital ? c + 32 : c);
    if (!set) return std::nullopt;
    return negated_if(capital, *std::move(set));
  }

  static Regex::Set negated_if(bool negate, Regex::Set set) {
    if (!negate) return set;
    Regex::Set outside;
    outside.unions.push_back(std::move(set));
    outside.negated = true;
    return outside;
  }

  Piece escape() {
    if (done()) {
      failed_ = true;
      return {};
    }
    const char32_t c = text_[at_++];
    if (c >= '1' && c <= '9') return reference(c - U'0');
    if (auto set = class_escape(c)) return set_piece(*std::move(set));
    Piece piece = of(Piece::Kind::character);
    piece.character = single_escape(c);
    if (piece.character == 0) failed_ = true;
    return piece;
  }

  // As many digits as name a group that is there; the group must be closed.
  Piece reference(std::uint32_t number) {
    while (!done() && peek() >= '0' && peek() <= '9' && number * 10 + (peek() - U'0') <= groups_)
      number = number * 10 + (text_[at_++] - U'0');
    if (std::ranges::count(closed_, number) == 0) failed_ = true;
    Piece piece = of(Piece::Kind::reference);
    piece.index = number;
    regex_.references_ = true;
    return piece;
  }

  // After the opening bracket.
  Regex::Set char_class() {
    Regex::Set set;
    if (++nesting_ > nesting_max) failed_ = true;
    set.negated = accept('^');
    bool any = false;
    while (!failed_ && !done() && peek() != ']') {
      if (peek() == '-' && at_ + 1 < text_.size() && text_[at_ + 1] == '[' && any) {
        at_ += 2;
        set.minus.push_back(char_class());
        if (peek() != ']') failed_ = true;
        break;
      }
      any = true;
      auto first = class_member(set);
      if (!first) continue;
      char32_t last = *first;
      const bool spans =
          peek() == '-' && at_ + 1 < text_.size() && text_[at_ + 1] != ']' && text_[at_ + 1] != '[';
      if (spans) {
        ++at_;
        const auto end = class_member(set);
        if (!end || *end < *first) failed_ = true;
        last = end.value_or(last);
      }
      set.spans.push_back({*first, last});
    }
    if (!accept(']') || !any) failed_ = true;
    --nesting_;
    return set;
  }

  // One character of a class; a set of its own (\d) is added to `set` and gives nothing.
  std::optional<char32_t> class_member(Regex::Set& set) {
    const char32_t c = text_[at_++];
    if (c == '[') failed_ = true;
    if (c != '\\') return c;
    if (done()) {
      failed_ = true;
      return std::nullopt;
    }
    const char32_t letter = text_[at_++];
    if (auto named = class_escape(letter)) {
      set.unions.push_back(*std::move(named));
      return std::nullopt;
    }
    const char32_t single = single_escape(letter);
    if (single == 0) failed_ = true;
    return single;
  }

  std::uint32_t here() const { return static_cast<std::uint32_t>(regex_.steps_.size()); }

  std::uint32_t put(Regex::Step::Op op, std::uint32_t first = 0, char32_t character = 0) {
    if (regex_.steps_.size() >= steps_max) failed_ = true;
    if (!failed_) regex_.steps_.push_back({op, character, first, 0});
    return failed_ ? 0 : here() - 1;
  }
  void save(std::uint32_t place) { put(Regex::Step::Op::save, place); }

  void write(const Piece& piece) {
    using Op = Regex::Step::Op;
    if (failed_) return;
    switch (piece.kind) {
      case Piece::Kind::empty:
        return;
      case Piece::Kind::character:
        put(Op::character, 0, piece.character);
        return;
      case Piece::Kind::any:
        put(Op::any);
        return;
      case Piece::Kind::set:
        put(Op::set, piece.index);
        return;
      case Piece::Kind::start:
        put(Op::line_start);
        return;
      case Piece::Kind::end:
        put(Op::line_end);
        return;
      case Piece::Kind::reference:
        put(Op::reference, piece.index);
        return;
      case Piece::Kind::sequence:
        for (const Piece& part : piece.parts) write(part);
        return;
      case Piece::Kind::choice:
        write_choice(piece);
        return;
      case Piece::Kind::repeat:
        write_repeat(piece);
        return;
      case Piece::Kind::group:
        if (piece.capturing) save(piece.index * 2);
        write(piece.parts[0]);
        if (piece.capturing) save(piece.index * 2 + 1);
        return;
    }
  }

  void write_choice(const Piece& piece) {
    std::vector<std::uint32_t> jumps;
    for (std::size_t i = 0; i < piece.parts.size() && !failed_; ++i) {
      const bool last = i + 1 == piece.parts.size();
      const std::uint32_t split = last ? 0 : put(Regex::Step::Op::split);
      if (!last && !failed_) regex_.steps_[split].first = here();
      write(piece.parts[i]);
      if (last || failed_) continue;
      jumps.push_back(put(Regex::Step::Op::jump));
      if (!failed_) regex_.steps_[split].second = here();
    }
    if (failed_) return;
    for (const std::uint32_t jump : jumps) regex_.steps_[jump].first = here();
  }

  void branch(std::uint32_t split, std::uint32_t body, std::uint32_t after, bool lazy) {
    if (failed_) return;
    regex_.steps_[split].first = lazy ? after : body;
    regex_.steps_[split].second = lazy ? body : after;
  }

  void write_repeat(const Piece& piece) {
    for (std::uint32_t i = 0; i < piece.least && !failed_; ++i) write(piece.parts[0]);
    if (piece.most == unbounded) {
      const std::uint32_t split = put(Regex::Step::Op::split);
      const std::uint32_t body = here();
      write(piece.parts[0]);
      put(Regex::Step::Op::jump, split);
      branch(split, body, here(), piece.lazy);
      return;
    }
    std::vector<std::uint32_t> splits;
    for (std::uint32_t i = piece.least; i < piece.most && !failed_; ++i) {
      splits.push_back(put(Regex::Step::Op::split));
      write(piece.parts[0]);
    }
    for (const std::uint32_t split : splits) branch(split, split + 1, here(), piece.lazy);
  }

  std::u32string text_;
  std::size_t at_ = 0;
  int nesting_ = 0;
  std::uint32_t groups_ = 0;
  std::vector<std::uint32_t> closed_;
  bool failed_ = false;
};

namespace {

// The flag x: white space outside of classes is no part of the pattern, after a backslash neither.
std::u32string without_space(std::u32string_view text) {
  std::u32string out;
  int depth = 0;
  bool escaped = false;
  for (const char32_t c : text) {
    if (depth == 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) continue;
    if (!escaped && c == '[') ++depth;
    if (!escaped && c == ']' && depth > 0) --depth;
    escaped = !escaped && c == '\\';
    out += c;
  }
  return out;
}

}  // namespace

Regex::Outcome<Regex> Regex::compile(std::string_view pattern, std::string_view flags) {
  if (flags.find_first_not_of("smixq") != std::string_view::npos)
    return std::unexpected(RegexTrouble::syntax);
  const auto has = [&](char flag) { return flags.find(flag) != std::string_view::npos; };
  std::u32string text = to_utf32(pattern);
  if (has('x') && !has('q')) text = without_space(text);
  RegexParser parser{std::move(text)};
  parser.regex_.fold_ = has('i');
  parser.regex_.dot_all_ = has('s');
  parser.regex_.multi_line_ = has('m');
  auto made = parser.run(has('q'));
  if (!made) return std::unexpected(RegexTrouble::syntax);
  return *std::move(made);
}

}  // namespace tradein::feel
