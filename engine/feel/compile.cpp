#include <algorithm>
#include <array>

#include "engine/feel/builtins.hpp"
#include "engine/feel/code.hpp"
#include "engine/feel/evaluate.hpp"

namespace tradein::feel {
namespace {

bool uses_input(const Node& node) {
  return node.kind == Kind::input || std::ranges::any_of(node.children, uses_input);
}

bool uses_name(const Node& node, std::string_view name) {
  return (node.kind == Kind::name && node.text == name) ||
         std::ranges::any_of(node.children,
                             [&](const Node& child) { return uses_name(child, name); });
}

constexpr std::string_view input_name = "?";

// The type that an expression gives whatever its names stand for, or nullptr.
TypePtr inferred(const Code& code) {
  if (code.op == Code::Op::constant) return type_of(code.constant);
  if (code.op != Code::Op::node) return nullptr;
  if (code.kind == Kind::context) {
    TypeInfo type;
    type.kind = TypeInfo::Kind::context;
    type.members_given = true;
    for (const Code& entry : code.children)
      type.members.emplace_back(entry.name, inferred(entry.children[0]));
    return std::make_shared<const TypeInfo>(std::move(type));
  }
  if (code.kind == Kind::list) return make_list_type(nullptr);
  return nullptr;
}

}  // namespace

/// Turns a syntax tree into code. Slots are never used twice within a frame, so that captures can
/// be added late.
class Compiler {
 public:
  explicit Compiler(const Surroundings& surroundings) : surroundings_{surroundings} {}

  Expression expression(const Node& tree) {
    Frame frame;
    open(frame);
    return close(frame, compile(tree));
  }

  Expression unary_tests(const Node& tree) {
    Frame frame;
    open(frame);
    const std::uint32_t input = bind(std::string{input_name});
    Expression made = close(frame, compile(tree));
    made.input_slot_ = input;
    return made;
  }

 private:
  /// A name in scope; with `item` it is the item of a filter, whose members are names too.
  struct Binding {
    std::string name;
    std::uint32_t slot = 0;
    bool item = false;
  };
  struct Frame {
    Frame* outer = nullptr;
    std::vector<Binding> bindings;
    std::vector<Lambda::Capture> captures;
    std::uint32_t slots = 0;
  };

  void open(Frame& frame) {
    frame_ = &frame;
    for (const std::string& name : surroundings_.variables()) bind(name);
  }

  Expression close(const Frame& frame, Code code) {
    Expression made;
    made.code_ = std::make_shared<const Code>(std::move(code));
    made.slots_ = frame.slots;
    made.variables_ = static_cast<std::uint32_t>(surroundings_.variables().size());
    made.used_ = std::move(used_);
    made.unresolved_ = std::move(unresolved_);
    return made;
  }

  std::uint32_t bind(std::string name) {
    frame_->bindings.push_back({std::move(name), frame_->slots, false});
    return frame_->slots++;
  }
  void bind_item(std::uint32_t slot) { frame_->bindings.push_back({{}, slot, true}); }
  void unbind(std::size_t count) { frame_->bindings.resize(frame_->bindings.size() - count); }

  static std::uint32_t capture(Frame& frame, std::uint32_t outer) {
    for (const Lambda::Capture& each : frame.captures)
      if (each.outer == outer) return each.inner;
    frame.captures.push_back({outer, frame.slots});
    return frame.slots++;
  }

  // The slot of the name seen from the frame; items of filters on the way are added to `items`.
  std::optional<std::uint32_t> look_up(Frame& frame, std::string_view name,
                                       std::vector<std::uint32_t>& items) {
    for (auto binding = frame.bindings.rbegin(); binding != frame.bindings.rend(); ++binding) {
      if (binding->item)
        items.push_back(binding->slot);
      else if (binding->name == name)
        return used(frame, binding->slot);
    }
    if (frame.outer == nullptr) return std::nullopt;
    std::vector<std::uint32_t> outer_items;
    const auto slot = look_up(*frame.outer, name, outer_items);
    for (const std::uint32_t item : outer_items) items.push_back(capture(frame, item));
    if (!slot) return std::nullopt;
    return capture(frame, *slot);
  }

  // Remembers a variable of the surroundings that is read.
  std::uint32_t used(const Frame& frame, std::uint32_t slot) {
    if (frame.outer == nullptr && slot < surroundings_.variables().size() &&
        std::ranges::count(used_, slot) == 0)
      used_.push_back(slot);
    return slot;
  }

  Code make(const Node& node) const {
    Code code;
    code.kind = node.kind;
    code.flag = node.flag;
    code.flag2 = node.flag2;
    code.begin = node.begin;
    code.name = node.text;
    return code;
  }

  static Code constant(const Node& node, Value value) {
    Code code;
    code.op = Code::Op::constant;
    code.begin = node.begin;
    code.constant = std::move(value);
    return code;
  }

  Code with_children(const Node& node) {
    Code code = make(node);
    code.children.reserve(node.children.size());
    for (const Node& child : node.children) code.children.push_back(compile(child));
    return code;
  }

  Code name(const Node& node, std::string_view text) {
    std::vector<std::uint32_t> items;
    const auto slot = look_up(*frame_, text, items);
    Code code;
    code.begin = node.begin;
    code.name = text;
    if (slot) {
      code.op = Code::Op::slot;
      code.slot = *slot;
    } else if (const Value* known = surroundings_.constant(text); known != nullptr) {
      code = constant(node, *known);
    } else if (const Builtin* builtin = find_builtin(text); builtin != nullptr) {
      Function function;
      function.builtin = builtin;
      code = constant(node, Value{std::make_shared<const Function>(std::move(function))});
    } else {
      code.op = Code::Op::unresolved;
      if (items.empty()) unresolved_.push_back({std::string{text}, node.begin});
    }
    if (items.empty()) return code;
    Code dynamic;
    dynamic.op = Code::Op::member_first;
    dynamic.begin = node.begin;
    dynamic.name = text;
    dynamic.slots = std::move(items);
    dynamic.children.push_back(std::move(code));
    return dynamic;
  }

  Code filter(const Node& node) {
    Code code = make(node);
    code.children.push_back(compile(node.children[0]));
    code.slot = bind("item");
    bind_item(code.slot);
    code.children.push_back(compile(node.children[1]));
    unbind(2);
    return code;
  }

  Code loop(const Node& node) {
    Code code = make(node);
    std::size_t bound = 0;
    for (std::size_t i = 0; i + 1 < node.children.size(); ++i) {
      Code iteration = with_children(node.children[i]);
      iteration.slot = bind(node.children[i].text);
      ++bound;
      code.children.push_back(std::move(iteration));
    }
    const Node& body = node.children.back();
    if (node.kind == Kind::for_each && uses_name(body, "partial")) {
      code.flag = true;
      code.slot = bind("partial");
      ++bound;
    }
    code.children.push_back(compile(body));
    unbind(bound);
    return code;
  }

  Code context(const Node& node) {
    Code code = make(node);
    std::size_t bound = 0;
    for (const Node& entry : node.children) {
      Code value = with_children(entry);
      value.slot = bind(entry.text);
      ++bound;
      code.children.push_back(std::move(value));
    }
    unbind(bound);
    return code;
  }

  Code function(const Node& node) {
    auto lambda = std::make_shared<Lambda>();
    lambda->external = node.flag;
    Frame frame;
    frame.outer = frame_;
    frame_ = &frame;
    for (std::size_t i = 0; i + 1 < node.children.size(); ++i) {
      const Node& parameter = node.children[i];
      const TypePtr type = parameter.children.empty()
                               ? nullptr
                               : resolve_type(parameter.children[0], surroundings_.types());
      lambda->parameters.push_back({parameter.text, type});
      lambda->parameter_slots.push_back(bind(parameter.text));
    }
    lambda->body = compile(node.children.back());
    lambda->result = inferred(lambda->body);
    lambda->captures = frame.captures;
    lambda->slots = frame.slots;
    frame_ = frame.outer;
    Code code = make(node);
    code.lambda = std::move(lambda);
    return code;
  }

  // A callee is a built-in rather than a member of a filter's item that has the same name.
  Code callee(const Node& node) {
    if (node.kind != Kind::name) return compile(node);
    std::vector<std::uint32_t> items;
    const Builtin* builtin = find_builtin(node.text);
    if (builtin == nullptr || look_up(*frame_, node.text, items) ||
        surroundings_.constant(node.text) != nullptr)
      return compile(node);
    Function function;
    function.builtin = builtin;
    return constant(node, Value{std::make_shared<const Function>(std::move(function))});
  }

  Code call(const Node& node) {
    Code code = make(node);
    code.children.push_back(callee(node.children[0]));
    for (std::size_t i = 1; i < node.children.size(); ++i)
      code.children.push_back(compile(node.children[i]));
    return code;
  }

  Code instance_of(const Node& node) {
    Code code = make(node);
    code.children.push_back(compile(node.children[0]));
    code.type = resolve_type(node.children[1], surroundings_.types());
    return code;
  }

  // `slots` says of each test whether it is a condition on `?`, so that its value is the verdict.
  Code tests(const Node& node) {
    Code code = with_children(node);
    for (const Node& test : node.children)
      code.slots.push_back(uses_input(test) || test.kind == Kind::tests ? 1 : 0);
    std::vector<std::uint32_t> items;
    code.slot = look_up(*frame_, input_name, items).value_or(0);
    return code;
  }

  Code compile(const Node& node) {
    const Kind kind = node.kind;
    if (kind == Kind::null_literal) return constant(node, Value{});
    if (kind == Kind::boolean_literal) return constant(node, Value{node.flag});
    if (kind == Kind::number_literal) return constant(node, Value{node.number});
    if (kind == Kind::string_literal) return constant(node, Value{node.text});
    if (kind == Kind::name) return name(node, node.text);
    if (kind == Kind::input) return name(node, input_name);
    if (kind == Kind::filter) return filter(node);
    if (kind == Kind::for_each || kind == Kind::some || kind == Kind::every) return loop(node);
    if (kind == Kind::context) return context(node);
    if (kind == Kind::function) return function(node);
    if (kind == Kind::instance_of) return instance_of(node);
    if (kind == Kind::call) return call(node);
    if (kind == Kind::tests) return tests(node);
    return with_children(node);
  }

  const Surroundings& surroundings_;
  Frame* frame_ = nullptr;
  std::vector<std::uint32_t> used_;
  std::vector<UnresolvedName> unresolved_;

 public:
  static void set_text(Expression& expression, std::string_view text) { expression.text_ = text; }
};

TypePtr resolve_type(const Node& node, const Types& types) {
  TypeInfo type;
  if (node.kind == Kind::type_list || node.kind == Kind::type_range) {
    type.kind = node.kind == Kind::type_list ? TypeInfo::Kind::list : TypeInfo::Kind::range;
    type.element = resolve_type(node.children[0], types);
  } else if (node.kind == Kind::type_context) {
    type.kind = TypeInfo::Kind::context;
    type.members_given = true;
    for (const Node& member : node.children)
      type.members.emplace_back(member.text, resolve_type(member.children[0], types));
  } else if (node.kind == Kind::type_function) {
    type.kind = TypeInfo::Kind::function;
    for (std::size_t i = 0; i + 1 < node.children.size(); ++i)
      type.parameters.push_back(resolve_type(node.children[i], types));
    type.result = resolve_type(node.children.back(), types);
  } else {
    if (const auto declared = types.find(node.text); declared != types.end())
      return declared->second;
    if (TypePtr known = builtin_type(node.text)) return known;
    type.kind = TypeInfo::Kind::unknown;
    type.name = node.text;
  }
  return std::make_shared<const TypeInfo>(std::move(type));
}

Expression compile_expression(const Node& tree, const Surroundings& surroundings) {
  return Compiler{surroundings}.expression(tree);
}

Expression compile_unary_tests(const Node& tree, const Surroundings& surroundings) {
  return Compiler{surroundings}.unary_tests(tree);
}

void Surroundings::add_variable(std::string_view name) {
  scope_.variables.insert(name);
  variables_.push_back(fold_name(name));
}

void Surroundings::drop_variables(std::size_t count) {
  TRADEIN_ASSERT(count <= variables_.size());
  for (; count > 0; --count) {
    scope_.variables.remove(variables_.back());
    variables_.pop_back();
  }
}

void Surroundings::add_type(std::string_view name, TypePtr type) {
  scope_.types.insert(name);
  types_[fold_name(name)] = std::move(type);
}

void Surroundings::add_constant(std::string_view name, Value value) {
  scope_.variables.insert(name);
  constants_[fold_name(name)] = std::move(value);
}

const Value* Surroundings::constant(std::string_view name) const {
  const auto found = constants_.find(name);
  return found == constants_.end() ? nullptr : &found->second;
}

Result<Expression> compile_expression(std::string_view text, const Surroundings& surroundings) {
  const auto tree = parse_expression(text, surroundings.scope());
  if (!tree) return std::unexpected(tree.error());
  Expression made = compile_expression(*tree, surroundings);
  Compiler::set_text(made, text);
  return made;
}

Result<Expression> compile_unary_tests(std::string_view text, const Surroundings& surroundings) {
  const auto tree = parse_unary_tests(text, surroundings.scope());
  if (!tree) return std::unexpected(tree.error());
  Expression made = compile_unary_tests(*tree, surroundings);
  Compiler::set_text(made, text);
  return made;
}

}  // namespace tradein::feel
