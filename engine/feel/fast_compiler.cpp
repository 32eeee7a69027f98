#include "engine/feel/fast_compiler.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/assert.hpp"
#include "engine/base/date.hpp"
#include "engine/feel/fast_literals.hpp"

namespace tradein::feel {
namespace {

constexpr int scale_max = 12;
constexpr int depth_limit = 64;  // of parameters that name each other

bool ordered(FastType type) {
  return type != FastType::null && type != FastType::boolean && type != FastType::text;
}

}  // namespace

std::string_view name(FastType type) noexcept {
  switch (type) {
    case FastType::null:
      return "null";
    case FastType::boolean:
      return "boolean";
    case FastType::number:
      return "number";
    case FastType::text:
      return "string";
    case FastType::date:
      return "date";
    case FastType::date_time:
      return "date and time";
    case FastType::days_duration:
      return "days and time duration";
    case FastType::months_duration:
      return "years and months duration";
  }
  return "";
}

std::unexpected<CompileError> FastCompiler::error(const Node& at, std::string_view code,
                                                  std::string zh, std::string en) {
  return std::unexpected(
      CompileError{std::string{code}, at.begin, at.end, {std::move(zh), std::move(en)}});
}

std::unexpected<CompileError> FastCompiler::mismatch(const Node& at, Typed a, Typed b) {
  return error(
      at, "F-TYPE", fmt::format("{} 与 {} 不能这样运算", feel::name(a.type), feel::name(b.type)),
      fmt::format("{} and {} do not go together here", feel::name(a.type), feel::name(b.type)));
}

std::unexpected<CompileError> FastCompiler::unsupported(const Node& at) {
  return error(at, "F-FORM", "规则包的条件中不能用这种写法",
               "this form of FEEL cannot stand in a rule pack; see rules/README.md");
}

Operand FastCompiler::reg() {
  TRADEIN_ASSERT(program_.registers < operand_max);
  return static_cast<Operand>(register_place | program_.registers++);
}

Operand FastCompiler::table_registers() {
  const Operand first = reg();
  reg();
  return first;
}

Typed FastCompiler::emit(FastType type, Op op, Typed a, Typed b, Typed c, std::int32_t immediate,
                         int scale) {
  const Operand out = reg();
  program_.code.push_back({op, immediate, out, a.operand, b.operand, c.operand});
  return {type, static_cast<std::int8_t>(scale), out};
}

Typed FastCompiler::number(std::int64_t mantissa, int scale, FastType type) {
  TRADEIN_ASSERT(program_.constants.size() < operand_max);
  program_.constants.push_back(Slot::of_number(mantissa));
  return {type, static_cast<std::int8_t>(scale),
          static_cast<Operand>(constant_place | (program_.constants.size() - 1))};
}

Typed FastCompiler::text(std::string_view text) {
  program_.pool.push_back(std::make_unique<std::string>(text));
  program_.constants.push_back(Slot::of_text(*program_.pool.back()));
  return {FastType::text, 0,
          static_cast<Operand>(constant_place | (program_.constants.size() - 1))};
}

Typed FastCompiler::choice(Typed index, const std::vector<std::string_view>& codes) {
  std::vector<Slot> set;
  for (const std::string_view code : codes)
    set.push_back(program_.constants[text(code).operand & operand_max]);
  program_.text_sets.push_back(std::move(set));
  return emit(FastType::text, Op::text_of, index, {}, {},
              static_cast<std::int32_t>(program_.text_sets.size() - 1));
}

Typed FastCompiler::at_scale(Typed value, int scale) {
  if (value.scale == scale) return value;
  TRADEIN_ASSERT(value.scale < scale);
  if ((value.operand & place_mask) == constant_place) {
    std::int64_t mantissa = program_.constants[value.operand & operand_max].number();
    bool fits = true;
    for (int i = value.scale; i < scale; ++i)
      fits = fits && !__builtin_mul_overflow(mantissa, 10, &mantissa);
    if (fits) return number(mantissa, scale, value.type);
  }
  return emit(value.type, Op::rescale, value, {}, {}, scale - value.scale, scale);
}

/// Same type and, for numbers, the same scale.
bool FastCompiler::align(Typed& a, Typed& b) {
  if (a.type != b.type) return false;
  const int scale = std::max(a.scale, b.scale);
  a = at_scale(a, scale);
  b = at_scale(b, scale);
  return true;
}

Compiled<Typed> FastCompiler::expect(const Node& node, FastType type) {
  const Value value = compile(node);
  if (!value || value->type == type) return value;
  return error(
      node, "F-TYPE",
      fmt::format("此处应为 {}，而不是 {}", feel::name(type), feel::name(value->type)),
      fmt::format("a {} is wanted here, not a {}", feel::name(type), feel::name(value->type)));
}

Compiled<Typed> FastCompiler::name(const Node& node) {
  const Meaning meaning = names_(node.text);
  if (const auto* typed = std::get_if<Typed>(&meaning)) return *typed;
  if (const auto* problem = std::get_if<CompileError>(&meaning))
    return error(node, problem->code, problem->text.zh, problem->text.en);
  if (const auto* expression = std::get_if<const Node*>(&meaning)) {
    if (++depth_ > depth_limit)
      return error(node, "F-NAME", fmt::format("`{}` 引用了自己", node.text),
                   fmt::format("`{}` refers to itself", node.text));
    Value value = compile(**expression);
    --depth_;
    if (!value)
      return error(node, value.error().code, value.error().text.zh, value.error().text.en);
    return value;
  }
  return error(node, "F-NAME", fmt::format("不认识的名称 `{}`", node.text),
               fmt::format("unknown name `{}`", node.text));
}

Compiled<Typed> FastCompiler::temporal(const Node& at, std::string_view text) {
  if (const auto value = parse_fast_temporal(text)) return number(value->number, 0, value->type);
  return error(at, "F-TYPE", fmt::format("`{}` 不是日期或时长", text),
               fmt::format("`{}` is no date and no duration of whole minutes or months", text));
}

Compiled<Typed> FastCompiler::literal(const Node& node) {
  switch (node.kind) {
    case Kind::boolean_literal:
      return number(node.flag ? 1 : 0, 0, FastType::boolean);
    case Kind::string_literal:
      return text(node.text);
    case Kind::temporal_literal:
      return temporal(node, node.text);
    case Kind::number_literal:
      for (int scale = 0; scale <= scale_max; ++scale)
        if (const auto mantissa = node.number.to_scaled(scale)) return number(*mantissa, scale);
      return error(node, "F-FORM", "数字位数过多",
                   "a number with more than 12 decimals or 18 digits cannot stand here");
    default: {
      program_.constants.push_back(Slot::absent(Cause::unset));
      return Typed{FastType::null, 0,
                   static_cast<Operand>(constant_place | (program_.constants.size() - 1))};
    }
  }
}

Compiled<Typed> FastCompiler::arithmetic(const Node& node) {
  Value left = compile(node.children[0]);
  if (!left) return left;
  Value right = compile(node.children[1]);
  if (!right) return right;
  Typed a = *left, b = *right;
  if (node.kind == Kind::multiply) {
    if (a.type != FastType::number || b.type != FastType::number) return mismatch(node, a, b);
    if (a.scale + b.scale > scale_max)
      return error(node, "F-FORM", "小数位数过多", "the product has too many decimals");
    return emit(FastType::number, Op::multiply, a, b, {}, 0, a.scale + b.scale);
  }
  const bool adding = node.kind == Kind::add;
  if (!adding && a.type == FastType::date && b.type == FastType::date)
    return emit(FastType::days_duration, Op::minutes_between, a, b);
  if (adding && b.type == FastType::date) std::swap(a, b);
  if (a.type == FastType::date &&
      (b.type == FastType::days_duration || b.type == FastType::months_duration)) {
    if (!adding) b = emit(b.type, Op::subtract, number(0, 0, b.type), b);
    return emit(FastType::date,
                b.type == FastType::days_duration ? Op::add_minutes : Op::add_months, a, b);
  }
  if (a.type == FastType::date_time && b.type == FastType::days_duration)
    return emit(FastType::date_time, adding ? Op::add : Op::subtract, a, b);
  if (!adding && a.type == FastType::date_time && b.type == FastType::date_time)
    return emit(FastType::days_duration, Op::subtract, a, b);
  const bool alike = a.type == FastType::number || a.type == FastType::days_duration ||
                     a.type == FastType::months_duration;
  if (!alike || !align(a, b)) return mismatch(node, a, b);
  return emit(a.type, adding ? Op::add : Op::subtract, a, b, {}, 0, a.scale);
}

Compiled<Typed> FastCompiler::compare(const Node& node, Op op, Typed a, Typed b, bool negate) {
  Typed result;
  if (op == Op::equal && (a.type == FastType::null || b.type == FastType::null)) {
    result = emit(FastType::boolean, Op::is_absent, a.type == FastType::null ? b : a);
  } else {
    if (!align(a, b) || (op != Op::equal && !ordered(a.type))) return mismatch(node, a, b);
    result = emit(FastType::boolean,
                  op == Op::equal && a.type == FastType::text ? Op::equal_text : op, a, b);
  }
  return negate ? emit(FastType::boolean, Op::negation, result) : result;
}

Compiled<Typed> FastCompiler::comparison(const Node& node) {
  const Value a = compile(node.children[0]);
  if (!a) return a;
  const Value b = compile(node.children[1]);
  if (!b) return b;
  switch (node.kind) {
    case Kind::equal:
      return compare(node, Op::equal, *a, *b, false);
    case Kind::not_equal:
      return compare(node, Op::equal, *a, *b, true);
    case Kind::less:
      return compare(node, Op::less, *a, *b, false);
    case Kind::less_equal:
      return compare(node, Op::less_equal, *a, *b, false);
    case Kind::greater:
      return compare(node, Op::less, *b, *a, false);
    default:
      return compare(node, Op::less_equal, *b, *a, false);
  }
}

Compiled<Typed> FastCompiler::logic(const Node& node) {
  Value all = expect(node.children[0], FastType::boolean);
  for (std::size_t i = 1; all && i < node.children.size(); ++i) {
    const Value next = expect(node.children[i], FastType::boolean);
    if (!next) return next;
    all = emit(FastType::boolean, node.kind == Kind::all_of ? Op::both : Op::either, *all, *next);
  }
  return all;
}

Compiled<Typed> FastCompiler::between(const Node& node, Typed value, const Node& low,
                                      const Node& high, bool low_in, bool high_in) {
  const Value from = compile(low);
  if (!from) return from;
  const Value to = compile(high);
  if (!to) return to;
  const Value above = compare(node, low_in ? Op::less_equal : Op::less, *from, value, false);
  if (!above) return above;
  const Value below = compare(node, high_in ? Op::less_equal : Op::less, value, *to, false);
  if (!below) return below;
  return emit(FastType::boolean, Op::both, *above, *below);
}

Compiled<Typed> FastCompiler::conditional(const Node& node) {
  const Value condition = expect(node.children[0], FastType::boolean);
  if (!condition) return condition;
  Value yes = compile(node.children[1]);
  if (!yes) return yes;
  Value no = compile(node.children[2]);
  if (!no) return no;
  if (yes->type == FastType::null) yes->type = no->type, yes->scale = no->scale;
  if (no->type == FastType::null) no->type = yes->type, no->scale = yes->scale;
  if (!align(*yes, *no)) return mismatch(node, *yes, *no);
  return emit(yes->type, Op::select, *condition, *yes, *no, 0, yes->scale);
}

const Node* FastCompiler::list_of(const Node& node) {
  if (node.kind == Kind::list) return &node;
  if (node.kind != Kind::name) return nullptr;
  const Meaning meaning = names_(node.text);
  const auto* expression = std::get_if<const Node*>(&meaning);
  return expression != nullptr && (*expression)->kind == Kind::list ? *expression : nullptr;
}

Compiled<Typed> FastCompiler::in_list(const Node& at, Typed value, const Node& list) {
  const bool texts = std::ranges::all_of(
      list.children, [](const Node& item) { return item.kind == Kind::string_literal; });
  if (texts) {
    if (value.type != FastType::text) return mismatch(at, value, {FastType::text, 0, 0});
    std::vector<Slot> set;
    for (const Node& item : list.children)
      set.push_back(program_.constants[text(item.text).operand & operand_max]);
    program_.text_sets.push_back(std::move(set));
    return emit(FastType::boolean, Op::in_texts, value, {}, {},
                static_cast<std::int32_t>(program_.text_sets.size() - 1));
  }
  Typed found = number(0, 0, FastType::boolean);
  for (const Node& item : list.children) {
    const Value one = test(item, value);
    if (!one) return one;
    found = emit(FastType::boolean, Op::either, found, *one);
  }
  return found;
}

/// One test of `in` or of a cell: a value, a comparison, a range, a list or null.
Compiled<Typed> FastCompiler::test(const Node& node, Typed input) {
  switch (node.kind) {
    case Kind::test_any:
      return number(1, 0, FastType::boolean);
    case Kind::tests:
      return cell(node, input);
    case Kind::range:
      return between(node, input, node.children[0], node.children[1], node.flag, node.flag2);
    case Kind::compare: {
      const Value bound = compile(node.children[0]);
      if (!bound) return bound;
      const std::string& sign = node.text;
      if (sign == "=" || sign == "!=") return compare(node, Op::equal, input, *bound, sign == "!=");
      const Op op = sign.ends_with('=') ? Op::less_equal : Op::less;
      return sign.starts_with('<') ? compare(node, op, input, *bound, false)
                                   : compare(node, op, *bound, input, false);
    }
    default:
      break;
  }
  if (const Node* list = list_of(node)) return in_list(node, input, *list);
  const Value value = compile(node);
  if (!value) return value;
  return compare(node, Op::equal, input, *value, false);
}

Compiled<Typed> FastCompiler::cell(const Node& tests, Typed input) {
  if (tests.kind != Kind::tests) return test(tests, input);
  std::optional<Typed> any;
  for (const Node& one : tests.children) {
    const Value value = test(one, input);
    if (!value) return value;
    any = any ? emit(FastType::boolean, Op::either, *any, *value) : *value;
  }
  if (!any) return unsupported(tests);
  return tests.flag ? emit(FastType::boolean, Op::negation, *any) : *any;
}

Compiled<Typed> FastCompiler::membership(const Node& node) {
  const Value value = compile(node.children[0]);
  if (!value) return value;
  std::optional<Typed> any;
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    const Value one = test(node.children[i], *value);
    if (!one) return one;
    any = any ? emit(FastType::boolean, Op::either, *any, *one) : *one;
  }
  return any ? Value{*any} : Value{unsupported(node)};
}

Compiled<Typed> FastCompiler::fold(const Node& node, Op op) {
  const Node* list = node.children.size() == 2 ? list_of(node.children[1]) : nullptr;
  const std::vector<Node>& items = list != nullptr ? list->children : node.children;
  std::optional<Typed> all;
  for (std::size_t i = list != nullptr ? 0 : 1; i < items.size(); ++i) {
    Value next = compile(items[i]);
    if (!next) return next;
    if (!all) {
      all = *next;
      continue;
    }
    if (!align(*all, *next) || !ordered(all->type)) return mismatch(node, *all, *next);
    all = emit(all->type, op, *all, *next, {}, 0, all->scale);
  }
  return all ? Value{*all} : Value{unsupported(node)};
}

Compiled<Typed> FastCompiler::text_test(const Node& node, Op op) {
  const Value a = expect(node.children[1], FastType::text);
  if (!a) return a;
  const Value b = expect(node.children[2], FastType::text);
  if (!b) return b;
  return emit(FastType::boolean, op, *a, *b);
}

Compiled<Typed> FastCompiler::call(const Node& node) {
  if (node.children[0].kind != Kind::name) return unsupported(node);
  const std::string& function = node.children[0].text;
  const std::size_t count = node.children.size() - 1;
  const bool named = std::ranges::any_of(
      node.children, [](const Node& child) { return child.kind == Kind::named_argument; });
  if (named) return unsupported(node);
  if (function == "not" && count == 1) {
    const Value value = expect(node.children[1], FastType::boolean);
    return value ? Value{emit(FastType::boolean, Op::negation, *value)} : value;
  }
  if (function == "min" && count > 0) return fold(node, Op::minimum);
  if (function == "max" && count > 0) return fold(node, Op::maximum);
  if (function == "contains" && count == 2) return text_test(node, Op::contains_text);
  if (function == "starts with" && count == 2) return text_test(node, Op::starts_text);
  if (function == "ends with" && count == 2) return text_test(node, Op::ends_text);
  if (function == "list contains" && count == 2) {
    const Node* list = list_of(node.children[1]);
    if (list == nullptr) return unsupported(node);
    const Value value = compile(node.children[2]);
    return value ? in_list(node, *value, *list) : value;
  }
  const Node& first = node.children[count == 0 ? 0 : 1];
  if ((function == "date" || function == "duration" || function == "date and time") && count == 1) {
    if (first.kind == Kind::string_literal) return temporal(first, first.text);
    const Value value = compile(first);
    if (!value) return value;
    if (function == "date" && value->type == FastType::date) return value;
    if (function == "date" && value->type == FastType::date_time)
      return emit(FastType::date, Op::date_of, *value);
  }
  return unsupported(node);
}

Compiled<Typed> FastCompiler::path(const Node& node) {
  const Value value = compile(node.children[0]);
  if (!value) return value;
  Typed date = *value;
  if (date.type == FastType::date_time) date = emit(FastType::date, Op::date_of, date);
  if (date.type != FastType::date) return unsupported(node);
  if (node.text == "year") return emit(FastType::number, Op::year_of, date);
  if (node.text == "month") return emit(FastType::number, Op::month_of, date);
  if (node.text == "day") return emit(FastType::number, Op::day_of, date);
  return unsupported(node);
}

Compiled<Typed> FastCompiler::compile(const Node& node) {
  switch (node.kind) {
    case Kind::null_literal:
    case Kind::boolean_literal:
    case Kind::number_literal:
    case Kind::string_literal:
    case Kind::temporal_literal:
      return literal(node);
    case Kind::name:
      return name(node);
    case Kind::add:
    case Kind::subtract:
    case Kind::multiply:
      return arithmetic(node);
    case Kind::equal:
    case Kind::not_equal:
    case Kind::less:
    case Kind::less_equal:
    case Kind::greater:
    case Kind::greater_equal:
      return comparison(node);
    case Kind::all_of:
    case Kind::any_of:
      return logic(node);
    case Kind::conditional:
      return conditional(node);
    case Kind::in:
      return membership(node);
    case Kind::call:
      return call(node);
    case Kind::path:
      return path(node);
    case Kind::between: {
      const Value value = compile(node.children[0]);
      return value ? between(node, *value, node.children[1], node.children[2], true, true) : value;
    }
    case Kind::negate: {
      const Value value = compile(node.children[0]);
      if (!value) return value;
      if (value->type != FastType::number) return mismatch(node, *value, {FastType::number, 0, 0});
      return emit(FastType::number, Op::subtract, number(0, value->scale), *value, {}, 0,
                  value->scale);
    }
    default:
      return unsupported(node);
  }
}

}  // namespace tradein::feel
