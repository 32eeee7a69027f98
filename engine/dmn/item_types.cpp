#include "engine/dmn/item_types.hpp"

#include <map>
#include <set>
#include <string>

namespace tradein::dmn {
namespace {

using feel::TypeInfo;
using feel::TypePtr;

/// Allowed values as unary tests, and those of the type it is made of.
class AllowedValues : public feel::Constraint {
 public:
  AllowedValues(feel::Expression tests, const feel::ZoneRules* zones,
                std::shared_ptr<const Constraint> also)
      : tests_{std::move(tests)}, zones_{zones}, also_{std::move(also)} {}
  [[nodiscard]] bool allows(const feel::Value& value) const override {
    feel::Run run{zones_, std::nullopt};
    return tests_.test(value, {}, run).is_true() && (also_ == nullptr || also_->allows(value));
  }

 private:
  feel::Expression tests_;
  const feel::ZoneRules* zones_;
  std::shared_ptr<const Constraint> also_;
};

// XML names of types carry a prefix: feel:string.
std::string_view without_prefix(std::string_view type_ref) {
  const std::size_t colon = type_ref.find(':');
  return colon == std::string_view::npos ? type_ref : type_ref.substr(colon + 1);
}

class Builder {
 public:
  Builder(const std::vector<ItemDefinition>& items, std::string_view prefix,
          feel::Surroundings& surroundings, const feel::ZoneRules* zones)
      : prefix_{prefix}, surroundings_{surroundings}, zones_{zones} {
    for (const ItemDefinition& item : items) by_name_.emplace(item.name, &item);
  }

  void run() {
    for (const auto& [name, item] : by_name_) surroundings_.add_type(prefix_ + name, named(name));
  }

 private:
  TypePtr named(const std::string& name) {
    if (const auto made = made_.find(name); made != made_.end()) return made->second;
    const auto item = by_name_.find(name);
    if (item == by_name_.end()) return find_type(name, surroundings_);
    if (!open_.insert(name).second) return feel::builtin_type("Any");  // it refers to itself
    TypePtr type = build(*item->second);
    open_.erase(name);
    made_[name] = type;
    return type;
  }

  TypePtr referred(std::string_view type_ref) {
    if (type_ref.empty()) return feel::builtin_type("Any");
    TypePtr type = named(std::string{type_ref});
    if (type == nullptr) type = named(std::string{without_prefix(type_ref)});
    return type == nullptr ? feel::builtin_type("Any") : type;
  }

  std::shared_ptr<const feel::Constraint> constraint(const std::string& tests,
                                                     std::shared_ptr<const feel::Constraint> also) {
    if (tests.empty()) return also;
    auto compiled = feel::compile_unary_tests(tests, surroundings_);
    if (!compiled) return also;
    return std::make_shared<AllowedValues>(*std::move(compiled), zones_, std::move(also));
  }

  TypePtr build(const ItemDefinition& item) {
    TypeInfo type;
    if (item.function) {
      type.kind = TypeInfo::Kind::function;
      for (const Declared& parameter : item.parameters)
        type.parameters.push_back(referred(parameter.type));
      type.result = referred(item.result);
    } else if (!item.components.empty()) {
      type.kind = TypeInfo::Kind::context;
      type.members_given = true;
      for (const ItemDefinition& component : item.components) {
        surroundings_.add_member(component.name);
        type.members.emplace_back(component.name, build(component));
      }
    } else {
      type = *referred(item.type);
    }
    type.constraint = constraint(item.allowed, type.constraint);
    if (item.collection) {
      TypeInfo list;
      list.kind = TypeInfo::Kind::list;
      list.element = std::make_shared<const TypeInfo>(std::move(type));
      type = std::move(list);
    }
    type.constraint = constraint(item.constraint, type.constraint);
    type.name = item.name;
    return std::make_shared<const TypeInfo>(std::move(type));
  }

  std::map<std::string, const ItemDefinition*> by_name_;
  std::map<std::string, TypePtr> made_;
  std::set<std::string> open_;
  std::string prefix_;
  feel::Surroundings& surroundings_;
  const feel::ZoneRules* zones_;
};

}  // namespace

void add_item_types(const std::vector<ItemDefinition>& items, std::string_view prefix,
                    feel::Surroundings& surroundings, const feel::ZoneRules* zones) {
  Builder{items, prefix, surroundings, zones}.run();
}

TypePtr find_type(std::string_view type_ref, const feel::Surroundings& surroundings) {
  for (const std::string_view name : {type_ref, without_prefix(type_ref)}) {
    if (const auto declared = surroundings.types().find(name);
        declared != surroundings.types().end())
      return declared->second;
    if (TypePtr known = feel::builtin_type(name)) return known;
  }
  return nullptr;
}

}  // namespace tradein::dmn
