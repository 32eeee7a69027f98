#include "adapters/rulefiles/dmn/dmn_xml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <pugixml.hpp>
#include <string>

#include "adapters/rulefiles/dmn/xml_guard.hpp"

namespace tradein {
namespace {

using dmn::Boxed;
using pugi::xml_node;

std::string_view local(const xml_node& node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// All the text of a node, CDATA too.
std::string content(const xml_node& node) {
  std::string out;
  for (const xml_node& child : node.children())
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) out += child.value();
  return out;
}

xml_node child(const xml_node& node, std::string_view name) {
  for (const xml_node& each : node.children())
    if (each.type() == pugi::node_element && local(each) == name) return each;
  return {};
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string attribute(const xml_node& node, const char* name) {
  return node.attribute(name).value();
}

// The `text` child of a node.
std::string text_of(const xml_node& node) { return content(child(node, "text")); }

// In DMN 1.1 a typeRef may also be an element.
std::string type_of(const xml_node& node) {
  const std::string type = attribute(node, "typeRef");
  return type.empty() ? trimmed(content(child(node, "typeRef"))) : type;
}

/// Lines and columns of ever later places of one text.
class Marker {
 public:
  explicit Marker(std::string_view bytes) : bytes_{bytes} {}

  dmn::Mark at(std::ptrdiff_t offset) {
    const auto end =
        std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0)), bytes_.size());
    if (end < passed_) passed_ = 0, mark_ = {1, 1};
    for (; passed_ < end; ++passed_) {
      const auto byte = static_cast<unsigned char>(bytes_[passed_]);
      if (byte == '\n')
        ++mark_.line, mark_.column = 1;
      else if ((byte & 0xC0) != 0x80)
        ++mark_.column;
    }
    return mark_;
  }

 private:
  std::string_view bytes_;
  std::size_t passed_ = 0;
  dmn::Mark mark_{1, 1};
};

dmn::Declared declared(const xml_node& node) { return {attribute(node, "name"), type_of(node)}; }

/// Reads the elements of one document; the first value that DMN does not have is kept.
class Reader {
 public:
  Reader(std::string_view bytes, std::string_view place) : place_{place}, marker_{bytes} {}

  dmn::Definitions definitions(const xml_node& root) {
    dmn::Definitions made;
    made.name = attribute(root, "name");
    made.model_namespace = attribute(root, "namespace");
    for (const xml_node& node : root.children()) {
      const std::string_view name = local(node);
      if (name == "import")
        made.imports.push_back({attribute(node, "name"), attribute(node, "namespace"),
                                attribute(node, "locationURI")});
      else if (name == "itemDefinition")
        made.items.push_back(item(node));
      else if (name == "inputData")
        made.inputs.push_back(input_data(node));
      else if (name == "decision")
        made.decisions.push_back(decision(node));
      else if (name == "businessKnowledgeModel")
        made.knowledge.push_back(knowledge(node));
      else if (name == "decisionService")
        made.services.push_back(service(node));
    }
    return made;
  }

  std::optional<Error> error;

 private:
  static dmn::ItemDefinition item(const xml_node& node) {
    dmn::ItemDefinition made;
    made.name = attribute(node, "name");
    made.type = type_of(node);
    made.collection = attribute(node, "isCollection") == "true";
    made.allowed = text_of(child(node, "allowedValues"));
    made.constraint = text_of(child(node, "typeConstraint"));
    for (const xml_node& each : node.children())
      if (local(each) == "itemComponent") made.components.push_back(item(each));
    if (const xml_node function = child(node, "functionItem")) {
      made.function = true;
      made.result = attribute(function, "outputTypeRef");
      for (const xml_node& each : function.children())
        if (local(each) == "parameters") made.parameters.push_back(declared(each));
    }
    return made;
  }

  /// Of the element's name: one column behind its `<`.
  dmn::Mark mark(const xml_node& node) {
    dmn::Mark found = marker_.at(node.offset_debug());
    if (found.column > 1) --found.column;
    return found;
  }

  dmn::InputData input_data(const xml_node& node) {
    dmn::InputData made{attribute(node, "id"), declared(child(node, "variable")), mark(node)};
    if (made.variable.name.empty()) made.variable.name = attribute(node, "name");
    return made;
  }

  static std::vector<std::string> requirements(const xml_node& node) {
    std::vector<std::string> hrefs;
    for (const xml_node& each : node.children()) {
      if (local(each) != "informationRequirement" && local(each) != "knowledgeRequirement")
        continue;
      for (const xml_node& target : each.children())
        if (const std::string href = attribute(target, "href"); !href.empty())
          hrefs.push_back(href);
    }
    return hrefs;
  }

  dmn::Decision decision(const xml_node& node) {
    return {attribute(node, "id"), attribute(node, "name"), declared(child(node, "variable")),
            requirements(node),    first_expression(node),  mark(node)};
  }

  dmn::KnowledgeModel knowledge(const xml_node& node) {
    dmn::KnowledgeModel made{attribute(node, "id"),
                             attribute(node, "name"),
                             declared(child(node, "variable")),
                             requirements(node),
                             {},
                             mark(node)};
    made.function = function(child(node, "encapsulatedLogic"));
    return made;
  }

  static dmn::DecisionService service(const xml_node& node) {
    dmn::DecisionService made;
    made.id = attribute(node, "id");
    made.name = attribute(node, "name");
    made.variable = declared(child(node, "variable"));
    for (const xml_node& each : node.children()) {
      const std::string href = attribute(each, "href");
      if (local(each) == "outputDecision")
        made.outputs.push_back(href);
      else if (local(each) == "inputDecision")
        made.input_decisions.push_back(href);
      else if (local(each) == "inputData")
        made.input_data.push_back(href);
    }
    return made;
  }

  // The first child that is an expression.
  Boxed first_expression(const xml_node& node) {
    for (const xml_node& each : node.children())
      if (auto found = expression(each)) return *std::move(found);
    return {};
  }

  std::optional<Boxed> expression(const xml_node& node) {
    struct Entry {
      std::string_view name;
      Boxed (Reader::*read)(const xml_node&);
    };
    static constexpr std::array<Entry, 12> entries = {{{"literalExpression", &Reader::literal},
                                                       {"decisionTable", &Reader::table},
                                                       {"context", &Reader::context},
                                                       {"invocation", &Reader::invocation},
                                                       {"list", &Reader::list},
                                                       {"relation", &Reader::relation},
                                                       {"functionDefinition", &Reader::function},
                                                       {"conditional", &Reader::conditional},
                                                       {"filter", &Reader::filter},
                                                       {"for", &Reader::loop},
                                                       {"some", &Reader::loop},
                                                       {"every", &Reader::loop}}};
    if (node.type() != pugi::node_element) return std::nullopt;
    for (const Entry& entry : entries) {
      if (entry.name != local(node)) continue;
      Boxed made = (this->*entry.read)(node);
      made.type = type_of(node);
      return made;
    }
    return std::nullopt;
  }

  static Boxed of(Boxed::Kind kind) {
    Boxed made;
    made.kind = kind;
    return made;
  }

  Boxed literal(const xml_node& node) {
    Boxed made = of(Boxed::Kind::literal);
    made.text = text_of(node);
    const std::string language = attribute(node, "expressionLanguage");
    if (!language.empty() && language.find("FEEL") == std::string::npos &&
        language.find("feel") == std::string::npos)
      made = unsupported(language);
    return made;
  }

  static Boxed unsupported(const std::string& what) {
    Boxed made = of(Boxed::Kind::unsupported);
    made.text = what;
    return made;
  }

  // An expression that belongs to a named variable, such as a context's entry.
  Boxed named(const xml_node& node, const char* holder) {
    Boxed made = first_expression(node);
    const dmn::Declared variable = declared(child(node, holder));
    made.name = variable.name;
    if (!variable.type.empty()) made.type = variable.type;
    return made;
  }

  Boxed context(const xml_node& node) {
    Boxed made = of(Boxed::Kind::context);
    for (const xml_node& each : node.children())
      if (local(each) == "contextEntry") made.children.push_back(named(each, "variable"));
    return made;
  }

  Boxed invocation(const xml_node& node) {
    Boxed made = of(Boxed::Kind::invocation);
    made.children.push_back(first_expression(node));
    for (const xml_node& each : node.children())
      if (local(each) == "binding") made.children.push_back(named(each, "parameter"));
    return made;
  }

  Boxed list(const xml_node& node) {
    Boxed made = of(Boxed::Kind::list);
    for (const xml_node& each : node.children())
      if (auto found = expression(each)) made.children.push_back(*std::move(found));
    return made;
  }

  Boxed relation(const xml_node& node) {
    Boxed made = of(Boxed::Kind::relation);
    for (const xml_node& each : node.children()) {
      if (local(each) == "column") made.columns.push_back(declared(each));
      if (local(each) == "row") made.children.push_back(list(each));
    }
    return made;
  }

  Boxed function(const xml_node& node) {
    const std::string kind = attribute(node, "kind");
    if (!kind.empty() && kind != "FEEL" && kind != "F") return unsupported(kind);
    Boxed made = of(Boxed::Kind::function);
    for (const xml_node& each : node.children())
      if (local(each) == "formalParameter") made.columns.push_back(declared(each));
    made.children.push_back(first_expression(node));
    return made;
  }

  Boxed parts(const xml_node& node, Boxed::Kind kind,
              std::initializer_list<std::string_view> names) {
    Boxed made = of(kind);
    made.variable = attribute(node, "iteratorVariable");
    for (const std::string_view name : names)
      made.children.push_back(first_expression(child(node, name)));
    return made;
  }

  Boxed conditional(const xml_node& node) {
    return parts(node, Boxed::Kind::conditional, {"if", "then", "else"});
  }
  Boxed filter(const xml_node& node) { return parts(node, Boxed::Kind::filter, {"in", "match"}); }
  Boxed loop(const xml_node& node) {
    if (local(node) == "for") return parts(node, Boxed::Kind::for_each, {"in", "return"});
    return parts(node, local(node) == "some" ? Boxed::Kind::some : Boxed::Kind::every,
                 {"in", "satisfies"});
  }

  template <class Choice, std::size_t size>
  Choice choose(const std::string& value,
                const std::array<std::pair<std::string_view, Choice>, size>& choices) {
    for (const auto& [name, choice] : choices)
      if (name == value) return choice;
    if (!error)
      error = Error{
          .code = "E-DMN-VALUE",
          .place = place_,
          .what = {fmt::format("DMN 没有 `{}`", value), fmt::format("DMN has no `{}`", value)},
          .fix = {"改正决策表的属性", "correct the table's attribute"}};
    return choices[0].second;
  }

  Boxed table(const xml_node& node) {
    using dmn::Aggregation;
    using dmn::HitPolicy;
    static constexpr std::array<std::pair<std::string_view, HitPolicy>, 8> policies = {
        {{"UNIQUE", HitPolicy::unique},
         {"", HitPolicy::unique},
         {"FIRST", HitPolicy::first},
         {"PRIORITY", HitPolicy::priority},
         {"ANY", HitPolicy::any},
         {"COLLECT", HitPolicy::collect},
         {"RULE ORDER", HitPolicy::rule_order},
         {"OUTPUT ORDER", HitPolicy::output_order}}};
    static constexpr std::array<std::pair<std::string_view, Aggregation>, 6> aggregations = {
        {{"", Aggregation::none},
         {"LIST", Aggregation::none},
         {"SUM", Aggregation::sum},
         {"COUNT", Aggregation::count},
         {"MIN", Aggregation::min},
         {"MAX", Aggregation::max}}};
    auto read = std::make_shared<dmn::Table>();
    read->policy = choose(attribute(node, "hitPolicy"), policies);
    read->aggregation = choose(attribute(node, "aggregation"), aggregations);
    for (const xml_node& each : node.children()) {
      const std::string_view name = local(each);
      if (name == "input") {
        const xml_node expression_node = child(each, "inputExpression");
        dmn::Input input;
        input.expression = literal(expression_node);
        input.type = type_of(expression_node);
        input.allowed = text_of(child(each, "inputValues"));
        read->inputs.push_back(std::move(input));
      } else if (name == "output") {
        read->outputs.push_back({attribute(each, "name"), type_of(each),
                                 text_of(child(each, "outputValues")),
                                 text_of(child(each, "defaultOutputEntry"))});
      } else if (name == "rule") {
        dmn::Rule rule;
        for (const xml_node& entry : each.children()) {
          if (local(entry) == "inputEntry") rule.inputs.push_back(text_of(entry));
          if (local(entry) == "outputEntry") rule.outputs.push_back(text_of(entry));
        }
        read->rules.push_back(std::move(rule));
      }
    }
    Boxed made = of(Boxed::Kind::table);
    made.table = std::move(read);
    return made;
  }

  std::string place_;
  Marker marker_;
};

}  // namespace

Result<dmn::Definitions> read_dmn_xml(std::string_view bytes, std::string_view place) {
  if (const auto fit = guard_xml(bytes, place); !fit) return std::unexpected(fit.error());
  pugi::xml_document document;
  const pugi::xml_parse_result parsed = document.load_buffer(bytes.data(), bytes.size());
  const dmn::Mark stopped = Marker{bytes}.at(parsed.offset);
  if (!parsed)
    return std::unexpected(xml_error(
        fmt::format("{}:{}:{}", place, stopped.line, stopped.column),
        {"XML 格式不正确", fmt::format("this is no well-formed XML: {}", parsed.description())},
        {"改正该处的 XML", "correct the XML there"}));
  const xml_node root = document.document_element();
  if (local(root) != "definitions")
    return std::unexpected(
        xml_error(place, {"根元素不是 definitions", "the root element is not `definitions`"},
                  {"给出 DMN 模型文件", "give a DMN model"}));
  Reader reader{bytes, place};
  dmn::Definitions made = reader.definitions(root);
  if (reader.error) return std::unexpected(*reader.error);
  return made;
}

}  // namespace tradein
