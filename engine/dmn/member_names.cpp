#include "engine/dmn/member_names.hpp"

#include "engine/feel/parser.hpp"

namespace tradein::dmn {
namespace {

void add_keys(const feel::Node& node, feel::Surroundings& surroundings) {
  if (node.kind == feel::Kind::context_entry || node.kind == feel::Kind::type_member)
    surroundings.add_member(node.text);
  for (const feel::Node& child : node.children) add_keys(child, surroundings);
}

void add_from(const Boxed& boxed, feel::Surroundings& surroundings) {
  if (!boxed.name.empty()) surroundings.add_member(boxed.name);
  for (const Declared& column : boxed.columns) surroundings.add_member(column.name);
  // Only a text with a context in it has keys.
  if (boxed.text.find('{') != std::string::npos)
    if (const auto tree = feel::parse_expression(boxed.text, surroundings.scope()))
      add_keys(*tree, surroundings);
  for (const Boxed& child : boxed.children) add_from(child, surroundings);
  if (boxed.table != nullptr)
    for (const Output& output : boxed.table->outputs) surroundings.add_member(output.name);
}

void add_from(const ItemDefinition& item, feel::Surroundings& surroundings) {
  for (const ItemDefinition& component : item.components) {
    surroundings.add_member(component.name);
    add_from(component, surroundings);
  }
}

}  // namespace

void add_member_names(const Definitions& model, feel::Surroundings& surroundings) {
  for (const ItemDefinition& item : model.items) add_from(item, surroundings);
  for (const Import& import : model.imports) surroundings.add_member(import.name);
  for (const InputData& each : model.inputs) surroundings.add_member(each.variable.name);
  for (const Decision& each : model.decisions) {
    surroundings.add_member(each.name);
    surroundings.add_member(each.variable.name);
    add_from(each.logic, surroundings);
  }
  for (const KnowledgeModel& each : model.knowledge) {
    surroundings.add_member(each.name);
    surroundings.add_member(each.variable.name);
    add_from(each.function, surroundings);
  }
  for (const DecisionService& each : model.services) surroundings.add_member(each.name);
}

}  // namespace tradein::dmn
