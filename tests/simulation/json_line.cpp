#include "tests/simulation/json_line.hpp"

#include <simdjson.h>

namespace tradein::simulation {

namespace dom = simdjson::dom;

std::optional<JsonLine> JsonLine::read(std::string_view line) {
  dom::parser parser;
  dom::object object;
  if (parser.parse(line.data(), line.size()).get(object) != simdjson::SUCCESS) return std::nullopt;
  JsonLine out;
  for (const dom::key_value_pair member : object) {
    const std::string name{member.key};
    out.names_.insert(name);
    std::string_view text;
    std::uint64_t number = 0;
    dom::array list;
    if (member.value.get(text) == simdjson::SUCCESS) out.texts_[name] = text;
    if (member.value.get(number) == simdjson::SUCCESS) out.numbers_[name] = number;
    if (member.value.get(list) == simdjson::SUCCESS)
      for (const dom::element each : list)
        if (each.get(text) == simdjson::SUCCESS) out.lists_[name].emplace_back(text);
  }
  dom::object error;
  if (object["error"].get(error) != simdjson::SUCCESS) return out;
  std::string_view code;
  std::uint64_t seconds = 0;
  if (error["code"].get(code) == simdjson::SUCCESS) out.error_code_ = code;
  if (error["retry_after"].get(seconds) == simdjson::SUCCESS) out.retry_after_ = seconds;
  return out;
}

std::string JsonLine::text(const std::string& name) const {
  const auto found = texts_.find(name);
  return found == texts_.end() ? "" : found->second;
}

std::optional<std::uint64_t> JsonLine::number(const std::string& name) const {
  const auto found = numbers_.find(name);
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

const std::vector<std::string>& JsonLine::texts(const std::string& name) const {
  static const std::vector<std::string> none;
  const auto found = lists_.find(name);
  return found == lists_.end() ? none : found->second;
}

}  // namespace tradein::simulation
