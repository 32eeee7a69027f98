#include <algorithm>
#include <array>

#include "engine/feel/builtins.hpp"

namespace tradein::feel {
namespace {

using Order = std::partial_ordering;

/// One argument as an interval: a point is the interval that holds only it.
struct Interval {
  Value start;
  Value end;
  bool start_included = true;
  bool end_included = true;
  bool point = true;
  bool start_given = true;
  bool end_given = true;
};

std::optional<Interval> interval(const Call& call, std::size_t index) {
  if (!call.has(index)) return std::nullopt;
  const Value& value = call[index];
  Interval made;
  if (value.is(Type::range)) {
    const Range& range = value.range();
    made = {range.start, range.end,         range.start_included, range.end_included,
            false,       range.start_given, range.end_given};
    // A null end is open without bound.
    made.start_given = made.start_given && !made.start.is_null();
    made.end_given = made.end_given && !made.end.is_null();
  } else {
    made.start = made.end = value;
  }
  return made;
}

/// Both arguments, comparable, and whether each is a point.
struct Pair {
  Interval a;
  Interval b;
};

// -1, 0, 1 for two starts: an included start is before an excluded one at the same point, an open
// one before all.
int compare_starts(const Interval& a, const Interval& b) {
  if (!a.start_given || !b.start_given) return (a.start_given ? 1 : 0) - (b.start_given ? 1 : 0);
  const Order order = compare(a.start, b.start);
  if (order != 0) return order < 0 ? -1 : 1;
  return (a.start_included ? 0 : 1) - (b.start_included ? 0 : 1);
}

int compare_ends(const Interval& a, const Interval& b) {
  if (!a.end_given || !b.end_given) return (b.end_given ? 1 : 0) - (a.end_given ? 1 : 0);
  const Order order = compare(a.end, b.end);
  if (order != 0) return order < 0 ? -1 : 1;
  return (a.end_included ? 1 : 0) - (b.end_included ? 1 : 0);
}

// Whether all of a lies before all of b.
bool wholly_before(const Interval& a, const Interval& b) {
  if (!a.end_given || !b.start_given) return false;
  const Order order = compare(a.end, b.start);
  return order < 0 || (order == 0 && !(a.end_included && b.start_included));
}

bool same_value(const Value& a, bool a_given, const Value& b, bool b_given) {
  return a_given && b_given && equal(a, b) == Truth::yes;
}

bool meets(const Interval& a, const Interval& b) {
  return a.end_included && b.start_included &&
         same_value(a.end, a.end_given, b.start, b.start_given);
}

bool overlaps(const Interval& a, const Interval& b) {
  return !wholly_before(a, b) && !wholly_before(b, a);
}

bool finishes(const Interval& a, const Interval& b) {
  if (!same_value(a.end, a.end_given, b.end, b.end_given) || a.end_included != b.end_included)
    return false;
  return compare_starts(a, b) >= 0;
}

bool starts(const Interval& a, const Interval& b) {
  if (!same_value(a.start, a.start_given, b.start, b.start_given) ||
      a.start_included != b.start_included)
    return false;
  return compare_ends(a, b) <= 0;
}

bool includes(const Interval& a, const Interval& b) {
  return compare_starts(a, b) <= 0 && compare_ends(a, b) >= 0;
}

bool coincides(const Interval& a, const Interval& b) {
  const auto same_start = a.start_given == b.start_given && a.start_included == b.start_included &&
                          (!a.start_given || equal(a.start, b.start) == Truth::yes);
  const auto same_end = a.end_given == b.end_given && a.end_included == b.end_included &&
                        (!a.end_given || equal(a.end, b.end) == Truth::yes);
  return same_start && same_end;
}

// Starts before b and ends within it.
bool overlaps_before(const Interval& a, const Interval& b) {
  return overlaps(a, b) && compare_starts(a, b) < 0 && compare_ends(a, b) <= 0;
}

bool overlaps_after(const Interval& a, const Interval& b) {
  return overlaps(a, b) && compare_starts(a, b) > 0 && compare_ends(a, b) >= 0;
}

/// Which arguments must be ranges.
enum class Shape : std::uint8_t { any, ranges, first_range, second_range };

bool fits(const Pair& pair, Shape shape) {
  if (shape == Shape::ranges) return !pair.a.point && !pair.b.point;
  if (shape == Shape::first_range) return !pair.a.point;
  if (shape == Shape::second_range) return !pair.b.point;
  return true;
}

bool comparable(const Pair& pair) {
  const auto pick = [](const Interval& each) { return each.start_given ? each.start : each.end; };
  return compare(pick(pair.a), pick(pair.b)) != Order::unordered;
}

Value relation(const Call& call, Shape shape, bool (*holds)(const Interval&, const Interval&),
               bool swapped = false) {
  const auto a = interval(call, 0);
  const auto b = interval(call, 1);
  if (!a || !b) return call.wrong_arguments();
  const Pair pair{*a, *b};
  if (!fits(pair, shape) || !comparable(pair)) return call.wrong_arguments();
  return Value{swapped ? holds(pair.b, pair.a) : holds(pair.a, pair.b)};
}

Value before(const Call& call) { return relation(call, Shape::any, wholly_before); }
Value after(const Call& call) { return relation(call, Shape::any, wholly_before, true); }
Value meets_of(const Call& call) { return relation(call, Shape::ranges, meets); }
Value met_by(const Call& call) { return relation(call, Shape::ranges, meets, true); }
Value overlaps_of(const Call& call) { return relation(call, Shape::ranges, overlaps); }
Value overlaps_before_of(const Call& call) {
  return relation(call, Shape::ranges, overlaps_before);
}
Value overlaps_after_of(const Call& call) { return relation(call, Shape::ranges, overlaps_after); }
Value finishes_of(const Call& call) { return relation(call, Shape::second_range, finishes); }
Value finished_by(const Call& call) { return relation(call, Shape::first_range, finishes, true); }
Value includes_of(const Call& call) { return relation(call, Shape::first_range, includes); }
Value during(const Call& call) { return relation(call, Shape::second_range, includes, true); }
Value starts_of(const Call& call) { return relation(call, Shape::second_range, starts); }
Value started_by(const Call& call) { return relation(call, Shape::first_range, starts, true); }
Value coincides_of(const Call& call) { return relation(call, Shape::any, coincides); }

// The ends of the range that a text may name: literals, and calls of date, time, date and time,
// duration with one.
bool plain_end(const Node& node) {
  if (node.kind == Kind::number_literal || node.kind == Kind::string_literal ||
      node.kind == Kind::temporal_literal)
    return true;
  if (node.kind == Kind::negate) return node.children[0].kind == Kind::number_literal;
  constexpr std::array<std::string_view, 4> constructors = {"date", "time", "date and time",
                                                            "duration"};
  return node.kind == Kind::call && node.children[0].kind == Kind::name &&
         std::ranges::count(constructors, node.children[0].text) != 0 &&
         std::all_of(node.children.begin() + 1, node.children.end(), plain_end);
}

Value range(const Call& call) {
  const Value* text = call.as(0, Type::string);
  if (text == nullptr) return call.wrong_arguments();
  constexpr std::size_t text_bytes_max = 1'000;
  const auto tree = text->string().size() > text_bytes_max ? Result<Node>{Node{}}
                                                           : parse_expression(text->string(), {});
  if (!tree || tree->kind != Kind::range || !plain_end(tree->children[0]) ||
      !plain_end(tree->children[1]))
    return call.fail("文本不是区间", "the text is no range");
  const Value made = compile_expression(*tree, {}).evaluate({}, call.run);
  if (!made.is(Type::range)) return made;
  const Order order = compare(made.range().start, made.range().end);
  if (order == Order::unordered || order > 0)
    return call.fail("区间的起点在终点之后", "the range starts after its end");
  return made;
}

constexpr std::string_view points = "point1, point2 | point, range | range, point | range1, range2";
constexpr std::string_view point_in_range = "point, range | range1, range2";
constexpr std::string_view range_with_point = "range, point | range1, range2";
constexpr std::string_view ranges = "range1, range2";

constexpr std::array<Builtin, 15> table = {{
    {"after", points, after},
    {"before", points, before},
    {"coincides", points, coincides_of},
    {"during", point_in_range, during},
    {"finished by", range_with_point, finished_by},
    {"finishes", point_in_range, finishes_of},
    {"includes", range_with_point, includes_of},
    {"meets", ranges, meets_of},
    {"met by", ranges, met_by},
    {"overlaps", ranges, overlaps_of},
    {"overlaps after", ranges, overlaps_after_of},
    {"overlaps before", ranges, overlaps_before_of},
    {"range", "from", range},
    {"started by", range_with_point, started_by},
    {"starts", point_in_range, starts_of},
}};

}  // namespace

std::span<const Builtin> range_builtins() noexcept { return table; }

}  // namespace tradein::feel
