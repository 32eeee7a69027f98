// Any bytes as a DMN document: a model, every decision of which has a value, or an error.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "adapters/rulefiles/dmn/dmn_xml.hpp"
#include "engine/dmn/compiled_model.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tradein;
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  auto read = read_dmn_xml(bytes, "fuzz");
  if (!read) return 0;
  std::vector<dmn::Definitions> definitions;
  definitions.push_back(*std::move(read));
  const auto model = dmn::CompiledModel::compile(definitions, nullptr);
  if (!model) return 0;
  for (const std::string& name : model->decision_names()) {
    feel::Run run{nullptr, feel::DateAndTime{}};
    (void)run.spend(19'950'000);
    (void)model->evaluate_decision(name, {}, run);
  }
  return 0;
}
