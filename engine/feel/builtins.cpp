#include "engine/feel/builtins.hpp"

#include <map>

namespace tradein::feel {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// The part before `mark`, which is taken off the front of `text`.
std::string_view cut(std::string_view& text, char mark) {
  const std::size_t at = text.find(mark);
  const std::string_view part = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
  return trimmed(part);
}

std::vector<Signature> read_signatures(std::string_view text) {
  std::vector<Signature> all;
  do {
    std::string_view one = cut(text, '|');
    Signature signature;
    while (!one.empty()) {
      std::string_view parameter = cut(one, ',');
      bool optional = false;
      if (parameter.ends_with("...")) {
        parameter.remove_suffix(3);
        signature.variadic = true;
      } else if (parameter.ends_with('?')) {
        parameter.remove_suffix(1);
        optional = true;
      }
      signature.parameters.emplace_back(parameter);
      if (!optional) signature.required = signature.parameters.size();
    }
    all.push_back(std::move(signature));
  } while (!text.empty());
  return all;
}

struct Registry {
  std::vector<Builtin> all;
  std::map<std::string_view, std::size_t> by_name;
  std::vector<std::vector<Signature>> signatures;
};

const Registry& registry() {
  static const Registry made = [] {
    Registry registry;
    for (const auto table :
         {number_builtins(), string_builtins(), list_builtins(), statistics_builtins(),
          temporal_builtins(), range_builtins(), context_builtins()}) {
      for (const Builtin& builtin : table) {
        registry.by_name.emplace(builtin.name, registry.all.size());
        registry.signatures.push_back(read_signatures(builtin.signatures));
        registry.all.push_back(builtin);
      }
    }
    return registry;
  }();
  return made;
}

}  // namespace

const Value* Call::as(std::size_t index, Type type) const noexcept {
  if (index >= arguments.size()) return nullptr;
  const Value& value = arguments[index];
  if (value.is(type)) return &value;
  if (value.is(Type::list) && value.list().size() == 1 && value.list()[0].is(type))
    return &value.list()[0];
  return nullptr;
}

Value Call::fail(std::string_view zh, std::string_view en) const {
  std::string values;
  for (const Value& each : arguments) values += (values.empty() ? "" : ", ") + shown(each);
  return Value::null({.at = at,
                      .function = std::string{self.name},
                      .values = std::move(values),
                      .what = {std::string{zh}, std::string{en}}});
}

Value Call::wrong_arguments() const {
  // What made an argument null says more than that it is null.
  for (const Value& each : arguments)
    if (each.reason() != nullptr) return each;
  return fail("参数的类型不对", "an argument is of the wrong type");
}

const Builtin* find_builtin(std::string_view name) noexcept {
  const Registry& known = registry();
  const auto found = known.by_name.find(name);
  return found == known.by_name.end() ? nullptr : &known.all[found->second];
}

std::span<const Builtin> all_builtins() noexcept { return registry().all; }

std::span<const Signature> signatures_of(const Builtin& builtin) {
  // `builtin` is one of the registry's, which find_builtin and all_builtins give.
  const Registry& known = registry();
  const auto index = static_cast<std::size_t>(&builtin - known.all.data());
  TRADEIN_ASSERT(index < known.signatures.size());
  return known.signatures[index];
}

bool builtin_takes(const Builtin& builtin, std::size_t arguments) {
  for (const Signature& signature : signatures_of(builtin)) {
    if (arguments >= signature.required &&
        (signature.variadic || arguments <= signature.parameters.size()))
      return true;
  }
  return false;
}

}  // namespace tradein::feel
