#include "adapters/rulefiles/dmn/json_value.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include "engine/base/decimal.hpp"
#include "engine/feel/visit.hpp"

namespace tradein {
namespace {

using feel::Type;
using feel::Value;

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += fmt::format("\\{}", c);
    else if (byte < 0x20)
      out += fmt::format("\\u{:04x}", byte);
    else
      out += c;
  }
  return out + '"';
}

std::string number_json(const Decimal& number) {
  constexpr std::size_t digits_max = 15;
  std::string text = number.text();
  std::size_t digits = 0;
  for (const char c : text) digits += c >= '0' && c <= '9' && (c != '0' || digits > 0) ? 1U : 0U;
  return digits <= digits_max ? text : json_string(text);
}

Result<Value> bad_json(std::string_view place, std::string_view why) {
  return std::unexpected(
      Error{.code = "E-JSON",
            .place = std::string{place},
            .what = {"JSON 格式不正确", fmt::format("this is no usable JSON: {}", why)},
            .fix = {"改正 JSON", "correct the JSON"}});
}

constexpr int depth_max = 200;

Result<Value> convert(simdjson::ondemand::value node, std::string_view place, int depth);

Result<Value> convert_object(simdjson::ondemand::object object, std::string_view place, int depth) {
  feel::Context made;
  for (auto field : object) {
    std::string_view key;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS) return bad_json(place, "a key");
    const std::string name{key};
    simdjson::ondemand::value inner;
    if (field.value().get(inner) != simdjson::SUCCESS) return bad_json(place, name);
    auto value = convert(inner, place, depth + 1);
    if (!value) return value;
    made.put(name, *std::move(value));
  }
  return Value{std::move(made)};
}

Result<Value> convert_array(simdjson::ondemand::array array, std::string_view place, int depth) {
  feel::List made;
  for (auto element : array) {
    simdjson::ondemand::value inner;
    if (element.get(inner) != simdjson::SUCCESS) return bad_json(place, "an item");
    auto value = convert(inner, place, depth + 1);
    if (!value) return value;
    made.push_back(*std::move(value));
  }
  return Value{std::move(made)};
}

Result<Value> convert(simdjson::ondemand::value node, std::string_view place, int depth) {
  using Kind = simdjson::ondemand::json_type;
  if (depth > depth_max) return bad_json(place, "it is nested too deeply");
  Kind type{};
  if (node.type().get(type) != simdjson::SUCCESS) return bad_json(place, "a value");
  if (type == Kind::object) {
    simdjson::ondemand::object object;
    if (node.get_object().get(object) != simdjson::SUCCESS) return bad_json(place, "an object");
    return convert_object(object, place, depth);
  }
  if (type == Kind::array) {
    simdjson::ondemand::array array;
    if (node.get_array().get(array) != simdjson::SUCCESS) return bad_json(place, "an array");
    return convert_array(array, place, depth);
  }
  if (type == Kind::string) {
    std::string_view text;
    if (node.get_string().get(text) != simdjson::SUCCESS) return bad_json(place, "a string");
    return Value{text};
  }
  if (type == Kind::number) {
    std::string_view digits = node.raw_json_token();
    while (!digits.empty() && (digits.back() < '0' || digits.back() > '9')) digits.remove_suffix(1);
    const auto number = Decimal::parse(digits);
    return number ? Result<Value>{Value{*number}} : bad_json(place, "a number");
  }
  if (type == Kind::boolean) {
    bool value = false;
    if (node.get_bool().get(value) != simdjson::SUCCESS) return bad_json(place, "a boolean");
    return Value{value};
  }
  if (type == Kind::null) {
    bool is_null = false;
    if (node.is_null().get(is_null) == simdjson::SUCCESS && is_null) return Value{};
  }
  return bad_json(place, "a value");
}

}  // namespace

std::string feel_to_json(const Value& value) {
  return visit(value, feel::Cases{[](feel::Null) { return std::string{"null"}; },
                                  [](bool truth) { return std::string{truth ? "true" : "false"}; },
                                  [](const Decimal& number) { return number_json(number); },
                                  [](const feel::List& list) {
                                    std::string out = "[";
                                    for (const Value& item : list)
                                      out += (out.size() > 1 ? "," : "") + feel_to_json(item);
                                    return out + "]";
                                  },
                                  [](const feel::Context& context) {
                                    std::string out = "{";
                                    for (const auto& [name, member] : context.members)
                                      out += (out.size() > 1 ? "," : "") + json_string(name) + ":" +
                                             feel_to_json(member);
                                    return out + "}";
                                  },
                                  [&](const auto&) { return json_string(feel::text_of(value)); }});
}

Result<Value> feel_from_json(std::string_view bytes, std::string_view place) {
  const simdjson::padded_string padded{bytes};
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  if (const auto error = parser.iterate(padded).get(document); error != simdjson::SUCCESS)
    return bad_json(place, simdjson::error_message(error));
  simdjson::ondemand::object object;
  if (document.get_object().get(object) != simdjson::SUCCESS)
    return bad_json(place, "it must be an object");
  return convert_object(object, place, 0);
}

}  // namespace tradein
