#include "engine/dmn/compiled_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/base/assert.hpp"
#include "engine/dmn/item_types.hpp"
#include "engine/dmn/member_names.hpp"

namespace tradein::dmn {
namespace {

Error model_error(std::string_view code, std::string place, Text what, Text fix) {
  return {.code = std::string{code},
          .place = std::move(place),
          .what = std::move(what),
          .fix = std::move(fix)};
}

const std::string& variable_name(const Declared& variable, const std::string& name) {
  return variable.name.empty() ? name : variable.name;
}

}  // namespace

/// Resolves requirements, orders nothing: values are asked for when needed. Compiles each element's
/// logic in the names of what it requires.
class ModelCompiler {
 public:
  ModelCompiler(const std::vector<Definitions>& definitions, const feel::ZoneRules* zones)
      : definitions_{definitions}, zones_{zones} {}

  Result<CompiledModel> run() {
    for (const Definitions& each : definitions_)
      for (const Import& import : each.imports)
        if (!check_import(each, import)) return std::unexpected(*error_);
    for (const Definitions& each : definitions_) add_elements(each);
    for (std::size_t i = 0; i < made_.elements_.size(); ++i)
      if (!link(i)) return std::unexpected(*error_);
    if (!check_cycles()) return std::unexpected(*error_);
    std::size_t first = 0;
    for (const Definitions& each : definitions_) compile_logic(each, first);
    made_.main_namespace_ = definitions_.front().model_namespace;
    return std::move(made_);
  }

 private:
  using Element = CompiledModel::Element;
  using Kind = CompiledModel::Kind;

  bool check_import(const Definitions& model, const Import& import) {
    const bool known = std::ranges::any_of(definitions_, [&](const Definitions& each) {
      return each.model_namespace == import.model_namespace;
    });
    if (known) return true;
    error_ =
        model_error("E-DMN-IMPORT", model.name,
                    {fmt::format("找不到导入的模型 `{}`", import.model_namespace),
                     fmt::format("the imported model `{}` is not there", import.model_namespace)},
                    {"把它放在同一目录", "put it into the same folder"});
    return false;
  }

  void add(const Definitions& model, Kind kind, const std::string& id, const std::string& name,
           std::vector<std::string> hrefs) {
    Element element;
    element.kind = kind;
    element.name = feel::fold_name(name);
    element.model_namespace = model.model_namespace;
    element.id = id;
    by_id_.emplace(model.model_namespace + "#" + id, made_.elements_.size());
    made_.elements_.push_back(std::move(element));
    hrefs_.push_back(std::move(hrefs));
  }

  void add_elements(const Definitions& model) {
    for (const InputData& each : model.inputs)
      add(model, Kind::input, each.id, each.variable.name, {});
    for (const Decision& each : model.decisions)
      add(model, Kind::decision, each.id, variable_name(each.variable, each.name),
          each.requirements);
    for (const KnowledgeModel& each : model.knowledge)
      add(model, Kind::knowledge, each.id, variable_name(each.variable, each.name),
          each.requirements);
    for (const DecisionService& each : model.services)
      add(model, Kind::service, each.id, variable_name(each.variable, each.name), {});
  }

  // The element that the href of an element leads to.
  std::optional<std::size_t> resolve(const std::string& model_namespace, const std::string& href) {
    const std::size_t mark = href.find('#');
    std::string key = href;
    if (mark == 0 || mark == std::string::npos)
      key = model_namespace + "#" + href.substr(mark == 0 ? 1 : 0);
    const auto found = by_id_.find(key);
    if (found != by_id_.end()) return found->second;
    error_ = model_error("E-DMN-REFERENCE", href, {"没有这个编号的元素", "no element has this id"},
                         {"改正 href", "correct the href"});
    return std::nullopt;
  }

  bool link(std::size_t index) {
    for (const std::string& href : hrefs_[index]) {
      const auto target = resolve(made_.elements_[index].model_namespace, href);
      if (!target) return false;
      made_.elements_[index].requirements.push_back(*target);
    }
    return true;
  }

  // Depth first over requirements; an element met again while still open is in a cycle.
  bool check_cycles() {
    enum class State : std::uint8_t { fresh, open, done };
    std::vector<State> states(made_.elements_.size(), State::fresh);
    for (std::size_t root = 0; root < states.size(); ++root) {
      if (states[root] != State::fresh) continue;
      std::vector<std::pair<std::size_t, std::size_t>> path = {{root, 0}};
      states[root] = State::open;
      while (!path.empty()) {
        const std::size_t at = path.back().first;
        const auto& requirements = made_.elements_[at].requirements;
        if (path.back().second == requirements.size()) {
          states[at] = State::done;
          path.pop_back();
          continue;
        }
        const std::size_t next = requirements[path.back().second++];
        // A knowledge model may call itself: its recursion is bounded when it runs.
        if (next == at && made_.elements_[at].kind == Kind::knowledge) continue;
        if (states[next] == State::open) return fail_cycle(next);
        if (states[next] == State::fresh) {
          states[next] = State::open;
          path.emplace_back(next, 0);
        }
      }
    }
    return true;
  }

  bool fail_cycle(std::size_t index) {
    error_ = model_error("E-DMN-CYCLE", made_.elements_[index].name,
                         {fmt::format("`{}` 需要它自己", made_.elements_[index].name),
                          fmt::format("`{}` requires itself", made_.elements_[index].name)},
                         {"断开这一圈需求", "break the circle of requirements"});
    return false;
  }

  // The name by which one model knows another.
  std::string import_name(const Definitions& model, const std::string& model_namespace) const {
    for (const Import& import : model.imports)
      if (import.model_namespace == model_namespace) return feel::fold_name(import.name);
    return {};
  }

  void add_types(const Definitions& model, std::string_view prefix,
                 feel::Surroundings& surroundings, std::set<std::string>& seen) {
    if (!seen.insert(std::string{prefix} + model.model_namespace).second ||
        seen.size() > definitions_.size() * 4)
      return;
    for (const Import& import : model.imports)
      for (const Definitions& other : definitions_)
        if (other.model_namespace == import.model_namespace)
          add_types(other, std::string{prefix} + import.name + (import.name.empty() ? "" : "."),
                    surroundings, seen);
    add_item_types(model.items, prefix, surroundings, zones_);
  }

  feel::Surroundings surroundings_of(const Definitions& model) {
    feel::Surroundings surroundings;
    for (const Definitions& each : definitions_) add_member_names(each, surroundings);
    std::set<std::string> seen;
    add_types(model, "", surroundings, seen);
    return surroundings;
  }

  // What the logic of an element may name: own elements by themselves, those of an import as its
  // members.
  void add_variables(const Definitions& model, Element& element, feel::Surroundings& surroundings) {
    for (const std::size_t target : element.requirements) {
      const Element& required = made_.elements_[target];
      const bool own = required.model_namespace == model.model_namespace;
      const std::string import = own ? std::string{} : import_name(model, required.model_namespace);
      if (own || import.empty()) {
        element.variables.push_back({required.name, false, {{required.name, target}}});
        continue;
      }
      const auto known =
          std::ranges::find_if(element.variables, [&](const CompiledModel::Variable& variable) {
            return variable.imported && variable.name == import;
          });
      if (known != element.variables.end())
        known->members.emplace_back(required.name, target);
      else
        element.variables.push_back({import, true, {{required.name, target}}});
    }
    for (const CompiledModel::Variable& variable : element.variables)
      surroundings.add_variable(variable.name);
  }

  void note_problems(const Element& element) {
    std::vector<Error> errors;
    element.logic.collect_errors(errors);
    for (Error& error : errors) {
      error.place = element.name + ":" + error.place;
      made_.problems_.push_back(std::move(error));
    }
  }

  // `next` walks the elements in the order in which add_elements added them.
  void compile_logic(const Definitions& model, std::size_t& next) {
    feel::Surroundings surroundings = surroundings_of(model);
    for (const InputData& each : model.inputs)
      made_.elements_[next++].type = find_type(each.variable.type, surroundings);
    for (const Decision& each : model.decisions) {
      Element& element = made_.elements_[next++];
      element.type = find_type(each.variable.type, surroundings);
      add_variables(model, element, surroundings);
      element.logic = Logic::compile(each.logic, surroundings);
      surroundings.drop_variables(element.variables.size());
      note_problems(element);
    }
    for (const KnowledgeModel& each : model.knowledge)
      compile_knowledge(model, each, made_.elements_[next++], surroundings);
    for (const DecisionService& each : model.services)
      compile_service(model, each, made_.elements_[next++], surroundings);
  }

  void compile_knowledge(const Definitions& model, const KnowledgeModel& knowledge,
                         Element& element, feel::Surroundings& surroundings) {
    // The variable's type is that of the function, or of its result.
    const feel::TypePtr type = find_type(knowledge.variable.type, surroundings);
    element.type =
        type != nullptr && type->kind == feel::TypeInfo::Kind::function ? type->result : type;
    add_variables(model, element, surroundings);
    for (const Declared& parameter : knowledge.function.columns) {
      element.parameters.push_back(
          {feel::fold_name(parameter.name), find_type(parameter.type, surroundings)});
      surroundings.add_variable(parameter.name);
    }
    if (!knowledge.function.children.empty())
      element.logic = Logic::compile(knowledge.function.children[0], surroundings);
    surroundings.drop_variables(element.variables.size() + element.parameters.size());
    note_problems(element);
  }

  void compile_service(const Definitions& model, const DecisionService& service, Element& element,
                       feel::Surroundings& surroundings) {
    const feel::TypePtr type = find_type(service.variable.type, surroundings);
    element.type =
        type != nullptr && type->kind == feel::TypeInfo::Kind::function ? type->result : type;
    const auto add_all = [&](const std::vector<std::string>& hrefs, std::vector<std::size_t>& out) {
      for (const std::string& href : hrefs)
        if (const auto target = resolve(model.model_namespace, href)) out.push_back(*target);
    };
    add_all(service.outputs, element.outputs);
    add_all(service.input_data, element.inputs);
    add_all(service.input_decisions, element.inputs);
  }

  const std::vector<Definitions>& definitions_;
  const feel::ZoneRules* zones_;
  CompiledModel made_;
  std::map<std::string, std::size_t> by_id_;
  std::vector<std::vector<std::string>> hrefs_;
  std::optional<Error> error_;
};

Result<CompiledModel> CompiledModel::compile(const std::vector<Definitions>& definitions,
                                             const feel::ZoneRules* zones) {
  TRADEIN_ASSERT(!definitions.empty());
  return ModelCompiler{definitions, zones}.run();
}

}  // namespace tradein::dmn
