#include "adapters/rulefiles/dmn/tck_xml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>

#include "adapters/rulefiles/dmn/xml_guard.hpp"
#include "engine/base/decimal_math.hpp"

namespace tradein {
namespace {

using feel::Type;
using feel::Value;
using pugi::xml_node;

std::string_view after_colon(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view local(const xml_node& node) { return after_colon(node.name()); }

bool is_element(const xml_node& node) { return node.type() == pugi::node_element; }

std::string content(const xml_node& node) {
  std::string out;
  for (const xml_node& child : node.children())
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) out += child.value();
  return out;
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// The attribute by its local name: prefixes vary.
std::string_view attribute(const xml_node& node, std::string_view name) {
  for (const pugi::xml_attribute& each : node.attributes())
    if (after_colon(each.name()) == name) return each.value();
  return {};
}

class Reader {
 public:
  explicit Reader(const feel::ZoneRules* zones) : zones_{zones} {}

  std::string unreadable;

  // The value, list or components inside of a node.
  Value inside(const xml_node& node) {
    feel::Context members;
    bool any = false;
    for (const xml_node& child : node.children()) {
      if (!is_element(child)) continue;
      const std::string_view name = local(child);
      if (name == "value") return simple(child);
      if (name == "list") return list(child);
      if (name != "component") continue;
      any = true;
      members.members.emplace_back(std::string{attribute(child, "name")},
                                   attribute(child, "nil") == "true" ? Value{} : inside(child));
    }
    return any ? Value{std::move(members)} : Value{};
  }

 private:
  Value list(const xml_node& node) {
    if (attribute(node, "nil") == "true") return {};
    feel::List items;
    for (const xml_node& child : node.children())
      if (is_element(child) && local(child) == "item") items.push_back(inside(child));
    return Value{std::move(items)};
  }

  template <class T>
  Value read(const std::optional<T>& value, const std::string& text) {
    if (value) return Value{*value};
    unreadable = text;
    return {};
  }

  Value simple(const xml_node& node) {
    if (attribute(node, "nil") == "true") return {};
    const std::string_view type = after_colon(attribute(node, "type"));
    const std::string raw = content(node);
    if (type == "string") return Value{raw};
    const std::string text = trimmed(raw);
    if (type == "boolean") return Value{text == "true" || text == "1"};
    if (type == "decimal" || type == "double" || type == "integer" || type == "int" ||
        type == "long" || type == "float")
      return read(Decimal::parse(text), text);
    if (type == "date") return read(feel::parse_date(text), text);
    if (type == "time") return read(feel::parse_time(text, zones_), text);
    if (type == "dateTime") return read(feel::parse_date_and_time(text, zones_), text);
    if (type == "duration" || type == "dayTimeDuration" || type == "yearMonthDuration") {
      if (const auto months = feel::parse_month_duration(text)) return Value{*months};
      return read(feel::parse_day_duration(text), text);
    }
    return Value{raw};
  }

  const feel::ZoneRules* zones_;
};

TckCase read_case(const xml_node& node, const feel::ZoneRules* zones) {
  TckCase made;
  made.id = attribute(node, "id");
  made.type = attribute(node, "type");
  made.invocable = attribute(node, "invocableName");
  Reader reader{zones};
  for (const xml_node& child : node.children()) {
    if (!is_element(child)) continue;
    if (local(child) == "inputNode") {
      made.inputs.push_back({std::string{attribute(child, "name")}, reader.inside(child),
                             std::string{attribute(child, "namespace")}});
    } else if (local(child) == "resultNode") {
      TckResult result;
      result.name = attribute(child, "name");
      for (const xml_node& expected : child.children()) {
        if (!is_element(expected) || local(expected) != "expected") continue;
        result.given = true;
        result.expected = reader.inside(expected);
      }
      made.results.push_back(std::move(result));
    }
  }
  made.unreadable = reader.unreadable;
  return made;
}

struct Digits {
  std::size_t significant = 0;
  int scale = 0;
};

Digits digits_of(Decimal number) {
  const std::string text = number.text();
  Digits digits;
  bool leading = true;
  const std::size_t point = text.find('.');
  for (const char c : text) {
    leading = leading && (c == '0' || c == '-' || c == '.');
    if (!leading && c != '.') ++digits.significant;
  }
  if (point != std::string::npos) digits.scale = static_cast<int>(text.size() - point - 1);
  return digits;
}

bool numbers_match(Decimal expected, Decimal actual) {
  if (expected == actual) return true;
  constexpr std::size_t significant_min = 8;
  const Digits digits = digits_of(expected);
  if (digits.significant < significant_min || digits.scale == 0) return false;
  constexpr int scale_max = 8;
  const int scale = std::min(digits.scale, scale_max);
  const auto cut = round(actual, scale, DigitRounding::half_up);
  const auto wanted = round(expected, scale, DigitRounding::half_up);
  return cut && wanted && *cut == *wanted;
}

}  // namespace

bool tck_matches(const Value& expected, const Value& actual) {
  if (expected.type() != actual.type()) return false;
  if (expected.is_null()) return true;
  if (expected.is(Type::number)) return numbers_match(expected.number(), actual.number());
  if (expected.is(Type::list)) {
    const feel::List& a = expected.list();
    const feel::List& b = actual.list();
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!tck_matches(a[i], b[i])) return false;
    return true;
  }
  if (expected.is(Type::context)) {
    if (expected.context().members.size() != actual.context().members.size()) return false;
    for (const auto& [name, value] : expected.context().members) {
      const Value* other = actual.context().find(name);
      if (other == nullptr || !tck_matches(value, *other)) return false;
    }
    return true;
  }
  return feel::equal(expected, actual) == feel::Truth::yes;
}

Result<TckFile> read_tck_xml(std::string_view bytes, std::string_view place,
                             const feel::ZoneRules* zones) {
  if (const auto fit = guard_xml(bytes, place); !fit) return std::unexpected(fit.error());
  pugi::xml_document document;
  const pugi::xml_parse_result parsed = document.load_buffer(
      bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
  if (!parsed)
    return std::unexpected(xml_error(
        fmt::format("{}:{}", place, parsed.offset),
        {"XML 格式不正确", fmt::format("this is no well-formed XML: {}", parsed.description())},
        {"改正该处的 XML", "correct the XML there"}));
  TckFile made;
  const xml_node root = document.document_element();
  if (local(root) != "testCases") return made;
  for (const xml_node& child : root.children()) {
    if (!is_element(child)) continue;
    if (local(child) == "modelName") made.model = trimmed(content(child));
    if (local(child) == "testCase") made.cases.push_back(read_case(child, zones));
  }
  return made;
}

}  // namespace tradein
