// What a pack takes from its models: each decision that it names becomes a value of its program.
#include <algorithm>

#include <fmt/format.h>

#include "engine/policy/pack_compiler.hpp"

namespace tradein {
namespace {

using feel::FastType;
using feel::TypeInfo;

/// The slot type of a FEEL type; nothing for lists, contexts, times of day and the like.
std::optional<FastType> slot_type(const feel::TypePtr& type) {
  if (type == nullptr) return std::nullopt;
  switch (type->kind) {
    case TypeInfo::Kind::boolean:
      return FastType::boolean;
    case TypeInfo::Kind::number:
      return FastType::number;
    case TypeInfo::Kind::string:
      return FastType::text;
    case TypeInfo::Kind::date:
      return FastType::date;
    case TypeInfo::Kind::date_and_time:
      return FastType::date_time;
    case TypeInfo::Kind::day_duration:
      return FastType::days_duration;
    case TypeInfo::Kind::month_duration:
      return FastType::months_duration;
    case TypeInfo::Kind::any:
    case TypeInfo::Kind::null:
    case TypeInfo::Kind::time:
    case TypeInfo::Kind::list:
    case TypeInfo::Kind::range:
    case TypeInfo::Kind::context:
    case TypeInfo::Kind::function:
    case TypeInfo::Kind::unknown:
      break;
  }
  return std::nullopt;
}

/// Where the element of that name begins in the model's file; the pack's mention of the file else.
Spot spot_of(const Model& model, std::string_view element) {
  const auto at = [&](dmn::Mark mark) { return Spot{model.number, mark.line, mark.column}; };
  const auto named = [&](const std::string& name) { return feel::fold_name(name) == element; };
  for (const dmn::InputData& each : model.definitions->inputs)
    if (each.at.line != 0 && named(each.variable.name)) return at(each.at);
  for (const dmn::Decision& each : model.definitions->decisions)
    if (each.at.line != 0 && (named(each.name) || named(each.variable.name))) return at(each.at);
  for (const dmn::KnowledgeModel& each : model.definitions->knowledge)
    if (each.at.line != 0 && (named(each.name) || named(each.variable.name))) return at(each.at);
  return model.file.at;
}

std::string_view before_colon(std::string_view place) { return place.substr(0, place.find(':')); }

}  // namespace

void PackCompiler::models() {
  for (const Model& each : pack_.models) {
    model(each);
    for (const Source& decision : each.decisions)
      if (std::ranges::find(pending_, decision.text, &Pending::name) == pending_.end())
        broken_.insert(decision.text);
  }
}

void PackCompiler::model(const Model& model) {
  if (model.definitions == nullptr) return;  // the reader said why
  if (!model.definitions->imports.empty())
    return problem(model.file.at, "P-MODEL", "规则包的模型不能导入其他模型，请并入一个文件",
                   "a pack's model imports no other; put all of it into one file");
  auto compiled = dmn::CompiledModel::compile({*model.definitions}, nullptr);
  if (!compiled)
    return problem(spot_of(model, compiled.error().place), compiled.error().code,
                   compiled.error().what.zh + "（" + compiled.error().place + "）",
                   compiled.error().what.en + " (" + compiled.error().place + ")");
  const auto shared = std::make_shared<const dmn::CompiledModel>(*std::move(compiled));
  for (const Source& wanted : model.decisions) decision(model, shared, wanted);
}

/// True where the pack has a value of that name and kind for the model's input.
bool PackCompiler::fits(const Model& model, const dmn::CompiledModel::Signature::Input& input) {
  const Spot at = spot_of(model, input.name);
  if (input.name == "subsidy") return true;
  const Reads before = reads_;
  feel::Program scratch;
  feel::FastCompiler trial{scratch, [this](std::string_view name) { return meaning(name); }};
  feel::Node node;
  node.kind = feel::Kind::name;
  node.text = input.name;
  const bool known = kind_.find(input.name) || parameters_.contains(input.name);
  const auto given = trial.compile(node);
  reads_ = before;
  if (!known) {
    problem(at, "P-MODEL-INPUT",
            fmt::format("输入 `{}` 既不是申领字段，也不是派生事实或参数", input.name),
            fmt::format("the input `{}` is no field, no fact and no parameter", input.name));
    return false;
  }
  if (!given && given.error().code != "F-FORM") {
    problem(at, given.error().code, given.error().text.zh, given.error().text.en);
    return false;
  }
  const auto wanted = slot_type(input.type);
  const bool list = input.type != nullptr && input.type->kind == TypeInfo::Kind::list;
  // A parameter without a value yet, or in a form that the fast compiler does not have, is any
  // type.
  const bool open = !given || given->type == FastType::null ||
                    (parameters_.contains(input.name) &&
                     parameter_trees_[parameters_.find(input.name)->second] == nullptr);
  if (input.type == nullptr || (open && (wanted || list)) || (given && wanted == given->type))
    return true;
  problem(at, "P-MODEL-INPUT",
          fmt::format("输入 `{}` 在模型中是 {}，在规则包中是 {}", input.name,
                      feel::text_of(*input.type), given ? feel::name(given->type) : "列表"),
          fmt::format("the input `{}` is {} in the model and {} in the pack", input.name,
                      feel::text_of(*input.type), given ? feel::name(given->type) : "a list"));
  return false;
}

void PackCompiler::decision(const Model& model,
                            const std::shared_ptr<const dmn::CompiledModel>& compiled,
                            const Source& wanted) {
  const auto signature = compiled->signature(wanted.text);
  if (!signature)
    return problem(wanted.at, "P-MODEL", fmt::format("模型中没有决策 `{}`", wanted.text),
                   fmt::format("the model has no decision `{}`", wanted.text));
  if (kind_.find(wanted.text) || parameters_.contains(wanted.text))
    problem(wanted.at, "P-TWICE", fmt::format("`{}` 已是字段或参数的名称", wanted.text),
            fmt::format("`{}` is the name of a field or parameter already", wanted.text));
  const auto type = slot_type(signature->type);
  if (!type)
    problem(spot_of(model, feel::fold_name(wanted.text)), "P-MODEL-TYPE",
            fmt::format("决策 `{}` 须以 typeRef 写明结果是 number、string、boolean、date、"
                        "date and time 或时长",
                        wanted.text),
            fmt::format("the decision `{}` must say with typeRef that it gives a number, string, "
                        "boolean, date, date and time or a duration",
                        wanted.text));
  for (const auto& [element, name] : signature->unresolved)
    problem(spot_of(model, element), "F-NAME",
            fmt::format("`{}` 中不认识的名称 `{}`", element, name),
            fmt::format("unknown name `{}` in `{}`", name, element));
  bool whole = type.has_value() && signature->unresolved.empty();
  for (const Error& error : compiled->problems()) {
    const std::string_view element = before_colon(error.place);
    if (std::ranges::find(signature->needed, element) == signature->needed.end()) continue;
    whole = false;
    problem(spot_of(model, element), "F-SYNTAX",
            fmt::format("{}（{}）", error.what.zh, error.place),
            fmt::format("{} ({} of the text)", error.what.en, error.place));
  }
  Pending pending{&model, compiled, wanted.text, {}, type.value_or(FastType::null), wanted.at};
  for (const auto& input : signature->inputs) {
    whole = fits(model, input) && whole;
    pending.inputs.push_back(input.name);
  }
  if (whole) pending_.push_back(std::move(pending));
}

/// Compiles those that read the subsidy, or those that do not.
void PackCompiler::open_decisions(bool of_subsidy) {
  for (const Pending& each : pending_) {
    const bool reads_subsidy = std::ranges::find(each.inputs, "subsidy") != each.inputs.end();
    if (reads_subsidy != of_subsidy) continue;
    reads_ = {};
    const auto value = compiler_.compile_outside(
        each.inputs,
        [model = each.compiled, name = each.name, inputs = each.inputs](
            std::vector<feel::Value> arguments, feel::Run& run) {
          std::vector<dmn::GivenInput> given;
          given.reserve(inputs.size());
          for (std::size_t i = 0; i < inputs.size(); ++i)
            given.push_back({inputs[i], std::move(arguments[i]), {}});
          auto found = model->evaluate_decision(name, given, run);
          return found ? *std::move(found) : feel::Value{};
        },
        each.type);
    if (!value) {
      problem(each.at, value.error().code, value.error().text.zh, value.error().text.en);
      continue;
    }
    decisions_.emplace(each.name, static_cast<std::uint16_t>(out_.pack.decisions.size()));
    out_.pack.decisions.push_back({each.name, *value, reads_});
  }
}

}  // namespace tradein
