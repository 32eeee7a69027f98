#include "engine/feel/types.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/feel/builtins.hpp"
#include "engine/feel/code.hpp"
#include "engine/feel/function.hpp"
#include "engine/feel/visit.hpp"

namespace tradein::feel {
namespace {

using Tag = TypeInfo::Kind;

bool every_member(const Context& context, const TypeInfo& type, auto&& fits) {
  if (!type.members_given) return true;
  return std::ranges::all_of(type.members, [&](const auto& member) {
    const Value* value = context.find(member.first);
    return value != nullptr && (member.second == nullptr || fits(*value, *member.second));
  });
}

// Parameter types may be wider and the result narrower than asked; what a lambda leaves open is
// any.
bool narrower(const TypeInfo* inner, const TypeInfo* outer) {
  if (outer == nullptr || outer->kind == Tag::any) return true;
  if (inner == nullptr || inner->kind == Tag::any) return false;
  if (inner->kind == Tag::null) return true;
  if (inner->kind != outer->kind) return false;
  if (inner->kind == Tag::list || inner->kind == Tag::range)
    return narrower(inner->element.get(), outer->element.get());
  if (inner->kind == Tag::context) {
    return std::ranges::all_of(outer->members, [&](const auto& member) {
      return std::ranges::any_of(inner->members, [&](const auto& own) {
        return own.first == member.first && narrower(own.second.get(), member.second.get());
      });
    });
  }
  if (inner->kind == Tag::function) {
    if (outer->result == nullptr) return true;
    if (inner->parameters.size() != outer->parameters.size()) return false;
    for (std::size_t i = 0; i < inner->parameters.size(); ++i)
      if (!narrower(outer->parameters[i].get(), inner->parameters[i].get())) return false;
    return narrower(inner->result.get(), outer->result.get());
  }
  return true;
}

bool function_fits(const Function& function, const TypeInfo& type) {
  if (type.result == nullptr) return true;
  if (function.builtin != nullptr) return builtin_takes(*function.builtin, type.parameters.size());
  const auto parameters = parameters_of(function);
  // A function is one of the three, so that the last is there where the first two are not.
  // NOLINTNEXTLINE(clang-analyzer-core.NullDereference)
  const TypePtr& result =
      function.lambda != nullptr ? function.lambda->result : function.native->result;
  if (parameters.size() != type.parameters.size()) return false;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (!narrower(type.parameters[i].get(), parameters[i].type.get())) return false;
  return result == nullptr || narrower(result.get(), type.result.get());
}

bool range_fits(const Range& range, const TypeInfo& type) {
  if (type.element == nullptr) return true;
  const bool start_fits = !range.start_given || is_instance(range.start, *type.element);
  const bool end_fits = !range.end_given || is_instance(range.end, *type.element);
  return start_fits && end_fits;
}

Tag kind_of(Type type) {
  switch (type) {
    case Type::null:
      return Tag::null;
    case Type::boolean:
      return Tag::boolean;
    case Type::number:
      return Tag::number;
    case Type::string:
      return Tag::string;
    case Type::date:
      return Tag::date;
    case Type::time:
      return Tag::time;
    case Type::date_and_time:
      return Tag::date_and_time;
    case Type::day_duration:
      return Tag::day_duration;
    case Type::month_duration:
      return Tag::month_duration;
    case Type::list:
      return Tag::list;
    case Type::context:
      return Tag::context;
    case Type::range:
      return Tag::range;
    case Type::function:
      return Tag::function;
  }
  return Tag::unknown;
}

// `fits` decides about what is inside.
bool fits_kind(const Value& value, const TypeInfo& type, auto&& fits) {
  if (type.kind == Tag::any) return true;
  if (kind_of(value.type()) != type.kind) return false;
  return visit(
      value, Cases{[&](const List& list) {
                     return type.element == nullptr ||
                            std::ranges::all_of(
                                list, [&](const Value& item) { return fits(item, *type.element); });
                   },
                   [&](const Context& context) { return every_member(context, type, fits); },
                   [&](const Range& range) { return range_fits(range, type); },
                   [&](const Function* function) { return function_fits(*function, type); },
                   [](const auto&) { return true; }});
}

bool allowed(const Value& value, const TypeInfo& type) {
  return type.constraint == nullptr || type.constraint->allows(value);
}

bool instance_or_null(const Value& value, const TypeInfo& type) {
  return value.is_null() || (fits_kind(value, type, instance_or_null) && allowed(value, type));
}

}  // namespace

TypePtr builtin_type(std::string_view name) {
  struct Entry {
    std::string_view name;
    Tag kind;
  };
  static constexpr std::array<Entry, 19> entries = {
      {{"Any", Tag::any},
       {"Null", Tag::null},
       {"boolean", Tag::boolean},
       {"number", Tag::number},
       {"string", Tag::string},
       {"date", Tag::date},
       {"time", Tag::time},
       {"date and time", Tag::date_and_time},
       {"dateTime", Tag::date_and_time},
       {"days and time duration", Tag::day_duration},
       {"day and time duration", Tag::day_duration},
       {"dayTimeDuration", Tag::day_duration},
       {"years and months duration", Tag::month_duration},
       {"year and month duration", Tag::month_duration},
       {"yearMonthDuration", Tag::month_duration},
       {"list", Tag::list},
       {"context", Tag::context},
       {"function", Tag::function},
       {"range", Tag::range}}};
  static const std::vector<TypePtr> types = [] {
    std::vector<TypePtr> made;
    for (const Entry& entry : entries) {
      TypeInfo type;
      type.kind = entry.kind;
      type.name = entry.name;
      made.push_back(std::make_shared<const TypeInfo>(std::move(type)));
    }
    return made;
  }();
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (entries[i].name == name) return types[i];
  return nullptr;
}

TypePtr type_of(const Value& value) {
  const bool holds_others = value.is(Type::list) || value.is(Type::context) ||
                            value.is(Type::range) || value.is(Type::function);
  return holds_others ? nullptr : builtin_type(value.is_null() ? "Null" : name_of(value.type()));
}

TypePtr make_list_type(TypePtr element) {
  TypeInfo type;
  type.kind = Tag::list;
  type.element = std::move(element);
  return std::make_shared<const TypeInfo>(std::move(type));
}

bool is_instance(const Value& value, const TypeInfo& type) {
  if (value.is_null()) return type.kind == Tag::null;
  return fits_kind(value, type, instance_or_null) && allowed(value, type);
}

bool conforms(const Value& value, const TypeInfo& type) {
  if (value.is_null()) return true;
  return fits_kind(value, type, conforms) && allowed(value, type);
}

Value coerce(const Value& value, const TypeInfo& type, std::uint32_t at) {
  if (value.is_null() || conforms(value, type)) return value;
  if (value.is(Type::list) && value.list().size() == 1 && type.kind != Tag::list &&
      conforms(value.list()[0], type))
    return value.list()[0];
  if (type.kind == Tag::list && !value.is(Type::list)) {
    Value list{List{value}};
    if (conforms(list, type)) return list;
  }
  if (type.kind == Tag::date_and_time && value.is(Type::date)) {
    Zone utc;
    utc.kind = Zone::Kind::offset;
    Value midnight{DateAndTime{value.date(), 0, utc}};
    if (conforms(midnight, type)) return midnight;
  }
  return Value::null(
      {.at = at,
       .function = text_of(type),
       .values = shown(value),
       .what = {"值不属于所要求的类型", "the value is not of the type that is wanted"}});
}

std::string text_of(const TypeInfo& type) {
  if (!type.name.empty()) return type.name;
  const auto inner = [](const TypePtr& each) {
    return each == nullptr ? std::string{"Any"} : text_of(*each);
  };
  std::string out;
  switch (type.kind) {
    case Tag::list:
      return "list<" + inner(type.element) + ">";
    case Tag::range:
      return "range<" + inner(type.element) + ">";
    case Tag::context:
      for (const auto& [name, member] : type.members)
        out += (out.empty() ? "" : ", ") + name + ": " + inner(member);
      return "context<" + out + ">";
    case Tag::function:
      for (const auto& parameter : type.parameters)
        out += (out.empty() ? "" : ", ") + inner(parameter);
      return "function<" + out + "> -> " + inner(type.result);
    case Tag::any:
    case Tag::null:
    case Tag::boolean:
    case Tag::number:
    case Tag::string:
    case Tag::date:
    case Tag::time:
    case Tag::date_and_time:
    case Tag::day_duration:
    case Tag::month_duration:
    case Tag::unknown:
      break;
  }
  return "unknown";
}

}  // namespace tradein::feel
