#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/feel/evaluate.hpp"
#include "tests/support/catch.hpp"

namespace tradein::feel {

/// Zones for tests: an offset each, summer time none.
class TestZones final : public ZoneRules {
 public:
  [[nodiscard]] std::optional<std::int32_t> offset_at(std::string_view zone,
                                                      std::int64_t) const override {
    if (zone == "Asia/Shanghai") return 8 * 3600;
    if (zone == "Europe/Paris") return 3600;
    return std::nullopt;
  }
};

/// The value of an expression; syntax errors fail the test.
inline Value value_of(std::string_view text,
                      const std::vector<std::pair<std::string, Value>>& variables = {}) {
  static const TestZones zones;
  Surroundings surroundings;
  std::vector<Value> values;
  for (const auto& [name, value] : variables) {
    surroundings.add_variable(name);
    values.push_back(value);
  }
  const auto compiled = compile_expression(text, surroundings);
  INFO(text << (compiled ? "" : " " + compiled.error().place + " " + compiled.error().what.en));
  REQUIRE(compiled.has_value());
  Run run{&zones, DateAndTime{CalendarDate{20'000}, 0, {}}};
  return compiled->evaluate(values, run);
}

/// As `string()` writes it; strings stand in quotes.
inline std::string answer(std::string_view text,
                          const std::vector<std::pair<std::string, Value>>& variables = {}) {
  const Value value = value_of(text, variables);
  return value.is(Type::string) ? '"' + value.string() + '"' : text_of(value);
}

/// Why the value is null; empty where it is not or says nothing.
inline std::string why(std::string_view text) {
  const Value value = value_of(text);
  return value.reason() == nullptr ? "" : describe(*value.reason(), text).en;
}

/// The code and place of an error of syntax, "" where there is none.
inline std::string error_of(std::string_view text) {
  const auto compiled = compile_expression(text, {});
  return compiled ? "" : compiled.error().code + " " + compiled.error().place;
}

/// Expression and what it gives.
using Answers = std::vector<std::pair<const char*, const char*>>;

inline void check(const Answers& answers) {
  for (const auto& [text, expected] : answers) {
    CAPTURE(text);
    CHECK(answer(text) == expected);
  }
}

}  // namespace tradein::feel
