#include <algorithm>

#include "engine/base/limits.hpp"
#include "engine/feel/evaluator.hpp"

namespace tradein::feel {
namespace {

// A list that one expression makes; more is a mistake, not a rule.
constexpr std::size_t list_items_max = 1'000'000;

bool is_number_literal(const Code& code) {
  if (code.op == Code::Op::constant) return code.constant.is(Type::number);
  return code.op == Code::Op::node && code.kind == Kind::negate &&
         is_number_literal(code.children[0]);
}

}  // namespace

/// What a loop runs over: a list, or whole numbers or days from one to another, either way.
struct Evaluator::Domain {
  Value held;  ///< keeps the list
  const List* list = nullptr;
  Type steps = Type::number;
  std::int64_t first = 0;
  std::int64_t last = 0;

  [[nodiscard]] std::size_t size() const {
    if (list != nullptr) return list->size();
    return static_cast<std::size_t>(first <= last ? last - first : first - last) + 1;
  }
  [[nodiscard]] Value at(std::size_t index) const {
    if (list != nullptr) return (*list)[index];
    const auto step = static_cast<std::int64_t>(index);
    const std::int64_t value = first <= last ? first + step : first - step;
    return steps == Type::number ? Value{Decimal{value}} : Value{CalendarDate{value}};
  }
};

Value Evaluator::pick(const Code& code, const List& list, const Value& index) const {
  const auto number = index.number().to_int64();
  const auto size = static_cast<std::int64_t>(list.size());
  if (number && *number > 0 && *number <= size) return list[static_cast<std::size_t>(*number - 1)];
  if (number && *number < 0 && -*number <= size)
    return list[static_cast<std::size_t>(size + *number)];
  return fail(code, "[]", shown(index), "列表没有这个位置", "the list has no such position");
}

Value Evaluator::filter(const Code& code) {
  Value base = evaluate(code.children[0]);
  if (!base.is(Type::list)) {
    if (base.is_null() && !is_number_literal(code.children[1])) return Value{List{}};
    if (base.is_null())
      return base.reason() != nullptr ? base
                                      : fail(code, "[]", "null", "没有列表", "there is no list");
    base = Value{List{std::move(base)}};
  }
  const List& list = base.list();
  const Code& condition = code.children[1];
  if (is_number_literal(condition)) return pick(code, list, evaluate(condition));
  List kept;
  for (std::size_t i = 0; i < std::max<std::size_t>(list.size(), 1); ++i) {
    slots_[code.slot] = list.empty() ? Value{} : list[i];
    const Value verdict = evaluate(condition);
    // A number is a position, whatever the item.
    if (i == 0 && verdict.is(Type::number)) return pick(code, list, verdict);
    if (list.empty()) break;
    if (!verdict.is(Type::boolean) && !verdict.is_null())
      return fail(code, "[]", shown(verdict), "条件不是真或假",
                  "the condition is neither true nor false");
    if (verdict.is_true()) kept.push_back(list[i]);
    if (!run_.spend(1))
      return fail(code, "[]", "", "求值步数过多", "the evaluation takes too many steps");
  }
  return Value{std::move(kept)};
}

// Gives null where the domain is none.
Value Evaluator::domain(const Code& iteration, Domain& domain) {
  Value start = evaluate(iteration.children[0]);
  Value end;
  std::int64_t open_start = 0;
  std::int64_t open_end = 0;
  if (iteration.children.size() == 2) {
    end = evaluate(iteration.children[1]);
  } else if (start.is(Type::range) && start.range().start_given && start.range().end_given) {
    const Range range = start.range();
    open_start = range.start_included ? 0 : 1;
    open_end = range.end_included ? 0 : 1;
    start = range.start;
    end = range.end;
  } else {
    if (start.is_null())
      return start.reason() != nullptr
                 ? start
                 : fail(iteration, "in", "null", "没有列表", "there is no list");
    domain.held = start.is(Type::list) ? std::move(start) : Value{List{std::move(start)}};
    domain.list = &domain.held.list();
    return Value{true};
  }
  std::optional<std::int64_t> first;
  std::optional<std::int64_t> last;
  if (start.is(Type::number) && end.is(Type::number)) {
    first = start.number().to_int64();
    last = end.number().to_int64();
  } else if (start.is(Type::date) && end.is(Type::date)) {
    domain.steps = Type::date;
    first = start.date().days;
    last = end.date().days;
  }
  constexpr std::int64_t bound = std::int64_t{1} << 60;
  if (!first || !last || std::max(*first, *last) > bound || std::min(*first, *last) < -bound)
    return fail(iteration, "..", shown(start) + ", " + shown(end), "两端须为整数或日期",
                "both ends must be whole numbers or dates");
  const std::int64_t step = *first <= *last ? 1 : -1;
  domain.first = *first + step * open_start;
  domain.last = *last - step * open_end;
  if ((step > 0) != (domain.first <= domain.last) && domain.first != domain.last) {
    domain.held = Value{List{}};
    domain.list = &domain.held.list();
  }
  return Value{true};
}

// Runs `body` for every combination; it says whether to go on. Gives null with the reason where a
// domain is none.
Value Evaluator::iterate(const Code& code, std::size_t depth, auto&& body) {
  if (depth + 1 == code.children.size()) return Value{body()};
  const Code& iteration = code.children[depth];
  Domain over;
  Value usable = domain(iteration, over);
  if (usable.is_null()) return usable;
  const std::size_t size = over.size();
  for (std::size_t i = 0; i < size; ++i) {
    if (!run_.spend(1))
      return fail(code, "for", "", "求值步数过多", "the evaluation takes too many steps");
    slots_[iteration.slot] = over.at(i);
    Value on = iterate(code, depth + 1, body);
    if (!on.is_true()) return on;
  }
  return Value{true};
}

Value Evaluator::for_each(const Code& code) {
  List results;
  bool full = false;
  const Value done = iterate(code, 0, [&] {
    if (code.flag) {
      full = !run_.spend(results.size());
      slots_[code.slot] = Value{results};
    }
    results.push_back(evaluate(code.children.back()));
    full = full || results.size() > list_items_max;
    return !full;
  });
  if (done.is_null()) return done;
  if (full) return fail(code, "for", "", "列表过长", "the list is too long");
  return Value{std::move(results)};
}

Value Evaluator::quantified(const Code& code) {
  const bool decides = code.kind == Kind::some;
  Value result{!decides};
  const Value done = iterate(code, 0, [&] {
    Value verdict = evaluate(code.children.back());
    if (verdict.is(Type::boolean) && verdict.boolean() == decides) {
      result = std::move(verdict);
      return false;
    }
    if (!verdict.is(Type::boolean) && !result.is_null())
      result = verdict.reason() != nullptr
                   ? std::move(verdict)
                   : fail(code, decides ? "some" : "every", shown(verdict), "条件不是真或假",
                          "the condition is neither true nor false");
    return true;
  });
  return done.is_null() ? done : result;
}

}  // namespace tradein::feel
