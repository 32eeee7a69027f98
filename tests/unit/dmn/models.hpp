#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/rulefiles/dmn/dmn_xml.hpp"
#include "engine/dmn/compiled_model.hpp"
#include "tests/support/catch.hpp"

namespace tradein {

/// A document of the elements given.
inline std::string document(std::string_view elements, std::string_view model_namespace = "here",
                            std::string_view name = "test") {
  return "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"" +
         std::string{name} + "\" namespace=\"" + std::string{model_namespace} + "\">" +
         std::string{elements} + "</definitions>";
}

/// A decision with a literal expression that requires what the hrefs name.
inline std::string decision(std::string_view name, std::string_view text,
                            const std::vector<std::string>& hrefs = {},
                            std::string_view type = "") {
  std::string out = "<decision id=\"" + std::string{name} + "\" name=\"" + std::string{name} +
                    "\"><variable name=\"" + std::string{name} + "\"" +
                    (type.empty() ? "" : " typeRef=\"" + std::string{type} + "\"") + "/>";
  for (const std::string& href : hrefs)
    out += "<informationRequirement><requiredDecision href=\"" + href +
           "\"/></informationRequirement>";
  return out + "<literalExpression><text><![CDATA[" + std::string{text} +
         "]]></text></literalExpression></decision>";
}

inline std::string input_data(std::string_view name, std::string_view type = "") {
  return "<inputData id=\"" + std::string{name} + "\" name=\"" + std::string{name} +
         "\"><variable name=\"" + std::string{name} + "\"" +
         (type.empty() ? "" : " typeRef=\"" + std::string{type} + "\"") + "/></inputData>";
}

inline Result<dmn::CompiledModel> compiled(const std::vector<std::string>& documents) {
  std::vector<dmn::Definitions> definitions;
  for (const std::string& each : documents) {
    auto read = read_dmn_xml(each, "test.dmn");
    if (!read) return std::unexpected(read.error());
    definitions.push_back(*std::move(read));
  }
  return dmn::CompiledModel::compile(definitions, nullptr);
}

/// The value of a decision as FEEL writes it.
inline std::string decided(const dmn::CompiledModel& model, std::string_view name,
                           const std::vector<dmn::GivenInput>& inputs = {}) {
  feel::Run run;
  const auto value = model.evaluate_decision(name, inputs, run);
  return value ? feel::text_of(*value) : value.error().code;
}

/// The same for a model of one document.
inline std::string decided(std::string_view elements, std::string_view name,
                           const std::vector<dmn::GivenInput>& inputs = {}) {
  const auto model = compiled({document(elements)});
  if (!model) return model.error().code;
  return decided(*model, name, inputs);
}

inline dmn::GivenInput given(std::string name, feel::Value value) {
  return {std::move(name), std::move(value), {}};
}

inline feel::Value number(std::int64_t value) { return feel::Value{Decimal{value}}; }

}  // namespace tradein
