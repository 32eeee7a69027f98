#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "engine/base/assert.hpp"
#include "engine/feel/general.hpp"

namespace tradein::feel {
namespace {

constexpr int depth_limit = 64;  // of parameters that name each other

/// Finds what a tree's names stand for and puts it in front of the expression.
class Binder {
 public:
  Binder(const Names& names, General& general) : names_{names}, general_{general} {}

  [[nodiscard]] std::optional<CompileError> bind(const Node& node, int depth = 0) {
    if (node.kind == Kind::name) {
      if (auto error = name(node, depth)) return error;
    }
    for (const Node& child : node.children)
      if (auto error = bind(child, depth)) return error;
    return std::nullopt;
  }

  /// Where the value of a bound name stands.
  [[nodiscard]] std::optional<std::size_t> place(std::string_view name) const {
    const auto& variables = surroundings_.variables();
    const auto found = std::ranges::find(variables, name);
    if (found == variables.end()) return std::nullopt;
    return static_cast<std::size_t>(found - variables.begin());
  }

  [[nodiscard]] Expression compiled(const Node& node) const {
    return compile_expression(node, surroundings_);
  }

 private:
  std::optional<CompileError> name(const Node& node, int depth) {
    if (bound_.contains(node.text)) return std::nullopt;
    const Meaning meaning = names_(node.text);
    // A function, a name that the expression binds itself, or one that nothing declares.
    if (std::holds_alternative<std::monostate>(meaning)) return std::nullopt;
    General::Input input;
    if (const auto* error = std::get_if<CompileError>(&meaning))
      return CompileError{error->code, node.begin, node.end, error->text};
    if (const auto* tree = std::get_if<const Node*>(&meaning)) {
      if (depth > depth_limit)
        return CompileError{"F-NAME",
                            node.begin,
                            node.end,
                            {fmt::format("`{}` 引用了自己", node.text),
                             fmt::format("`{}` refers to itself", node.text)}};
      if (auto error = bind(**tree, depth + 1)) {
        error->begin = node.begin;
        error->end = node.end;
        return error;
      }
      input.expression = compiled(**tree);
    } else {
      input.value = std::get<Typed>(meaning);
    }
    surroundings_.add_variable(node.text);
    bound_.insert(node.text);
    general_.inputs.push_back(std::move(input));
    return std::nullopt;
  }

  const Names& names_;
  General& general_;
  Surroundings surroundings_;
  std::set<std::string, std::less<>> bound_;
};

std::optional<FastType> type_of_call(std::string_view function) {
  static constexpr std::array<std::string_view, 24> numbers = {
      "abs",           "ceiling",  "count", "day of year", "decimal",       "exp",
      "floor",         "log",      "max",   "mean",        "median",        "min",
      "modulo",        "number",   "odd",   "product",     "round down",    "round half down",
      "round half up", "round up", "sqrt",  "stddev",      "string length", "sum"};
  static constexpr std::array<std::string_view, 12> truths = {
      "all", "any",           "contains", "ends with", "even", "includes",
      "is",  "list contains", "matches",  "not",       "odd",  "starts with"};
  static constexpr std::array<std::string_view, 8> texts = {
      "lower case", "replace",         "string",           "string join",
      "substring",  "substring after", "substring before", "upper case"};
  if (std::ranges::find(truths, function) != truths.end()) return FastType::boolean;
  if (std::ranges::find(numbers, function) != numbers.end()) return FastType::number;
  if (std::ranges::find(texts, function) != texts.end()) return FastType::text;
  if (function == "date") return FastType::date;
  if (function == "date and time") return FastType::date_time;
  if (function == "years and months duration") return FastType::months_duration;
  return std::nullopt;
}

/// What a tree gives whatever its inputs, where its form tells.
std::optional<FastType> type_of(const Node& node) {
  switch (node.kind) {
    case Kind::equal:
    case Kind::not_equal:
    case Kind::less:
    case Kind::less_equal:
    case Kind::greater:
    case Kind::greater_equal:
    case Kind::all_of:
    case Kind::any_of:
    case Kind::between:
    case Kind::in:
    case Kind::instance_of:
    case Kind::some:
    case Kind::every:
      return FastType::boolean;
    case Kind::divide:
    case Kind::power:
    case Kind::negate:
    case Kind::number_literal:
      return FastType::number;
    case Kind::string_literal:
      return FastType::text;
    case Kind::multiply:
    case Kind::add:
    case Kind::subtract: {
      const auto left = type_of(node.children[0]);
      return left && (*left == FastType::number || *left == FastType::text)
                 ? left
                 : type_of(node.children[1]);
    }
    case Kind::conditional: {
      const auto yes = type_of(node.children[1]);
      return yes ? yes : type_of(node.children[2]);
    }
    case Kind::call:
      return node.children[0].kind == Kind::name ? type_of_call(node.children[0].text)
                                                 : std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

Compiled<Typed> FastCompiler::compile_any(const Node& node, std::optional<FastType> wanted,
                                          int scale) {
  const std::size_t code = program_.code.size();
  Value fast = compile(node);
  if (fast || fast.error().code != "F-FORM") return fast;
  program_.code.resize(code, Instruction{Op::copy});
  return compile_general(node, wanted ? wanted : type_of(node), scale);
}

Compiled<Typed> FastCompiler::compile_general(const Node& node, std::optional<FastType> type,
                                              int scale) {
  if (!type || *type == FastType::null)
    return error(
        node, "F-FORM",
        "看不出这种写法的结果是数、文字、日期、时长还是真假；请写成能看出类型的形式，"
        "例如 number(…)、string(…) 或比较",
        "whether this gives a number, a text, a date, a duration or a boolean is not plain "
        "from how it is written; write it so that it is, as with number(…), string(…) or "
        "a comparison");
  auto made = std::make_shared<General>();
  Binder binder{names_, *made};
  if (auto trouble = binder.bind(node)) return std::unexpected(*std::move(trouble));
  made->expression = binder.compiled(node);
  if (!made->expression.unresolved().empty()) {
    const UnresolvedName& unknown = made->expression.unresolved().front();
    const auto end = static_cast<std::uint32_t>(unknown.at + unknown.name.size());
    return std::unexpected(CompileError{"F-NAME",
                                        unknown.at,
                                        end,
                                        {fmt::format("不认识的名称 `{}`", unknown.name),
                                         fmt::format("unknown name `{}`", unknown.name)}});
  }
  made->type = *type;
  made->scale = *type == FastType::number ? scale : 0;
  program_.general.push_back(made);
  return emit(*type, Op::general, {}, {}, {},
              static_cast<std::int32_t>(program_.general.size() - 1), made->scale);
}

Compiled<Typed> FastCompiler::compile_outside(const std::vector<std::string>& names,
                                              Outside outside, FastType type, int scale) {
  auto made = std::make_shared<General>();
  Binder binder{names_, *made};
  for (const std::string& each : names) {
    Node node;
    node.kind = Kind::name;
    node.text = each;
    if (auto trouble = binder.bind(node)) return std::unexpected(*std::move(trouble));
    const auto place = binder.place(each);
    if (!place)
      return error(node, "F-NAME", fmt::format("不认识的名称 `{}`", each),
                   fmt::format("unknown name `{}`", each));
    made->arguments.push_back(*place);
  }
  made->outside = std::move(outside);
  made->type = type;
  made->scale = type == FastType::number ? scale : 0;
  program_.general.push_back(made);
  return emit(type, Op::general, {}, {}, {}, static_cast<std::int32_t>(program_.general.size() - 1),
              made->scale);
}

}  // namespace tradein::feel
