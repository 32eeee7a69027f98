#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tradein::dmn {

/// A DMN model as it is written (DMN 1.1 to 1.5), read by an adapter; nothing is compiled or
/// resolved. Texts are FEEL. Absent attributes are empty strings.

/// Where an element begins in its file, from 1; 0 where that is not known.
struct Mark {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct Declared {
  std::string name;
  std::string type;  ///< typeRef; empty: Any
};

struct Table;

/// A boxed expression. `children` by kind; an absent expression is of kind `none`.
struct Boxed {
  enum class Kind : std::uint8_t {
    none,
    literal,      ///< text
    table,        ///< table
    context,      ///< entries, each with its name; the last without a name is the result
    invocation,   ///< the function, then the arguments with their parameter's name
    list,         ///< items
    relation,     ///< rows, each a list; column names in `columns`
    function,     ///< the body; parameters in `columns`
    conditional,  ///< if, then, else
    filter,       ///< in, match
    for_each,     ///< in, return; the variable in `variable`
    some,         ///< in, satisfies; likewise
    every,        ///< in, satisfies; likewise
    unsupported,  ///< text says what it is: functions in other languages
  };
  Kind kind = Kind::none;
  std::string name;  ///< of the entry or argument that it is
  std::string type;  ///< typeRef of the expression or of the entry's variable
  std::string text;
  std::string variable;
  std::vector<Declared> columns;
  std::vector<Boxed> children;
  std::shared_ptr<const Table> table;
};

struct Input {
  Boxed expression;
  std::string type;
  std::string allowed;  ///< unary tests
};

struct Output {
  std::string name;
  std::string type;
  std::string allowed;  ///< unary tests; their order is the priority
  std::string default_value;
};

struct Rule {
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
};

enum class HitPolicy : std::uint8_t {
  unique,
  first,
  priority,
  any,
  collect,
  rule_order,
  output_order
};
enum class Aggregation : std::uint8_t { none, sum, count, min, max };

struct Table {
  HitPolicy policy = HitPolicy::unique;
  Aggregation aggregation = Aggregation::none;
  std::vector<Input> inputs;
  std::vector<Output> outputs;
  std::vector<Rule> rules;
};

/// Requirements are hrefs: `#id`, or `namespace#id` for an element of an imported model.
struct InputData {
  std::string id;
  Declared variable;
  Mark at{};
};

struct Decision {
  std::string id;
  std::string name;
  Declared variable;
  std::vector<std::string> requirements;
  Boxed logic;
  Mark at{};
};

struct KnowledgeModel {
  std::string id;
  std::string name;
  Declared variable;
  std::vector<std::string> requirements;
  Boxed function;  ///< of kind function
  Mark at{};
};

struct DecisionService {
  std::string id;
  std::string name;
  Declared variable;
  std::vector<std::string> outputs;
  std::vector<std::string> input_decisions;
  std::vector<std::string> input_data;
};

struct ItemDefinition {
  std::string name;
  std::string type;
  bool collection = false;
  std::string allowed;     ///< unary tests on a value, or on each element of a collection
  std::string constraint;  ///< unary tests on the whole value
  std::vector<ItemDefinition> components;
  bool function = false;
  std::vector<Declared> parameters;
  std::string result;
};

struct Import {
  std::string name;
  std::string model_namespace;
  std::string location;
};

struct Definitions {
  std::string name;
  std::string model_namespace;
  std::vector<Import> imports;
  std::vector<ItemDefinition> items;
  std::vector<InputData> inputs;
  std::vector<Decision> decisions;
  std::vector<KnowledgeModel> knowledge;
  std::vector<DecisionService> services;
};

}  // namespace tradein::dmn
