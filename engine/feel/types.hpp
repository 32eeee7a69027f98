#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/feel/value.hpp"

namespace tradein::feel {

struct TypeInfo;
using TypePtr = std::shared_ptr<const TypeInfo>;

/// Decides whether a value is among a type's allowed values; made from unary tests by whoever
/// declares the type.
class Constraint {
 public:
  virtual ~Constraint() = default;
  [[nodiscard]] virtual bool allows(const Value& value) const = 0;
};

/// A type of DMN 1.5, 10.3.2.9, with what item definitions add.
struct TypeInfo {
  enum class Kind : std::uint8_t {
    any,
    null,
    boolean,
    number,
    string,
    date,
    time,
    date_and_time,
    day_duration,
    month_duration,
    list,
    range,
    context,
    function,
    unknown,  ///< a name that is declared nowhere: nothing conforms
  };
  Kind kind = Kind::any;
  std::string name;                                      ///< as declared
  TypePtr element;                                       ///< of a list or range; nullptr: any
  std::vector<std::pair<std::string, TypePtr>> members;  ///< of a context
  bool members_given = false;                            ///< false: any context
  std::vector<TypePtr> parameters;                       ///< of a function
  TypePtr result;                                        ///< of a function; nullptr: any function
  std::shared_ptr<const Constraint> constraint;  ///< allowed values of this type, or nullptr
};

/// The built-in type of that name, or nullptr.
[[nodiscard]] TypePtr builtin_type(std::string_view name);
[[nodiscard]] TypePtr make_list_type(TypePtr element);
/// The built-in type of a value that holds no others; nullptr for lists, contexts, ranges and
/// functions.
[[nodiscard]] TypePtr type_of(const Value& value);
/// `instance of`: null is an instance of nothing but Null, inside a context or list it fits every
/// type.
[[nodiscard]] bool is_instance(const Value& value, const TypeInfo& type);
/// Whether a value may stand where the type is wanted; null may everywhere. Constraints count.
[[nodiscard]] bool conforms(const Value& value, const TypeInfo& type);
/// The value as the type wants it: itself, a list made of it, the one element of a list, a date as
/// the date and time of its midnight; a null with a reason where it does not fit.
[[nodiscard]] Value coerce(const Value& value, const TypeInfo& type, std::uint32_t at);
/// The type as FEEL writes it.
[[nodiscard]] std::string text_of(const TypeInfo& type);

}  // namespace tradein::feel
