// Any text as an expression and as unary tests: an answer or an error, whatever it is, within the
// bounds.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/feel/evaluate.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tradein::feel;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  static const Surroundings surroundings = [] {
    Surroundings made;
    made.add_variable("price");
    made.add_variable("新车 价格");
    made.add_variable("items");
    made.add_member("unit price");
    return made;
  }();
  Context item;
  item.put("unit price", Value{tradein::Decimal{3}});
  const std::array<Value, 3> variables = {Value{tradein::Decimal{4999}}, Value{},
                                          Value{List{Value{std::move(item)}}}};
  // Fewer steps than a user has, so that the fuzzer sees more texts.
  Run run{nullptr, DateAndTime{}};
  (void)run.spend(19'900'000);
  if (const auto expression = compile_expression(text, surroundings)) {
    const Value value = expression->evaluate(variables, run);
    (void)text_of(value);
    if (value.reason() != nullptr) (void)describe(*value.reason(), text);
  }
  if (const auto tests = compile_unary_tests(text, surroundings))
    (void)tests->test(variables[0], variables, run);
  return 0;
}
