#include <algorithm>
#include <array>

#include "engine/base/decimal_math.hpp"
#include "engine/feel/builtins.hpp"

namespace tradein::feel {
namespace {

// One list, or the arguments themselves; nothing where the one argument is null.
std::optional<List> items(const Call& call) {
  if (call.size() == 1) {
    if (call[0].is_null()) return std::nullopt;
    return call[0].is(Type::list) ? call[0].list() : List{call[0]};
  }
  return List(call.arguments.begin(), call.arguments.end());
}

// The items where all of them are numbers.
std::optional<std::vector<Decimal>> numbers(const Call& call) {
  const auto list = items(call);
  if (!list) return std::nullopt;
  std::vector<Decimal> all;
  for (const Value& each : *list) {
    if (!each.is(Type::number)) return std::nullopt;
    all.push_back(each.number());
  }
  return all;
}

Value from(const Call& call, const std::optional<Decimal>& result) {
  return result ? Value{*result} : call.fail("结果超出范围", "the result is out of range");
}

Value empty_list(const Call& call) { return call.fail("列表为空", "the list is empty"); }

Value count(const Call& call) {
  const auto list = items(call);
  if (!list || call.size() != 1) return call.wrong_arguments();
  return Value{Decimal{static_cast<std::int64_t>(list->size())}};
}

Value extreme(const Call& call, bool greatest) {
  const auto list = items(call);
  if (!list) return call.wrong_arguments();
  if (list->empty()) return empty_list(call);
  const Value* best = &list->front();
  for (const Value& each : *list) {
    const auto order = compare(each, *best);
    if (order == std::partial_ordering::unordered)
      return call.fail("元素不能比较", "the items cannot be compared");
    if (greatest ? order > 0 : order < 0) best = &each;
  }
  return *best;
}

Value minimum(const Call& call) { return extreme(call, false); }
Value maximum(const Call& call) { return extreme(call, true); }

std::optional<Decimal> add_up(const std::vector<Decimal>& all) {
  std::optional<Decimal> total = Decimal{};
  for (const Decimal each : all) {
    total = total->add(each);
    if (!total) break;
  }
  return total;
}

Value sum(const Call& call) {
  const auto all = numbers(call);
  if (!all) return call.wrong_arguments();
  return all->empty() ? empty_list(call) : from(call, add_up(*all));
}

Value product(const Call& call) {
  const auto all = numbers(call);
  if (!all) return call.wrong_arguments();
  if (all->empty()) return empty_list(call);
  std::optional<Decimal> total = Decimal{1};
  for (const Decimal each : *all) {
    total = total->multiply(each);
    if (!total) break;
  }
  return from(call, total);
}

std::optional<Decimal> mean_of(const std::vector<Decimal>& all) {
  const auto total = add_up(all);
  return total ? total->divide(Decimal{static_cast<std::int64_t>(all.size())}) : std::nullopt;
}

Value mean(const Call& call) {
  const auto all = numbers(call);
  if (!all) return call.wrong_arguments();
  return all->empty() ? empty_list(call) : from(call, mean_of(*all));
}

Value median(const Call& call) {
  auto all = numbers(call);
  if (!all) return call.wrong_arguments();
  if (all->empty()) return empty_list(call);
  std::ranges::sort(*all, [](const Decimal& a, const Decimal& b) { return a < b; });
  const std::size_t middle = all->size() / 2;
  if (all->size() % 2 != 0) return Value{(*all)[middle]};
  return from(call, mean_of({(*all)[middle - 1], (*all)[middle]}));
}

// Of the sample: divided by one less than the count.
Value stddev(const Call& call) {
  const auto all = numbers(call);
  if (!all) return call.wrong_arguments();
  if (all->size() < 2) return call.fail("至少要两个数", "it takes two numbers or more");
  const auto middle = mean_of(*all);
  std::optional<Decimal> squares = Decimal{};
  for (const Decimal each : *all) {
    const auto distance = middle ? each.subtract(*middle) : std::nullopt;
    const auto square = distance ? distance->multiply(*distance) : std::nullopt;
    squares = square && squares ? squares->add(*square) : std::nullopt;
  }
  const auto variance =
      squares ? squares->divide(Decimal{static_cast<std::int64_t>(all->size() - 1)}) : std::nullopt;
  return from(call, variance ? sqrt(*variance) : std::nullopt);
}

Value mode(const Call& call) {
  auto all = numbers(call);
  if (!all) return call.wrong_arguments();
  std::ranges::sort(*all, [](const Decimal& a, const Decimal& b) { return a < b; });
  List modes;
  std::ptrdiff_t most = 0;
  for (auto first = all->begin(); first != all->end();) {
    const auto last =
        std::find_if(first, all->end(), [&](const Decimal& each) { return !(each == *first); });
    if (last - first > most) modes.clear();
    most = std::max(most, last - first);
    if (last - first == most) modes.emplace_back(*first);
    first = last;
  }
  return Value{std::move(modes)};
}

// `decides` is the truth value of one item that settles it.
Value settle(const Call& call, bool decides) {
  const auto list = items(call);
  if (!list) return call.wrong_arguments();
  bool known = true;
  for (const Value& each : *list) {
    if (!each.is(Type::boolean))
      known = false;
    else if (each.boolean() == decides)
      return each;
  }
  return known ? Value{!decides} : call.fail("元素不是真或假", "an item is neither true nor false");
}

Value all(const Call& call) { return settle(call, false); }
Value any(const Call& call) { return settle(call, true); }

constexpr std::array<Builtin, 11> table = {{
    {"all", "list | item...", all},
    {"any", "list | item...", any},
    {"count", "list", count},
    {"max", "list | item...", maximum},
    {"mean", "list | item...", mean},
    {"median", "list | item...", median},
    {"min", "list | item...", minimum},
    {"mode", "list | item...", mode},
    {"product", "list | item...", product},
    {"stddev", "list | item...", stddev},
    {"sum", "list | item...", sum},
}};

}  // namespace

std::span<const Builtin> statistics_builtins() noexcept { return table; }

}  // namespace tradein::feel
