#include "engine/feel/evaluator.hpp"

#include <fmt/format.h>

#include "engine/base/limits.hpp"
#include "engine/feel/arithmetic.hpp"

namespace tradein::feel {
namespace {

// Deep enough for recursive functions, shallow enough for a thread's stack, sanitizers included.
constexpr std::uint32_t recursion_max = 2'500;

std::string_view sign_of(Kind kind) {
  if (kind == Kind::equal) return "=";
  if (kind == Kind::not_equal) return "!=";
  if (kind == Kind::less) return "<";
  if (kind == Kind::less_equal) return "<=";
  if (kind == Kind::greater) return ">";
  return ">=";
}

// Both rely on the order of the enumerators, which ast.hpp keeps by groups.
bool is_arithmetic(Kind kind) { return kind >= Kind::add && kind <= Kind::power; }
bool is_comparison(Kind kind) { return kind >= Kind::equal && kind <= Kind::greater_equal; }

Truth holds(Kind kind, std::partial_ordering order) {
  if (order == std::partial_ordering::unordered) return Truth::unknown;
  bool is = false;
  if (kind == Kind::less)
    is = order < 0;
  else if (kind == Kind::less_equal)
    is = order <= 0;
  else if (kind == Kind::greater)
    is = order > 0;
  else
    is = order >= 0;
  return is ? Truth::yes : Truth::no;
}

Kind kind_of_sign(std::string_view sign) {
  if (sign == "<") return Kind::less;
  if (sign == "<=") return Kind::less_equal;
  if (sign == ">") return Kind::greater;
  if (sign == ">=") return Kind::greater_equal;
  return sign == "=" ? Kind::equal : Kind::not_equal;
}

Truth compared(Kind kind, const Value& a, const Value& b) {
  if (kind != Kind::equal && kind != Kind::not_equal) return holds(kind, compare(a, b));
  const Truth same = equal(a, b);
  if (kind == Kind::equal || same == Truth::unknown) return same;
  return same == Truth::yes ? Truth::no : Truth::yes;
}

bool ordered_type(const Value& value) {
  return compare(value, value) == std::partial_ordering::equivalent;
}

}  // namespace

Value Evaluator::fail(const Code& code, std::string_view function, std::string values,
                      std::string_view zh, std::string_view en) const {
  return Value::null({.at = code.begin,
                      .function = std::string{function},
                      .values = std::move(values),
                      .what = {std::string{zh}, std::string{en}}});
}

Value Evaluator::evaluate(const Code& code) {
  switch (code.op) {
    case Code::Op::constant:
      return code.constant;
    case Code::Op::slot:
      return slots_[code.slot];
    case Code::Op::member_first:
      return member_first(code);
    case Code::Op::unresolved:
      return fail(code, code.name, "", "没有这个名称", "nothing has this name");
    case Code::Op::node:
      break;
  }
  if (!run_.spend(1))
    return fail(code, "", "", "求值步数过多", "the evaluation takes too many steps");
  if (run_.depth >= recursion_max)
    return fail(code, "", "", "求值嵌套过深", "the evaluation is nested too deeply");
  ++run_.depth;
  Value value = node(code);
  --run_.depth;
  if (value.depth() > limits::feel_depth_max)
    return fail(code, "", "", "值嵌套过深", "the value is nested too deeply");
  return value;
}

const Value& Evaluator::look(const Code& code, Value& made) {
  if (code.op == Code::Op::constant) return code.constant;
  if (code.op == Code::Op::slot) return slots_[code.slot];
  made = evaluate(code);
  return made;
}

// The kinds in the order of how often rules have them.
Value Evaluator::node(const Code& code) {
  const Kind kind = code.kind;
  const auto child = [&](std::size_t index) { return evaluate(code.children[index]); };
  if (is_comparison(kind)) return comparison(code);
  if (kind == Kind::all_of || kind == Kind::any_of) return junction(code);
  if (is_arithmetic(kind)) {
    Value left;
    Value right;
    const Value& a = look(code.children[0], left);
    return arithmetic(kind, a, look(code.children[1], right), run_, code.begin);
  }
  if (kind == Kind::path) return path(code);
  if (kind == Kind::call) return call(code);
  if (kind == Kind::tests) return tests(code);
  if (kind == Kind::in) return in(code);
  if (kind == Kind::conditional) return child(child(0).is_true() ? 1 : 2);
  if (kind == Kind::between) return between(code);
  if (kind == Kind::filter) return filter(code);
  if (kind == Kind::list) return list(code);
  if (kind == Kind::context) return context(code);
  if (kind == Kind::range) return range(code);
  if (kind == Kind::compare) return compare_range(code);
  if (kind == Kind::for_each) return for_each(code);
  if (kind == Kind::some || kind == Kind::every) return quantified(code);
  if (kind == Kind::negate) return negate(child(0), code.begin);
  if (kind == Kind::function) return function(code);
  if (kind == Kind::instance_of) return Value{is_instance(child(0), *code.type)};
  if (kind == Kind::temporal_literal) return temporal(code);
  if (kind == Kind::test_any) return Value{true};
  TRADEIN_ASSERT(false && "the compiler leaves no such node");
  return {};
}

Value Evaluator::member_first(const Code& code) {
  for (const std::uint32_t slot : code.slots) {
    const Value& item = slots_[slot];
    if (!item.is(Type::context)) continue;
    if (const Value* member = item.context().find(code.name)) return *member;
  }
  return evaluate(code.children[0]);
}

Value Evaluator::list(const Code& code) {
  List items;
  items.reserve(code.children.size());
  for (const Code& child : code.children) items.push_back(evaluate(child));
  return Value{std::move(items)};
}

Value Evaluator::context(const Code& code) {
  Context made;
  made.members.reserve(code.children.size());
  for (const Code& entry : code.children) {
    if (made.find(entry.name) != nullptr)
      return fail(entry, entry.name, "", "键重复", "the key stands twice");
    slots_[entry.slot] = evaluate(entry.children[0]);
    made.members.emplace_back(entry.name, slots_[entry.slot]);
  }
  return Value{std::move(made)};
}

Value Evaluator::range(const Code& code) {
  Range made;
  made.start = evaluate(code.children[0]);
  made.end = evaluate(code.children[1]);
  made.start_included = code.flag;
  made.end_included = code.flag2;
  const bool fits =
      (made.start.is_null() || ordered_type(made.start)) &&
      (made.end.is_null() || ordered_type(made.end)) &&
      (made.start.is_null() || made.end.is_null() || made.start.type() == made.end.type());
  if (!fits)
    return fail(code, "..", shown(made.start) + ", " + shown(made.end), "区间的两端不能比较",
                "the ends of the range cannot be compared");
  if (compare(made.start, made.end) == std::partial_ordering::greater)
    return fail(code, "..", shown(made.start) + ", " + shown(made.end), "区间的起点在终点之后",
                "the range starts after its end");
  return Value{std::move(made)};
}

// `(< 5)` as a value: a range that is open on one side.
Value Evaluator::compare_range(const Code& code) {
  Value operand = evaluate(code.children[0]);
  const Kind kind = kind_of_sign(code.name);
  Range made;
  made.op = code.name;
  if (kind == Kind::equal || kind == Kind::not_equal) {
    made.start = operand;
    made.end = std::move(operand);
    made.start_included = made.end_included = true;
    return Value{std::move(made)};
  }
  if (!ordered_type(operand) && !operand.is_null())
    return fail(code, code.name, shown(operand), "此类型的值没有大小",
                "values of this type have no order");
  const bool upper = kind == Kind::less || kind == Kind::less_equal;
  made.start_given = !upper;
  made.end_given = upper;
  (upper ? made.end_included : made.start_included) =
      kind == Kind::less_equal || kind == Kind::greater_equal;
  (upper ? made.end : made.start) = std::move(operand);
  return Value{std::move(made)};
}

Value Evaluator::temporal(const Code& code) {
  Value value = temporal_from(code.name, run_.zones());
  if (!value.is_null()) return value;
  return fail(code, "@", code.name, "不是日期、时间或时长", "this is no date, time or duration");
}

Value Evaluator::comparison(const Code& code) {
  Value made_left;
  Value made_right;
  const Value& left = look(code.children[0], made_left);
  const Value& right = look(code.children[1], made_right);
  const Truth truth = compared(code.kind, left, right);
  if (truth != Truth::unknown) return Value{truth == Truth::yes};
  if (left.reason() != nullptr) return left;
  if (right.reason() != nullptr) return right;
  return fail(code, sign_of(code.kind), shown(left) + ", " + shown(right), "这两个值不能比较",
              "these values cannot be compared");
}

// `and` is false where one operand is false, `or` true where one is true; else null where one is
// not a boolean.
Value Evaluator::junction(const Code& code) {
  const bool decides = code.kind == Kind::any_of;
  Value unknown{!decides};
  bool known = true;
  for (const Code& child : code.children) {
    Value operand = evaluate(child);
    if (operand.is(Type::boolean)) {
      if (operand.boolean() == decides) return operand;
      continue;
    }
    if (!known) continue;
    known = false;
    const bool has_reason = operand.reason() != nullptr;
    unknown = has_reason ? std::move(operand)
                         : fail(code, decides ? "or" : "and", shown(operand), "操作数不是真或假",
                                "an operand is neither true nor false");
  }
  return unknown;
}

Value Evaluator::between(const Code& code) {
  Value made[3];
  const Value& value = look(code.children[0], made[0]);
  const Value& low = look(code.children[1], made[1]);
  const Value& high = look(code.children[2], made[2]);
  const auto from = compare(value, low);
  const auto to = compare(value, high);
  if (from == std::partial_ordering::unordered || to == std::partial_ordering::unordered)
    return fail(code, "between", shown(value) + ", " + shown(low) + ", " + shown(high),
                "这些值不能比较", "these values cannot be compared");
  return Value{from >= 0 && to <= 0};
}

// A condition on `?` must be true; else the value of the test is what the input is compared with.
Truth Evaluator::passes_test(const Value& input, const Code& test, bool condition) {
  if (test.op == Code::Op::node) {
    if (test.kind == Kind::test_any) return Truth::yes;
    if (test.kind == Kind::compare)
      return compared(kind_of_sign(test.name), input, evaluate(test.children[0]));
  }
  Value made;
  const Value& tested = look(test, made);
  if (condition)
    return tested.is(Type::boolean) ? (tested.boolean() ? Truth::yes : Truth::no) : Truth::unknown;
  if (tested.is_true() && !input.is(Type::boolean) && !input.is_null()) return Truth::yes;
  return passes(input, tested);
}

Value Evaluator::in(const Code& code) {
  Value made_input;
  const Value& input = look(code.children[0], made_input);
  bool known = true;
  for (std::size_t i = 1; i < code.children.size(); ++i) {
    const Code& test = code.children[i];
    const bool compares = test.op == Code::Op::node && test.kind == Kind::compare;
    Value made;
    const Truth truth = compares
                            ? compared(kind_of_sign(test.name), input, look(test.children[0], made))
                            : passes(input, look(test, made));
    if (truth == Truth::yes) return Value{true};
    known = known && truth != Truth::unknown;
  }
  if (known) return Value{false};
  return fail(code, "in", shown(input), "值不能与此比较", "the value cannot be compared with this");
}

Value Evaluator::tests(const Code& code) {
  const Value& input = slots_[code.slot];
  Truth any = Truth::no;
  for (std::size_t i = 0; i < code.children.size() && any != Truth::yes; ++i) {
    const Truth truth = passes_test(input, code.children[i], code.slots[i] != 0);
    if (truth != Truth::no) any = truth;
  }
  if (any == Truth::unknown)
    return fail(code, "", shown(input), "值不能与此单元格比较",
                "the value cannot be compared with this cell");
  return Value{(any == Truth::yes) != code.flag};
}

}  // namespace tradein::feel
