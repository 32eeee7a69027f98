#include <array>

#include "engine/feel/builtins.hpp"

namespace tradein::feel {
namespace {

Value get_value(const Call& call) {
  const Value* context = call.as(0, Type::context);
  if (context == nullptr) return call.wrong_arguments();
  const Value* found = nullptr;
  if (const Value* key = call.as(1, Type::string)) {
    found = context->context().find(key->string());
  } else if (call[1].is(Type::list) && !call[1].list().empty()) {
    // A list of keys leads through contexts in contexts.
    found = context;
    for (const Value& step : call[1].list()) {
      if (!step.is(Type::string) || !found->is(Type::context)) return call.wrong_arguments();
      found = found->context().find(step.string());
      if (found == nullptr) break;
    }
  } else {
    return call.wrong_arguments();
  }
  return found == nullptr ? call.fail("没有这个键", "there is no such key") : *found;
}

Value entry(std::string key, const Value& value) {
  Context made;
  made.members.emplace_back("key", Value{std::move(key)});
  made.members.emplace_back("value", value);
  return Value{std::move(made)};
}

Value get_entries(const Call& call) {
  const Value* context = call.as(0, Type::context);
  if (context == nullptr) return call.wrong_arguments();
  List entries;
  for (const auto& [key, value] : context->context().members) entries.push_back(entry(key, value));
  return Value{std::move(entries)};
}

Value context(const Call& call) {
  if (call[0].is_null()) return call.wrong_arguments();
  const List entries = call[0].is(Type::list) ? call[0].list() : List{call[0]};
  Context made;
  for (const Value& each : entries) {
    const Value* key = each.is(Type::context) ? each.context().find("key") : nullptr;
    const Value* value = each.is(Type::context) ? each.context().find("value") : nullptr;
    if (key == nullptr || value == nullptr || !key->is(Type::string))
      return call.fail("每一项须有 key 和 value", "each entry needs a key and a value");
    if (made.find(key->string()) != nullptr) return call.fail("键重复", "a key stands twice");
    if (!call.run.spend(made.members.size())) return call.fail("列表过长", "the list is too long");
    made.members.emplace_back(key->string(), *value);
  }
  return Value{std::move(made)};
}

// The context with `value` put where the keys lead; nothing where they do not lead through
// contexts.
std::optional<Value> put(const Value& base, std::span<const Value> keys, const Value& value) {
  if (!base.is(Type::context) || !keys[0].is(Type::string)) return std::nullopt;
  Context changed = base.context();
  if (keys.size() == 1) {
    changed.put(keys[0].string(), value);
    return Value{std::move(changed)};
  }
  const Value* inner = base.context().find(keys[0].string());
  if (inner == nullptr) return std::nullopt;
  auto made = put(*inner, keys.subspan(1), value);
  if (!made) return std::nullopt;
  changed.put(keys[0].string(), *std::move(made));
  return Value{std::move(changed)};
}

Value context_put(const Call& call) {
  const Value* base = call.as(0, Type::context);
  // Named arguments say whether one key or a list of them was meant.
  const bool fits = call.signature < 0 || (call.signature == 0) == call[1].is(Type::string);
  if (base == nullptr || !fits) return call.wrong_arguments();
  const List keys = call[1].is(Type::list) ? call[1].list() : List{call[1]};
  // As deep as a value may be.
  if (keys.empty() || keys.size() > 200) return call.wrong_arguments();
  auto made = put(*base, keys, call[2]);
  return made ? *std::move(made)
              : call.fail("键不通向上下文", "the keys do not lead through contexts");
}

Value context_merge(const Call& call) {
  if (call[0].is_null()) return call.wrong_arguments();
  const List contexts = call[0].is(Type::list) ? call[0].list() : List{call[0]};
  Context merged;
  for (const Value& each : contexts) {
    if (!each.is(Type::context)) return call.wrong_arguments();
    for (const auto& [key, value] : each.context().members) {
      if (!call.run.spend(merged.members.size()))
        return call.fail("列表过长", "the list is too long");
      merged.put(key, value);
    }
  }
  return Value{std::move(merged)};
}

constexpr std::array<Builtin, 5> table = {{
    {"context", "entries", context},
    {"context merge", "contexts", context_merge},
    {"context put", "context, key, value | context, keys, value", context_put},
    {"get entries", "m", get_entries},
    {"get value", "m, key", get_value},
}};

}  // namespace

std::span<const Builtin> context_builtins() noexcept { return table; }

}  // namespace tradein::feel
