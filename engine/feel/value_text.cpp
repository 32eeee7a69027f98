#include "engine/feel/text.hpp"
#include "engine/feel/value.hpp"

namespace tradein::feel {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

bool plain_key(std::string_view key) {
  for (std::size_t at = 0; at < key.size();) {
    const std::size_t width = at == 0 ? name_start_at(key, at) : name_part_at(key, at);
    if (width == 0 && !(at != 0 && key[at] == ' ')) return false;
    at += width == 0 ? 1 : width;
  }
  return !key.empty();
}

std::string inner(const Value& value) {
  return value.is(Type::string) ? quoted(value.string()) : text_of(value);
}

std::string list_text(const List& list) {
  std::string out = "[";
  for (const Value& item : list) {
    if (out.size() > 1) out += ", ";
    out += inner(item);
  }
  return out + ']';
}

std::string context_text(const Context& context) {
  std::string out = "{";
  for (const auto& [key, value] : context.members) {
    if (out.size() > 1) out += ", ";
    out += plain_key(key) ? key : quoted(key);
    out += ": " + inner(value);
  }
  return out + '}';
}

std::string range_text(const Range& range) {
  if (!range.op.empty())
    return "(" + range.op + " " + inner(range.end_given ? range.end : range.start) + ")";
  return (range.start_included ? "[" : "(") + inner(range.start) + ".." + inner(range.end) +
         (range.end_included ? "]" : ")");
}

}  // namespace

std::string text_of(const Value& value) {
  switch (value.type()) {
    case Type::null:
      return "null";
    case Type::boolean:
      return value.boolean() ? "true" : "false";
    case Type::number:
      return value.number().text();
    case Type::string:
      return value.string();
    case Type::date:
      return text_of(value.date());
    case Type::time:
      return text_of(value.time());
    case Type::date_and_time:
      return text_of(value.date_and_time());
    case Type::day_duration:
      return text_of(value.day_duration());
    case Type::month_duration:
      return text_of(value.month_duration());
    case Type::list:
      return list_text(value.list());
    case Type::context:
      return context_text(value.context());
    case Type::range:
      return range_text(value.range());
    case Type::function:
      return "function";
  }
  return {};
}

std::string shown(const Value& value) {
  constexpr std::size_t characters_max = 60;
  std::string out;
  // Of a long list only the beginning is written, so that a message stays cheap.
  if (value.is(Type::list) && value.list().size() > 8) {
    out = text_of(Value{List(value.list().begin(), value.list().begin() + 8)});
  } else {
    out = inner(value);
  }
  if (length(out) > characters_max) out = out.substr(0, offset_of(out, characters_max)) + "…";
  return out;
}

}  // namespace tradein::feel
