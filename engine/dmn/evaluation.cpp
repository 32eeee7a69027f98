#include <fmt/format.h>

#include <algorithm>

#include "engine/dmn/compiled_model.hpp"
#include "engine/feel/function.hpp"

namespace tradein::dmn {
namespace {

using feel::Value;

// Decisions that require decisions: deeper than any model, shallower than a thread's stack.
constexpr std::uint32_t depth_max = 2'000;

}  // namespace

/// One evaluation of a model: each element's value is found once.
class Evaluation {
 public:
  using Element = CompiledModel::Element;
  using Kind = CompiledModel::Kind;

  Evaluation(const CompiledModel& model, feel::Run& run)
      : model_{model}, run_{run}, values_(model.elements_.size()) {}

  void give(std::size_t index, const Value& value) {
    const Element& element = model_.elements_[index];
    values_[index] = element.type == nullptr ? value : feel::coerce(value, *element.type, 0);
  }

  const Value& value(std::size_t index) {
    if (!values_[index]) {
      if (run_.depth >= depth_max) {
        values_[index] =
            Value::null({.at = 0,
                         .function = model_.elements_[index].name,
                         .values = {},
                         .what = {"求值嵌套过深", "the evaluation is nested too deeply"}});
        return *values_[index];
      }
      ++run_.depth;
      Value found = compute(model_.elements_[index], index);
      --run_.depth;
      values_[index] = std::move(found);
    }
    return *values_[index];
  }

  /// Of a service or knowledge model.
  Value function(const Element& element, std::size_t index) {
    auto native = std::make_shared<feel::Native>();
    native->result = element.type;
    if (element.kind == Kind::service) {
      for (const std::size_t input : element.inputs)
        native->parameters.push_back({model_.elements_[input].name, model_.elements_[input].type});
      native->call = [&model = model_, &element](std::span<const Value> arguments, feel::Run& run) {
        return run_service(model, element, arguments, run);
      };
    } else {
      native->parameters = element.parameters;
      // Required knowledge is found now; the model's own function when it is called.
      Frame captured = frame_of(element, index);
      native->call = [&model = model_, &element, index, captured = std::move(captured)](
                         std::span<const Value> arguments, feel::Run& run) {
        Frame frame = captured;
        for (std::size_t i = 0; i < element.variables.size(); ++i)
          if (!element.variables[i].imported && element.variables[i].members[0].second == index)
            frame[i] = Evaluation{model, run}.function(element, index);
        frame.insert(frame.end(), arguments.begin(), arguments.end());
        return element.logic.evaluate(frame, run);
      };
    }
    feel::Function made;
    made.native = std::move(native);
    return Value{std::make_shared<const feel::Function>(std::move(made))};
  }

 private:
  // A service sees only its inputs; everything else is computed anew.
  static Value run_service(const CompiledModel& model, const Element& service,
                           std::span<const Value> arguments, feel::Run& run) {
    Evaluation inner{model, run};
    for (std::size_t i = 0; i < arguments.size(); ++i) inner.give(service.inputs[i], arguments[i]);
    if (service.outputs.size() == 1) return inner.value(service.outputs[0]);
    feel::Context results;
    for (const std::size_t output : service.outputs)
      results.put(model.elements_[output].name, inner.value(output));
    return Value{std::move(results)};
  }

  Frame frame_of(const Element& element, std::size_t self) {
    Frame frame;
    for (const CompiledModel::Variable& variable : element.variables) {
      if (!variable.imported) {
        const std::size_t target = variable.members[0].second;
        frame.push_back(target == self ? Value{} : value(target));
        continue;
      }
      feel::Context members;
      for (const auto& [name, target] : variable.members) members.put(name, value(target));
      frame.emplace_back(std::move(members));
    }
    return frame;
  }

  Value compute(const Element& element, std::size_t index) {
    switch (element.kind) {
      case Kind::input:
        return Value::null({.at = 0,
                            .function = element.name,
                            .values = {},
                            .what = {"没有给出这个输入", "this input is not given"}});
      case Kind::knowledge:
      case Kind::service:
        return function(element, index);
      case Kind::decision:
        break;
    }
    Frame frame = frame_of(element, index);
    Value result = feel::placed_in(element.logic.evaluate(frame, run_), element.name);
    return element.type == nullptr ? result : feel::coerce(result, *element.type, 0);
  }

  const CompiledModel& model_;
  feel::Run& run_;
  std::vector<std::optional<Value>> values_;
};

namespace {

Error no_decision(std::string_view name) {
  return {
      .code = "E-DMN-DECISION",
      .place = std::string{name},
      .what = {fmt::format("模型中没有 `{}`", name), fmt::format("the model has no `{}`", name)},
      .fix = {"写模型中的名称", "give a name that the model has"}};
}

}  // namespace

const CompiledModel::Element* CompiledModel::find(std::string_view name, Kind kind) const {
  const std::string folded = feel::fold_name(name);
  const Element* elsewhere = nullptr;
  for (const Element& element : elements_) {
    if (element.kind != kind || element.name != folded) continue;
    if (element.model_namespace == main_namespace_) return &element;
    if (elsewhere == nullptr) elsewhere = &element;
  }
  return elsewhere;
}

Result<Value> CompiledModel::evaluate_decision(std::string_view name,
                                               const std::vector<GivenInput>& inputs,
                                               feel::Run& run) const {
  const Element* decision = find(name, Kind::decision);
  if (decision == nullptr) return std::unexpected(no_decision(name));
  Evaluation evaluation{*this, run};
  for (const GivenInput& input : inputs) {
    const std::string folded = feel::fold_name(input.name);
    for (std::size_t i = 0; i < elements_.size(); ++i) {
      const Element& element = elements_[i];
      const bool wanted =
          element.kind == Kind::input || (element.kind == Kind::decision && &element != decision);
      if (!wanted || element.name != folded) continue;
      if (!input.model_namespace.empty() && input.model_namespace != element.model_namespace)
        continue;
      evaluation.give(i, input.value);
    }
  }
  return evaluation.value(static_cast<std::size_t>(decision - elements_.data()));
}

Result<Value> CompiledModel::evaluate_invocable(std::string_view name,
                                                const std::vector<GivenInput>& inputs,
                                                feel::Run& run) const {
  const Element* found = find(name, Kind::service);
  if (found == nullptr) found = find(name, Kind::knowledge);
  if (found == nullptr) return std::unexpected(no_decision(name));
  const Value function =
      Evaluation{*this, run}.function(*found, static_cast<std::size_t>(found - elements_.data()));
  // What is not given is null; what the function does not take is left out.
  std::vector<Value> arguments;
  for (const feel::Parameter& parameter : feel::parameters_of(*function.function())) {
    const auto given = std::ranges::find_if(inputs, [&](const GivenInput& input) {
      return feel::fold_name(input.name) == parameter.name;
    });
    arguments.push_back(given == inputs.end() ? Value{} : given->value);
  }
  return feel::call(*function.function(), arguments, run);
}

namespace {

Value fitted_to(const Value& value, const feel::TypeInfo& type, const feel::ZoneRules* zones) {
  using Kind = feel::TypeInfo::Kind;
  if (value.is(feel::Type::list)) {
    if (type.kind != Kind::list || type.element == nullptr) return value;
    feel::List items;
    for (const Value& item : value.list()) items.push_back(fitted_to(item, *type.element, zones));
    return Value{std::move(items)};
  }
  if (value.is(feel::Type::context)) {
    feel::Context made = value.context();
    for (auto& [name, member] : made.members)
      for (const auto& [declared, member_type] : type.members)
        if (declared == name && member_type != nullptr)
          member = fitted_to(member, *member_type, zones);
    return Value{std::move(made)};
  }
  if (!value.is(feel::Type::string)) return value;
  const std::string& text = value.string();
  const auto or_text = [&](const auto& read) { return read ? Value{*read} : value; };
  if (type.kind == Kind::date) return or_text(feel::parse_date(text));
  if (type.kind == Kind::time) return or_text(feel::parse_time(text, zones));
  if (type.kind == Kind::date_and_time) return or_text(feel::parse_date_and_time(text, zones));
  if (type.kind == Kind::day_duration) return or_text(feel::parse_day_duration(text));
  if (type.kind == Kind::month_duration) return or_text(feel::parse_month_duration(text));
  return value;
}

}  // namespace

Value CompiledModel::fitted(std::string_view input, const Value& value,
                            const feel::ZoneRules* zones) const {
  const Element* element = find(input, Kind::input);
  return element == nullptr || element->type == nullptr ? value
                                                        : fitted_to(value, *element->type, zones);
}

Result<CompiledModel::Signature> CompiledModel::signature(std::string_view decision) const {
  const Element* wanted = find(decision, Kind::decision);
  if (wanted == nullptr) return std::unexpected(no_decision(decision));
  Signature made;
  made.type = wanted->type;
  std::vector<std::size_t> open{static_cast<std::size_t>(wanted - elements_.data())};
  std::vector<bool> seen(elements_.size(), false);
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    if (seen[at]) continue;
    seen[at] = true;
    const Element& element = elements_[at];
    if (element.kind == Kind::input) {
      made.inputs.push_back({element.name, element.type});
      continue;
    }
    made.needed.push_back(element.name);
    std::vector<std::string> names;
    element.logic.collect_unresolved(names);
    for (std::string& name : names) made.unresolved.emplace_back(element.name, std::move(name));
    open.insert(open.end(), element.requirements.begin(), element.requirements.end());
    open.insert(open.end(), element.outputs.begin(), element.outputs.end());
  }
  return made;
}

std::vector<std::string> CompiledModel::decision_names() const {
  std::vector<std::string> names;
  for (const Element& element : elements_)
    if (element.kind == Kind::decision && element.model_namespace == main_namespace_)
      names.push_back(element.name);
  return names;
}

}  // namespace tradein::dmn
