#include <algorithm>
#include <array>

#include "engine/base/decimal_math.hpp"
#include "engine/feel/builtins.hpp"

namespace tradein::feel {
namespace {

constexpr std::size_t list_items_max = 1'000'000;

// The argument as a list: a value that is none counts as a list of itself; null is none.
std::optional<List> as_list(const Call& call, std::size_t index) {
  if (!call.has(index)) return std::nullopt;
  if (call[index].is(Type::list)) return call[index].list();
  return List{call[index]};
}

Value finished(const Call& call, List list) {
  if (list.size() > list_items_max || !call.run.spend(list.size()))
    return call.fail("列表过长", "the list is too long");
  return Value{std::move(list)};
}

// A position from 1, or from -1 at the end, as an index from 0; the fraction is dropped.
std::optional<std::size_t> index_in(const Value* position, std::size_t size) {
  if (position == nullptr) return std::nullopt;
  const auto whole = round(position->number(), 0, DigitRounding::down);
  const auto number = whole ? whole->to_int64() : std::nullopt;
  const auto count = static_cast<std::int64_t>(size);
  if (!number || *number == 0 || *number > count || -*number > count) return std::nullopt;
  return static_cast<std::size_t>(*number > 0 ? *number - 1 : count + *number);
}

Value no_position(const Call& call) {
  return call.fail("列表没有这个位置", "the list has no such position");
}

bool holds(const List& list, const Value& value) {
  return std::ranges::any_of(list,
                             [&](const Value& each) { return equal(each, value) == Truth::yes; });
}

Value list_contains(const Call& call) {
  const auto list = as_list(call, 0);
  return list ? Value{holds(*list, call[1])} : call.wrong_arguments();
}

Value replace_where(const Call& call, List list, const Function& match) {
  if (match.builtin == nullptr && parameters_of(match).size() != 2) return call.wrong_arguments();
  for (Value& item : list) {
    const std::array<Value, 2> arguments = {item, call[2]};
    const Value verdict = feel::call(match, arguments, call.run, call.at);
    if (!verdict.is(Type::boolean))
      return call.fail("条件不是真或假", "the condition is neither true nor false");
    if (verdict.boolean()) item = call[2];
  }
  return Value{std::move(list)};
}

Value list_replace(const Call& call) {
  auto list = as_list(call, 0);
  if (!list) return call.wrong_arguments();
  if (const Value* match = call.as(1, Type::function))
    return replace_where(call, *std::move(list), *match->function());
  const Value* position = call.as(1, Type::number);
  if (position == nullptr) return call.wrong_arguments();
  const auto index = index_in(position, list->size());
  if (!index) return no_position(call);
  (*list)[*index] = call[2];
  return finished(call, *std::move(list));
}

Value sublist(const Call& call) {
  const auto list = as_list(call, 0);
  const Value* start = call.as(1, Type::number);
  if (!list || start == nullptr) return call.wrong_arguments();
  const auto first = index_in(start, list->size());
  if (!first) return no_position(call);
  std::size_t count = list->size() - *first;
  if (call.has(2)) {
    const Value* length = call.as(2, Type::number);
    const auto whole =
        length == nullptr ? std::nullopt : round(length->number(), 0, DigitRounding::down);
    const auto wanted = whole ? whole->to_int64() : std::nullopt;
    if (!wanted || *wanted < 0 || static_cast<std::size_t>(*wanted) > count)
      return call.fail("长度超出列表", "the length goes past the list");
    count = static_cast<std::size_t>(*wanted);
  }
  const auto from = list->begin() + static_cast<std::ptrdiff_t>(*first);
  return finished(call, List(from, from + static_cast<std::ptrdiff_t>(count)));
}

Value append(const Call& call) {
  auto list = call[0].is_null() ? std::optional{List{call[0]}} : as_list(call, 0);
  for (std::size_t i = 1; i < call.size(); ++i) list->push_back(call[i]);
  return finished(call, *std::move(list));
}

Value concatenate(const Call& call) {
  List all;
  for (std::size_t i = 0; i < call.size(); ++i) {
    const auto list = as_list(call, i);
    if (!list) return call.wrong_arguments();
    all.insert(all.end(), list->begin(), list->end());
  }
  return finished(call, std::move(all));
}

Value insert_before(const Call& call) {
  auto list = as_list(call, 0);
  const Value* position = call.as(1, Type::number);
  if (!list || position == nullptr) return call.wrong_arguments();
  const auto index = index_in(position, list->size());
  if (!index) return no_position(call);
  list->insert(list->begin() + static_cast<std::ptrdiff_t>(*index), call[2]);
  return finished(call, *std::move(list));
}

Value remove(const Call& call) {
  auto list = as_list(call, 0);
  const Value* position = call.as(1, Type::number);
  if (!list || position == nullptr) return call.wrong_arguments();
  const auto index = index_in(position, list->size());
  if (!index) return no_position(call);
  list->erase(list->begin() + static_cast<std::ptrdiff_t>(*index));
  return finished(call, *std::move(list));
}

Value reverse(const Call& call) {
  auto list = as_list(call, 0);
  if (!list) return call.wrong_arguments();
  std::ranges::reverse(*list);
  return finished(call, *std::move(list));
}

Value index_of(const Call& call) {
  const auto list = as_list(call, 0);
  if (!list) return call.wrong_arguments();
  List places;
  for (std::size_t i = 0; i < list->size(); ++i)
    if (equal((*list)[i], call[1]) == Truth::yes)
      places.emplace_back(Decimal{static_cast<std::int64_t>(i + 1)});
  return finished(call, std::move(places));
}

Value distinct(const Call& call, const List& list) {
  List kept;
  for (const Value& each : list) {
    if (!call.run.spend(kept.size())) return call.fail("列表过长", "the list is too long");
    if (!holds(kept, each)) kept.push_back(each);
  }
  return finished(call, std::move(kept));
}

Value distinct_values(const Call& call) {
  const auto list = as_list(call, 0);
  return list ? distinct(call, *list) : call.wrong_arguments();
}

Value union_of(const Call& call) {
  const Value all = concatenate(call);
  return all.is_null() ? all : distinct(call, all.list());
}

void flatten_into(const List& list, List& out) {
  for (const Value& each : list) {
    if (each.is(Type::list))
      flatten_into(each.list(), out);
    else
      out.push_back(each);
  }
}

Value flatten(const Call& call) {
  const auto list = as_list(call, 0);
  if (!list) return call.wrong_arguments();
  List flat;
  flatten_into(*list, flat);
  return finished(call, std::move(flat));
}

// Merge sort, stable: an order that contradicts itself sorts somehow, but ends. `precedes` says
// whether its first argument goes before its second, or nothing where it cannot tell.
bool sort_range(std::span<Value> items, auto&& precedes) {
  if (items.size() < 2) return true;
  const std::size_t half = items.size() / 2;
  if (!sort_range(items.first(half), precedes) || !sort_range(items.subspan(half), precedes))
    return false;
  List merged;
  merged.reserve(items.size());
  std::size_t left = 0;
  std::size_t right = half;
  while (left < half && right < items.size()) {
    const std::optional<bool> later_first = precedes(items[right], items[left]);
    if (!later_first) return false;
    merged.push_back(items[*later_first ? right++ : left++]);
  }
  for (; left < half; ++left) merged.push_back(items[left]);
  for (; right < items.size(); ++right) merged.push_back(items[right]);
  std::ranges::move(merged, items.begin());
  return true;
}

Value sort(const Call& call) {
  auto list = as_list(call, 0);
  if (!list) return call.wrong_arguments();
  if (!call.has(1)) {
    const auto smaller = [](const Value& a, const Value& b) -> std::optional<bool> {
      const auto order = compare(a, b);
      if (order == std::partial_ordering::unordered) return std::nullopt;
      return order < 0;
    };
    if (!sort_range(*list, smaller))
      return call.fail("元素不能比较", "the items cannot be compared");
    return finished(call, *std::move(list));
  }
  const Value* precedes = call.as(1, Type::function);
  if (precedes == nullptr) return call.wrong_arguments();
  const auto asked = [&](const Value& a, const Value& b) -> std::optional<bool> {
    const std::array<Value, 2> arguments = {a, b};
    if (!call.run.spend(1)) return std::nullopt;
    const Value verdict = feel::call(*precedes->function(), arguments, call.run, call.at);
    return verdict.is(Type::boolean) ? std::optional{verdict.boolean()} : std::nullopt;
  };
  if (!sort_range(*list, asked))
    return call.fail("次序函数没有给出真或假", "the order function gave neither true nor false");
  return finished(call, *std::move(list));
}

constexpr std::array<Builtin, 13> table = {{
    {"append", "list, item...", append},
    {"concatenate", "list...", concatenate},
    {"distinct values", "list", distinct_values},
    {"flatten", "list", flatten},
    {"index of", "list, match", index_of},
    {"insert before", "list, position, newItem", insert_before},
    {"list contains", "list, element", list_contains},
    {"list replace", "list, position, newItem | list, match, newItem", list_replace},
    {"remove", "list, position", remove},
    {"reverse", "list", reverse},
    {"sort", "list, precedes?", sort},
    {"sublist", "list, start position, length?", sublist},
    {"union", "list...", union_of},
}};

}  // namespace

std::span<const Builtin> list_builtins() noexcept { return table; }

}  // namespace tradein::feel
