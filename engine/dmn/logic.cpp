#include "engine/dmn/logic.hpp"

#include <algorithm>

#include "engine/dmn/item_types.hpp"

namespace tradein::dmn {
namespace {

using feel::List;
using feel::Type;
using feel::Value;

Value failed(std::string_view function, std::string_view zh, std::string_view en) {
  return Value::null({.at = 0,
                      .function = std::string{function},
                      .values = {},
                      .what = {std::string{zh}, std::string{en}}});
}

bool blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

Value as_list(const Value& value) { return value.is(Type::list) ? value : Value{List{value}}; }

}  // namespace

Logic Logic::compile(const Boxed& boxed, feel::Surroundings& surroundings) {
  Logic made;
  made.kind_ = boxed.kind;
  made.name_ = feel::fold_name(boxed.name);
  made.type_ = find_type(boxed.type, surroundings);
  if (boxed.kind == Boxed::Kind::literal) {
    if (blank(boxed.text)) {
      made.kind_ = Boxed::Kind::none;
    } else if (auto expression = feel::compile_expression(boxed.text, surroundings)) {
      made.expression_ = *std::move(expression);
    } else {
      made.error_ = std::move(expression.error());
    }
  }
  if (boxed.table != nullptr)
    made.table_ =
        std::make_shared<const CompiledTable>(CompiledTable::compile(*boxed.table, surroundings));
  if (boxed.kind == Boxed::Kind::unsupported)
    made.error_ =
        Error{.code = "E-DMN-UNSUPPORTED",
              .place = boxed.text,
              .what = {"其他语言的函数不可用", "functions in other languages are not run"},
              .fix = {"改用 FEEL", "write it in FEEL"}};
  std::size_t added = 0;
  const auto bind = [&](std::string_view name) {
    surroundings.add_variable(name);
    ++added;
  };
  for (const Declared& column : boxed.columns) {
    made.columns_.push_back(feel::fold_name(column.name));
    made.parameters_.push_back(
        {feel::fold_name(column.name), find_type(column.type, surroundings)});
    if (boxed.kind == Boxed::Kind::function) bind(column.name);
  }
  for (std::size_t i = 0; i < boxed.children.size(); ++i) {
    const bool loops = boxed.kind == Boxed::Kind::for_each || boxed.kind == Boxed::Kind::some ||
                       boxed.kind == Boxed::Kind::every;
    if (i == 1 && loops) {
      bind(boxed.variable);
      bind("partial");
    }
    if (i == 1 && boxed.kind == Boxed::Kind::filter) {
      // The condition is a FEEL filter, which knows the members of its items.
      Boxed filter = boxed.children[1];
      if (filter.kind == Boxed::Kind::literal) {
        bind("boxed filter");
        filter.text = "boxed filter[" + filter.text + "\n]";
        made.children_.push_back(std::make_shared<const Logic>(compile(filter, surroundings)));
        continue;
      }
    }
    made.children_.push_back(
        std::make_shared<const Logic>(compile(boxed.children[i], surroundings)));
    if (boxed.kind == Boxed::Kind::context && !boxed.children[i].name.empty())
      bind(boxed.children[i].name);
  }
  surroundings.drop_variables(added);
  return made;
}

void Logic::collect_errors(std::vector<Error>& errors) const {
  for (const auto& child : children_) child->collect_errors(errors);
  if (table_ != nullptr) table_->collect_errors(errors);
  if (error_) errors.push_back(*error_);
}

void Logic::collect_unresolved(std::vector<std::string>& names) const {
  for (const auto& child : children_) child->collect_unresolved(names);
  if (table_ != nullptr) table_->collect_unresolved(names);
  if (!expression_) return;
  for (const feel::UnresolvedName& name : expression_->unresolved()) names.push_back(name.name);
}

Value Logic::evaluate(Frame& frame, feel::Run& run) const {
  const std::size_t size = frame.size();
  Value value = evaluate_kind(frame, run);
  frame.resize(size);
  return type_ == nullptr ? value : feel::coerce(value, *type_, 0);
}

Value Logic::evaluate_kind(Frame& frame, feel::Run& run) const {
  switch (kind_) {
    case Boxed::Kind::none:
      return failed("", "没有决策逻辑", "there is no decision logic");
    case Boxed::Kind::unsupported:
      return null_of(*error_);
    case Boxed::Kind::literal:
      return expression_ ? feel::placed(expression_->evaluate(frame, run), expression_->text())
                         : null_of(*error_);
    case Boxed::Kind::table:
      return table_->evaluate(frame, run);
    case Boxed::Kind::context:
      return context(frame, run);
    case Boxed::Kind::invocation:
      return invocation(frame, run);
    case Boxed::Kind::list:
      return list(frame, run);
    case Boxed::Kind::relation:
      return relation(frame, run);
    case Boxed::Kind::function:
      return function(frame);
    case Boxed::Kind::conditional:
      if (children_.size() != 3) break;
      return conditional(frame, run);
    case Boxed::Kind::filter:
      return filter(frame, run);
    case Boxed::Kind::for_each:
    case Boxed::Kind::some:
    case Boxed::Kind::every:
      return loop(frame, run);
  }
  return failed("", "表达式不完整", "the expression is not complete");
}

Value Logic::conditional(Frame& frame, feel::Run& run) const {
  const Value condition = children_[0]->evaluate(frame, run);
  if (!condition.is(Type::boolean) && !condition.is_null())
    return failed("if", "条件不是真或假", "the condition is neither true nor false");
  return children_[condition.is_true() ? 1 : 2]->evaluate(frame, run);
}

Value Logic::context(Frame& frame, feel::Run& run) const {
  feel::Context made;
  for (const auto& child : children_) {
    Value value = child->evaluate(frame, run);
    if (child->name_.empty()) return value;  // the result entry
    if (made.find(child->name_) != nullptr)
      return failed(child->name_, "键重复", "the key stands twice");
    frame.push_back(value);
    made.members.emplace_back(child->name_, std::move(value));
  }
  return Value{std::move(made)};
}

Value Logic::invocation(Frame& frame, feel::Run& run) const {
  if (children_.empty()) return failed("", "没有函数", "there is no function");
  const Value callee = children_[0]->evaluate(frame, run);
  std::vector<std::string> names;
  std::vector<Value> arguments;
  for (std::size_t i = 1; i < children_.size(); ++i) {
    names.push_back(children_[i]->name_);
    arguments.push_back(children_[i]->evaluate(frame, run));
  }
  if (!callee.is(Type::function))
    return callee.reason() != nullptr ? callee : failed("", "这不是函数", "this is no function");
  if (names.empty()) return feel::call(*callee.function(), arguments, run);
  return feel::call_named(*callee.function(), names, arguments, run);
}

Value Logic::list(Frame& frame, feel::Run& run) const {
  List items;
  for (const auto& child : children_) items.push_back(child->evaluate(frame, run));
  return Value{std::move(items)};
}

Value Logic::relation(Frame& frame, feel::Run& run) const {
  List rows;
  for (const auto& row : children_) {
    feel::Context made;
    for (std::size_t i = 0; i < row->children_.size() && i < columns_.size(); ++i)
      made.put(columns_[i], row->children_[i]->evaluate(frame, run));
    rows.emplace_back(std::move(made));
  }
  return Value{std::move(rows)};
}

Value Logic::filter(Frame& frame, feel::Run& run) const {
  if (children_.size() != 2)
    return failed("filter", "表达式不完整", "the expression is not complete");
  Value items = children_[0]->evaluate(frame, run);
  if (children_[1]->kind_ != Boxed::Kind::literal) {
    const Value verdict = children_[1]->evaluate(frame, run);
    return verdict.is_true() ? as_list(items) : Value{List{}};
  }
  frame.push_back(std::move(items));
  return children_[1]->evaluate(frame, run);
}

// for, some, every over the items of a list.
Value Logic::loop(Frame& frame, feel::Run& run) const {
  if (children_.size() != 2) return failed("for", "表达式不完整", "the expression is not complete");
  const Value domain = children_[0]->evaluate(frame, run);
  if (domain.is_null()) return domain;
  const Value items = as_list(domain);
  const std::size_t place = frame.size();
  frame.resize(place + 2);
  List results;
  const bool decides = kind_ == Boxed::Kind::some;
  Value verdict{!decides};
  for (const Value& item : items.list()) {
    if (!run.spend(1 + (kind_ == Boxed::Kind::for_each ? results.size() : 0)))
      return failed("for", "求值步数过多", "the evaluation takes too many steps");
    frame[place] = item;
    if (kind_ == Boxed::Kind::for_each) frame[place + 1] = Value{results};
    Value one = children_[1]->evaluate(frame, run);
    if (kind_ == Boxed::Kind::for_each) {
      results.push_back(std::move(one));
    } else if (one.is(Type::boolean)) {
      if (one.boolean() == decides) return one;
    } else if (!verdict.is_null()) {
      verdict = one.reason() != nullptr
                    ? std::move(one)
                    : failed("some", "条件不是真或假", "the condition is neither true nor false");
    }
  }
  return kind_ == Boxed::Kind::for_each ? Value{std::move(results)} : verdict;
}

Value Logic::function(const Frame& frame) const {
  if (children_.size() != 1) return failed("function", "函数没有内容", "the function has no body");
  auto native = std::make_shared<feel::Native>();
  native->parameters = parameters_;
  // The values in scope live on in the function.
  native->call = [body = children_[0], captured = frame](std::span<const Value> arguments,
                                                         feel::Run& run) {
    Frame inner = captured;
    inner.insert(inner.end(), arguments.begin(), arguments.end());
    return body->evaluate(inner, run);
  };
  feel::Function made;
  made.native = std::move(native);
  for (const Value& each : frame) made.depth = std::max(made.depth, each.depth() + 1);
  return Value{std::make_shared<const feel::Function>(std::move(made))};
}

}  // namespace tradein::dmn
