#include "engine/policy/dmn_export.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "engine/base/assert.hpp"
#include "engine/feel/parser.hpp"
#include "engine/policy/dmn_diagram.hpp"

namespace tradein {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// An XML id from a name of a pack; other bytes than those of ids become '_'.
std::string id_of(std::string_view prefix, std::string_view name) {
  std::string id = fmt::format("{}_{}", prefix, name);
  for (char& c : id) {
    const auto byte = static_cast<unsigned char>(c);
    const bool fits = byte >= 0x80 || (byte >= '0' && byte <= '9') ||
                      (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || c == '-' ||
                      c == '_';
    if (!fits) c = '_';
  }
  return id;
}

std::string_view type_ref(FieldType type) {
  switch (type) {
    case FieldType::text:
    case FieldType::term:
    case FieldType::choice:
      return "string";
    case FieldType::integer:
    case FieldType::number:
    case FieldType::money:
      return "number";
    case FieldType::date:
      return "date";
    case FieldType::date_time:
      return "date and time";
    case FieldType::boolean:
      return "boolean";
  }
  return "Any";
}

std::string literal(std::string_view text) {
  return fmt::format("    <literalExpression><text>{}</text></literalExpression>\n", escaped(text));
}

std::string both(const Text& text) { return text.zh + " / " + text.en; }

/// `x` rounded as the pack names it, in FEEL.
std::string rounded(std::string_view x, const Amount& amount) {
  const int scale = amount.to_yuan ? 0 : 2;
  switch (amount.rounding) {
    case Rounding::down:
      return fmt::format("round down({}, {})", x, scale);
    case Rounding::up:
      return fmt::format("round up({}, {})", x, scale);
    case Rounding::half_up:
      return fmt::format("round half up({}, {})", x, scale);
    case Rounding::half_even:
      return fmt::format("decimal({}, {})", x, scale);
  }
  return {};
}

class Exporter {
 public:
  Exporter(const Pack& pack, const Kind& kind) : pack_{pack}, kind_{kind} {
    for (const Field& field : kind.fields) scope_.variables.insert(field.name);
    for (const Fact& fact : kind.facts) scope_.variables.insert(fact.name);
    for (const Parameter& parameter : pack.parameters) scope_.variables.insert(parameter.id);
    for (const Table& table : pack.tables) scope_.variables.insert(table.id);
    scope_.variables.insert("subsidy");
    for (const char* member : {"year", "month", "day"}) scope_.members.insert(member);
  }

  std::string text();

 private:
  using Names = std::set<std::string, std::less<>>;
  void read(const feel::Node& node, Names& names);
  void read(const Source& source, Names& names, bool unary_tests = false);
  void read(const std::optional<Source>& source, Names& names) {
    if (source) read(*source, names);
  }
  std::size_t element(std::string_view name);
  std::size_t input(std::uint16_t slot);
  void decision(std::string_view prefix, std::string_view name, std::string_view type,
                const std::string& description, const Names& names, const std::string& logic);
  void parameter(const Parameter& parameter);
  void table(const Table& table);
  void amount(const Amount& amount);
  void check(const Check& check);
  void limit(const Limit& limit);
  void applies(const Source& source);

  const Pack& pack_;
  const Kind& kind_;
  feel::Scope scope_;
  std::vector<DiagramNode> nodes_;
  std::map<std::string, std::size_t, std::less<>> places_;
  std::set<std::string, std::less<>> open_;
  std::string inputs_, decisions_;
};

/// The names of the pack and its claim kind in a tree. A name that the expression binds itself may
/// be among them; it then is a requirement too many, which does no harm.
void Exporter::read(const feel::Node& node, Names& names) {
  if (node.kind == feel::Kind::name && scope_.variables.contains(node.text))
    names.insert(node.text);
  for (const feel::Node& child : node.children) read(child, names);
}

void Exporter::read(const Source& source, Names& names, bool unary_tests) {
  const auto tree = unary_tests ? feel::parse_unary_tests(source.text, scope_)
                                : feel::parse_expression(source.text, scope_);
  if (tree) read(*tree, names);
}

std::size_t Exporter::input(std::uint16_t slot) {
  const bool fact = kind_.is_fact(slot);
  const std::string& name =
      fact ? kind_.facts[slot - kind_.fields.size()].name : kind_.fields[slot].name;
  const Text& label =
      fact ? kind_.facts[slot - kind_.fields.size()].label : kind_.fields[slot].label;
  const FieldType type =
      fact ? kind_.facts[slot - kind_.fields.size()].type() : kind_.fields[slot].type;
  nodes_.push_back({id_of("input", name), true, {}});
  places_.emplace(name, nodes_.size() - 1);
  fmt::format_to(std::back_inserter(inputs_),
                 "  <inputData id=\"{0}\" name=\"{1}\">\n    <description>{2}</description>\n"
                 "    <variable id=\"var_{0}\" name=\"{1}\" typeRef=\"{3}\"/>\n  </inputData>\n",
                 nodes_.back().id, escaped(name), escaped(both(label)), type_ref(type));
  return nodes_.size() - 1;
}

/// The place of what a name stands for; what was not yet written is written first.
std::size_t Exporter::element(std::string_view name) {
  if (const auto found = places_.find(name); found != places_.end()) return found->second;
  if (const auto slot = kind_.find(name)) return input(*slot);
  TRADEIN_ASSERT(open_.emplace(name).second);  // the compiler refuses a circle of parameters
  if (const auto found = std::ranges::find(pack_.parameters, name, &Parameter::id);
      found != pack_.parameters.end())
    parameter(*found);
  else if (const auto item = std::ranges::find(pack_.tables, name, &Table::id);
           item != pack_.tables.end())
    table(*item);
  else if (name == "subsidy" && pack_.amount)
    amount(*pack_.amount);
  const auto made = places_.find(name);
  TRADEIN_ASSERT(made != places_.end());
  return made->second;
}

void Exporter::decision(std::string_view prefix, std::string_view name, std::string_view type,
                        const std::string& description, const Names& names,
                        const std::string& logic) {
  DiagramNode node{id_of(prefix, name), false, {}};
  for (const std::string& required : names) node.requires_nodes.push_back(element(required));
  fmt::format_to(std::back_inserter(decisions_),
                 "  <decision id=\"{0}\" name=\"{1}\">\n    <description>{2}</description>\n    "
                 "<variable id=\"var_{0}\" name=\"{1}\"{3}/>\n",
                 node.id, escaped(name), escaped(description),
                 type.empty() ? std::string{} : fmt::format(" typeRef=\"{}\"", type));
  for (const std::size_t required : node.requires_nodes) {
    const DiagramNode& other = nodes_[required];
    fmt::format_to(
        std::back_inserter(decisions_),
        "    <informationRequirement id=\"{}\"><{} href=\"#{}\"/></informationRequirement>\n",
        requirement_id(other.id, node.id), other.input ? "requiredInput" : "requiredDecision",
        other.id);
  }
  decisions_ += logic + "  </decision>\n";
  places_.emplace(name, nodes_.size());
  nodes_.push_back(std::move(node));
}

void Exporter::parameter(const Parameter& parameter) {
  Names names;
  if (parameter.values.empty())
    return decision("parameter", parameter.id, "", both(parameter.title), names, literal("null"));
  const ValueRow& row = parameter.values.front();
  read(row.value, names);
  const auto tree = feel::parse_expression(row.value.text, scope_);
  const std::string_view type = tree && tree->kind == feel::Kind::number_literal   ? "number"
                                : tree && tree->kind == feel::Kind::string_literal ? "string"
                                                                                   : "";
  decision("parameter", parameter.id, type,
           fmt::format("{} ({}{})", both(parameter.title), cite(pack_, row.clause),
                       row.demo ? "; demo" : ""),
           names, literal(row.value.text));
}

void Exporter::table(const Table& table) {
  Names names;
  const std::string id = id_of("table", table.id);
  std::string logic = fmt::format("    <decisionTable id=\"dt_{}\" hitPolicy=\"UNIQUE\">\n", id);
  for (std::size_t i = 0; i < table.inputs.size(); ++i) {
    read(table.inputs[i], names);
    fmt::format_to(
        std::back_inserter(logic),
        "      <input id=\"in_{}_{}\"><inputExpression><text>{}</text></inputExpression></input>\n",
        id, i, escaped(table.inputs[i].text));
  }
  fmt::format_to(
      std::back_inserter(logic),
      "      <output id=\"out_{}\" label=\"{}\"/>\n      <annotation name=\"clause\"/>\n", id,
      escaped(table.id));
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const TableRow& row = table.rows[r];
    fmt::format_to(std::back_inserter(logic), "      <rule id=\"rule_{}_{}\">\n", id, r);
    for (const Source& cell : row.when) {
      read(cell, names, true);
      fmt::format_to(std::back_inserter(logic),
                     "        <inputEntry><text>{}</text></inputEntry>\n", escaped(cell.text));
    }
    read(row.value, names);
    fmt::format_to(std::back_inserter(logic),
                   "        <outputEntry><text>{}</text></outputEntry>\n        "
                   "<annotationEntry><text>{}</text></annotationEntry>\n      </rule>\n",
                   escaped(row.value.text), escaped(cite(pack_, row.clause)));
  }
  logic += "    </decisionTable>\n";
  std::string description = both(table.title);
  if (table.no_row)
    description += fmt::format("; no row: {} ({}, {})", name(table.no_row->otherwise),
                               both(table.no_row->reason), cite(pack_, table.no_row->clause));
  decision("table", table.id, "", description, names, logic);
}

/// The steps of the engine in the same order: base x rate or the fixed sum, rounded, capped (to the
/// fen), less what was paid before; never below zero.
void Exporter::amount(const Amount& amount) {
  Names names;
  read(amount.base, names);
  read(amount.rate, names);
  read(amount.fixed, names);
  read(amount.cap, names);
  const auto entry = [](std::string_view entry_name, const std::string& text) {
    const std::string variable =
        entry_name.empty() ? std::string{}
                           : fmt::format("<variable name=\"{}\" typeRef=\"number\"/>", entry_name);
    return fmt::format(
        "      "
        "<contextEntry>{}<literalExpression><text>{}</text></literalExpression></contextEntry>\n",
        variable, escaped(text));
  };
  const std::string base = amount.base ? amount.base->text : amount.fixed->text;
  std::string logic = "    <context>\n";
  logic +=
      entry("exact sum", amount.rate ? fmt::format("({}) * ({})", base, amount.rate->text) : base);
  logic += entry("rounded sum", fmt::format("max(0, {})", rounded("exact sum", amount)));
  logic += entry("capped sum",
                 amount.cap ? fmt::format("min(rounded sum, round down({}, 2))", amount.cap->text)
                            : "rounded sum");
  if (kind_.find("paid_before")) {
    names.insert("paid_before");
    logic +=
        entry("", "if paid_before = null then capped sum else max(0, capped sum - paid_before)");
  } else {
    logic += entry("", "capped sum");
  }
  logic += "    </context>\n";
  decision(
      "amount", "subsidy", "number",
      fmt::format("补贴金额（元） / the subsidy in yuan ({}; {}{})", cite(pack_, amount.clause),
                  cite(pack_, amount.rounding_clause), amount.rounding_demo ? "; demo" : ""),
      names, logic);
}

void Exporter::check(const Check& check) {
  Names names;
  read(check.when, names);
  read(check.require, names);
  const std::string text =
      check.when ? fmt::format("if {} then {} else true", check.when->text, check.require.text)
                 : check.require.text;
  decision("check", reason_code(check.id), "boolean",
           fmt::format("{}; false: {} ({}, {}){}", both(check.title), name(check.fails.otherwise),
                       both(check.fails.reason), cite(pack_, check.fails.clause),
                       check.attempts_left ? "; attempts left: " + check.attempts_left->text : ""),
           names, literal(text));
}

void Exporter::limit(const Limit& limit) {
  Names names;
  const Source& most = limit.at_most ? *limit.at_most : *limit.total_at_most;
  read(limit.when, names);
  read(most, names);
  std::string per;
  for (const Source& part : limit.per) per += (per.empty() ? "" : ", ") + part.text;
  const std::string text =
      limit.when ? fmt::format("if {} then {} else null", limit.when->text, most.text) : most.text;
  decision("limit", reason_code(limit.id), "number",
           fmt::format("{}; {} per {}; beyond: {} ({}, {})", both(limit.title),
                       limit.at_most ? "claims" : "yuan", per,
                       limit.cut ? "cut" : name(limit.fails.otherwise), both(limit.fails.reason),
                       cite(pack_, limit.fails.clause)),
           names, literal(text));
}

void Exporter::applies(const Source& source) {
  Names names;
  read(source, names);
  decision("applies", "programme applies", "boolean",
           "规则包是否适用 / whether the programme concerns the claim", names,
           literal(source.text));
}

std::string Exporter::text() {
  if (pack_.applies) applies(*pack_.applies);
  for (const Parameter& item : pack_.parameters) element(item.id);
  for (const Table& item : pack_.tables) element(item.id);
  if (pack_.amount) element("subsidy");
  for (const Check& item : pack_.checks) check(item);
  for (const Limit& item : pack_.limits) limit(item);
  const std::string title = escaped(pack_.title.zh);
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"\n"
      "             xmlns:dmndi=\"https://www.omg.org/spec/DMN/20230324/DMNDI/\"\n"
      "             xmlns:dc=\"http://www.omg.org/spec/DMN/20180521/DC/\"\n"
      "             xmlns:di=\"http://www.omg.org/spec/DMN/20180521/DI/\"\n"
      "             id=\"{}\" name=\"{}\" namespace=\"urn:tradein:pack:{}:{}\" "
      "exporter=\"tradein\">\n",
      id_of("pack", pack_.id), escaped(pack_.id), escaped(pack_.id), to_iso(pack_.in_force.first));
  out +=
      fmt::format("  <description>{}; {} {} - {} ({})</description>\n", escaped(both(pack_.title)),
                  escaped(pack_.in_force.by), to_iso(pack_.in_force.first),
                  to_iso(pack_.in_force.last), escaped(cite(pack_, pack_.in_force.clause)));
  return out + inputs_ + decisions_ + write_diagram(nodes_, title) + "</definitions>\n";
}

}  // namespace

std::string write_dmn(const Pack& pack, const Kind& kind) { return Exporter{pack, kind}.text(); }

}  // namespace tradein
