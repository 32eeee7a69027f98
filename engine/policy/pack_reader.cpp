#include <algorithm>
#include <initializer_list>

#include <fmt/format.h>

#include "engine/policy/pack.hpp"

namespace tradein {
namespace {

/// Walks the tree of one file and collects what is wrong with it; reading goes on with harmless
/// defaults.
class Reader {
 public:
  Reader(PackReading& reading, std::uint32_t file) : out_{reading}, file_{file} {}

  void read(const Node& tree);

 private:
  [[nodiscard]] Spot spot(const Node& node) const { return {file_, node.line, node.column}; }

  void problem(const Node& at, std::string_view code, std::string zh, std::string en) {
    out_.problems.push_back({spot(at), std::string{code}, {std::move(zh), std::move(en)}});
  }

  /// Every member must be one of these: a misspelt key would switch a rule off in silence.
  void only(const Node& map, std::initializer_list<std::string_view> keys) {
    for (const auto& [key, value] : map.members) {
      if (std::ranges::find(keys, std::string_view{key}) != keys.end()) continue;
      problem(value, "P-KEY", fmt::format("不认识的键 `{}`，可用：{}", key, fmt::join(keys, "、")),
              fmt::format("unknown key `{}`; known here are {}", key, fmt::join(keys, ", ")));
    }
  }

  const Node* member(const Node& map, std::string_view key, Node::Kind kind) {
    const Node* node = map.find(key);
    if (node == nullptr || node->kind == Node::Kind::null) {
      problem(map, "P-ABSENT", fmt::format("缺少 `{}`", key),
              fmt::format("`{}` is missing here", key));
      return nullptr;
    }
    if (node->kind == kind) return node;
    problem(*node, "P-FORM", fmt::format("`{}` 的形式不对", key),
            fmt::format("`{}` has the wrong form; see rules/README.md", key));
    return nullptr;
  }

  std::string text(const Node& map, std::string_view key) {
    const Node* node = member(map, key, Node::Kind::scalar);
    return node == nullptr ? std::string{} : node->scalar;
  }

  std::string optional_text(const Node& map, std::string_view key) {
    return map.find(key) == nullptr ? "" : text(map, key);
  }

  Source source(const Node& map, std::string_view key) {
    const Node* node = member(map, key, Node::Kind::scalar);
    return node == nullptr ? Source{} : Source{node->scalar, spot(*node), node->quoted};
  }

  std::optional<Source> optional_source(const Node& map, std::string_view key) {
    if (map.find(key) == nullptr) return std::nullopt;
    return source(map, key);
  }

  Text both(const Node& map, std::string_view key) {
    const Node* node = member(map, key, Node::Kind::map);
    if (node == nullptr) return {};
    only(*node, {"zh", "en"});
    return {text(*node, "zh"), text(*node, "en")};
  }

  std::optional<Date> date(const Node& map, std::string_view key) {
    const Node* node = member(map, key, Node::Kind::scalar);
    if (node == nullptr) return std::nullopt;
    const auto day = parse_iso_date(node->scalar);
    if (!day)
      problem(*node, "P-DATE", fmt::format("`{}` 不是日期", node->scalar),
              fmt::format("`{}` is no date; write \"2025-01-31\"", node->scalar));
    return day;
  }

  std::optional<Date> optional_date(const Node& map, std::string_view key) {
    if (map.find(key) == nullptr) return std::nullopt;
    return date(map, key);
  }

  Dated dated(const Node& map) {
    Dated when{optional_date(map, "first"), optional_date(map, "last"),
               optional_date(map, "published")};
    if (when.first && when.last && *when.last < *when.first)
      problem(map, "P-DATE", "最后一日早于第一日", "the last day is before the first");
    const InForce& pack = out_.pack.in_force;
    if ((when.first && *when.first > pack.last) || (when.last && *when.last < pack.first))
      problem(map, "P-DATE", "不在规则包的有效期之内，永远不会用到",
              "these days are not within the pack's: it never counts");
    return when;
  }

  bool flag(const Node& map, std::string_view key) {
    if (map.find(key) == nullptr) return false;
    const std::string value = text(map, key);
    if (value != "true" && value != "false")
      problem(*map.find(key), "P-FORM", fmt::format("`{}` 只能是 true 或 false", key),
              fmt::format("`{}` must be true or false", key));
    return value == "true";
  }

  Clause clause(const Node& map, std::string_view key = "clause") {
    const Node* node = map.find(key);
    if (node == nullptr || !node->is_scalar() || node->scalar.empty()) {
      problem(node == nullptr ? map : *node, "P-CLAUSE", "缺少条款：每条规则都要写明文件",
              "no clause: every rule names its document");
      return {};
    }
    const std::size_t space = node->scalar.find(' ');
    Clause cited{node->scalar.substr(0, space),
                 space == std::string::npos ? "" : node->scalar.substr(space + 1)};
    if (out_.pack.document(cited.document) == nullptr)
      problem(*node, "P-CLAUSE", fmt::format("documents 中没有 `{}`", cited.document),
              fmt::format("`{}` is not among the documents", cited.document));
    return cited;
  }

  Outcome otherwise(const Node& map) {
    const Node* node = member(map, "otherwise", Node::Kind::scalar);
    if (node == nullptr) return Outcome::review;
    const auto outcome = outcome_of(node->scalar);
    if (outcome && *outcome != Outcome::approved) return *outcome;
    problem(*node, "P-OUTCOME", fmt::format("`{}` 不是结论", node->scalar),
            fmt::format("`{}` is none of rejected, returned, review, note", node->scalar));
    return Outcome::review;
  }

  Consequence consequence(const Node& map) {
    return {otherwise(map), both(map, "reason"), clause(map)};
  }

  Missing missing(const Node& node) {
    if (node.scalar == "returned") return Missing::returned;
    if (node.scalar == "rejected") return Missing::rejected;
    if (node.scalar == "review") return Missing::review;
    if (node.scalar == "pass") return Missing::pass;
    problem(node, "P-OUTCOME", fmt::format("`{}` 不能作 missing 的值", node.scalar),
            fmt::format("`{}` is none of returned, rejected, review, pass", node.scalar));
    return Missing::review;
  }

  /// Calls `each` for every map of a list; the key may be absent.
  template <class Each>
  void list(const Node& map, std::string_view key, Each each) {
    if (map.find(key) == nullptr) return;
    const Node* node = member(map, key, Node::Kind::list);
    if (node == nullptr) return;
    for (const Node& item : node->items) {
      if (item.is_map())
        each(item);
      else
        problem(item, "P-FORM", "此处应为键值对", "a map is wanted here");
    }
  }

  std::vector<Source> sources(const Node& map, std::string_view key) {
    std::vector<Source> found;
    const Node* node = member(map, key, Node::Kind::list);
    if (node == nullptr) return found;
    for (const Node& item : node->items) {
      if (!item.is_scalar())
        problem(item, "P-FORM", "此处应为 FEEL 文字", "FEEL text is wanted here");
      found.push_back({item.scalar, spot(item), item.quoted});
    }
    return found;
  }

  Grounds grounds(const Node& map) {
    Grounds found;
    const Node* node = member(map, "freed_by", Node::Kind::list);
    if (node == nullptr) return found;
    for (const Node& item : node->items) {
      const auto ground = item.is_scalar() ? ground_of(item.scalar) : std::nullopt;
      if (ground)
        found.add(*ground);
      else
        problem(item, "P-LIMIT", "freed_by 只能列 void、cancel、return",
                "`freed_by` lists void, cancel and return alone");
    }
    return found;
  }

  void unique(const Node& at, std::string_view id) {
    if (id.empty()) return;
    if (std::ranges::find(ids_, id) != ids_.end())
      problem(at, "P-TWICE", fmt::format("`{}` 出现了两次", id),
              fmt::format("`{}` is there twice", id));
    ids_.emplace_back(id);
  }

  void documents(const Node& tree);
  void in_force(const Node& tree);
  void parameters(const Node& tree);
  void models(const Node& tree);
  void model(const Node& item);
  void table(const Node& item);
  void check(const Node& item);
  void amount(const Node& tree);
  void limit(const Node& item);

  PackReading& out_;
  std::uint32_t file_;
  std::vector<std::string> ids_;
};

void Reader::documents(const Node& tree) {
  const Node* node = member(tree, "documents", Node::Kind::map);
  if (node == nullptr) return;
  for (const auto& [key, item] : node->members) {
    if (!item.is_map()) {
      problem(item, "P-FORM", "此处应为键值对", "a map is wanted here");
      continue;
    }
    only(item, {"number", "title", "date", "read"});
    out_.pack.documents.push_back({key, optional_text(item, "number"), both(item, "title"),
                                   text(item, "date"), text(item, "read")});
    const std::string& read = out_.pack.documents.back().read;
    if (read != "full" && read != "secondary")
      problem(item, "P-FORM", "read 只能是 full 或 secondary", "`read` must be full or secondary");
  }
}

void Reader::in_force(const Node& tree) {
  const Node* node = member(tree, "in_force", Node::Kind::map);
  if (node == nullptr) return;
  only(*node, {"by", "first", "last", "published", "clause"});
  InForce& in_force = out_.pack.in_force;
  in_force.by = text(*node, "by");
  in_force.first = date(*node, "first").value_or(Date{});
  in_force.last = date(*node, "last").value_or(Date{});
  in_force.published = date(*node, "published").value_or(Date{});
  in_force.clause = clause(*node);
  in_force.at = spot(*node);
  if (in_force.last < in_force.first)
    problem(*node, "P-DATE", "最后一日早于第一日", "the last day is before the first");
}

void Reader::parameters(const Node& tree) {
  if (tree.find("parameters") == nullptr) return;
  const Node* node = member(tree, "parameters", Node::Kind::map);
  if (node == nullptr) return;
  for (const auto& [id, item] : node->members) {
    if (!item.is_map()) {
      problem(item, "P-FORM", "此处应为键值对", "a map is wanted here");
      continue;
    }
    only(item, {"title", "open", "values"});
    Parameter parameter;
    parameter.id = id;
    parameter.at = spot(item);
    unique(item, id);
    if (item.find("title") != nullptr) parameter.title = both(item, "title");
    if (const Node* open = item.find("open"); open != nullptr) {
      parameter.open.emplace();
      if (open->is_map()) {
        only(*open, {"at_least", "at_most"});
        parameter.open->at_least = optional_source(*open, "at_least");
        parameter.open->at_most = optional_source(*open, "at_most");
      } else if (open->scalar != "free") {
        problem(*open, "P-FORM", "open 只能是 free 或界限",
                "`open` is `free` or has at_least, at_most");
      }
    }
    list(item, "values", [&](const Node& row) {
      only(row, {"value", "clause", "first", "last", "published", "demo"});
      parameter.values.push_back(
          {source(row, "value"), clause(row), dated(row), flag(row, "demo"), spot(row)});
    });
    out_.pack.parameters.push_back(std::move(parameter));
  }
}

void Reader::models(const Node& tree) {
  const Node* node = tree.find("model");
  if (node == nullptr) return;
  if (node->is_map()) return model(*node);
  list(tree, "model", [&](const Node& item) { model(item); });
}

void Reader::model(const Node& item) {
  only(item, {"file", "decisions", "text"});
  Model model;
  model.file = source(item, "file");
  model.text = optional_text(item, "text");
  model.decisions = sources(item, "decisions");
  const std::string& name = model.file.text;
  if (!name.empty() && (name.find_first_of("/\\") != std::string::npos || name.starts_with('.')))
    problem(*item.find("file"), "P-MODEL", "模型文件须与规则包放在同一文件夹，只写文件名",
            "the model stands beside the pack; write its file name alone");
  if (model.decisions.empty())
    problem(item, "P-MODEL", "decisions 不能为空：写明规则包要用的决策",
            "`decisions` names the decisions that the pack uses");
  for (const Source& decision : model.decisions) unique(item, decision.text);
  out_.pack.models.push_back(std::move(model));
}

void Reader::table(const Node& item) {
  only(item, {"id", "title", "inputs", "rows", "no_row"});
  Table table;
  table.id = text(item, "id");
  unique(item, table.id);
  table.title = both(item, "title");
  table.inputs = sources(item, "inputs");
  table.at = spot(item);
  list(item, "rows", [&](const Node& row) {
    only(row, {"when", "value", "clause", "first", "last", "published"});
    table.rows.push_back(
        {sources(row, "when"), source(row, "value"), clause(row), dated(row), spot(row)});
    if (table.rows.back().when.size() != table.inputs.size())
      problem(row, "P-CELLS", fmt::format("应有 {} 格", table.inputs.size()),
              fmt::format("{} cells are wanted, one an input", table.inputs.size()));
  });
  if (table.rows.empty()) problem(item, "P-ABSENT", "表中没有行", "a table needs rows");
  if (const Node* none = item.find("no_row"); none != nullptr && none->is_map()) {
    only(*none, {"otherwise", "reason", "clause"});
    table.no_row = consequence(*none);
  }
  out_.pack.tables.push_back(std::move(table));
}

void Reader::check(const Node& item) {
  only(item, {"id", "title", "when", "require", "attempts_left", "otherwise", "reason", "clause",
              "missing", "first", "last", "published"});
  Check check;
  check.id = text(item, "id");
  unique(item, check.id);
  check.title = both(item, "title");
  check.when = optional_source(item, "when");
  check.require = source(item, "require");
  check.attempts_left = optional_source(item, "attempts_left");
  check.fails = consequence(item);
  if (const Node* node = item.find("missing"); node != nullptr) check.missing = missing(*node);
  check.dated = dated(item);
  check.at = spot(item);
  out_.pack.checks.push_back(std::move(check));
}

void Reader::amount(const Node& tree) {
  if (tree.find("amount") == nullptr) return;
  const Node* node = member(tree, "amount", Node::Kind::map);
  if (node == nullptr) return;
  only(*node, {"base", "rate", "fixed", "cap", "rounding", "clause"});
  Amount amount;
  amount.base = optional_source(*node, "base");
  amount.rate = optional_source(*node, "rate");
  amount.fixed = optional_source(*node, "fixed");
  amount.cap = optional_source(*node, "cap");
  amount.clause = clause(*node);
  amount.at = spot(*node);
  if (amount.fixed.has_value() == amount.base.has_value() ||
      amount.base.has_value() != amount.rate.has_value())
    problem(*node, "P-AMOUNT", "应写 base 与 rate，或只写 fixed",
            "an amount has base and rate, or fixed alone");
  if (const Node* rounding = member(*node, "rounding", Node::Kind::map); rounding != nullptr) {
    only(*rounding, {"to", "mode", "clause", "demo"});
    const std::string to = text(*rounding, "to"), mode = text(*rounding, "mode");
    amount.to_yuan = to == "yuan";
    if (to != "yuan" && to != "fen")
      problem(*rounding, "P-ROUNDING", "to 只能是 fen 或 yuan", "`to` is fen or yuan");
    if (mode == "down")
      amount.rounding = Rounding::down;
    else if (mode == "up")
      amount.rounding = Rounding::up;
    else if (mode == "half-up")
      amount.rounding = Rounding::half_up;
    else if (mode == "half-even")
      amount.rounding = Rounding::half_even;
    else
      problem(*rounding, "P-ROUNDING", "mode 只能是 down, up, half-up, half-even",
              "`mode` is down, up, half-up or half-even");
    amount.rounding_clause = clause(*rounding);
    amount.rounding_demo = flag(*rounding, "demo");
  }
  out_.pack.amount = std::move(amount);
}

void Reader::limit(const Node& item) {
  only(item, {"id", "title", "when", "per", "at_most", "total_at_most", "exceed", "scope",
              "freed_by", "otherwise", "reason", "clause", "first", "last", "published"});
  Limit limit;
  limit.id = text(item, "id");
  unique(item, limit.id);
  limit.title = both(item, "title");
  limit.when = optional_source(item, "when");
  limit.per = sources(item, "per");
  limit.at_most = optional_source(item, "at_most");
  limit.total_at_most = optional_source(item, "total_at_most");
  limit.scope = optional_text(item, "scope");
  if (item.find("freed_by") != nullptr) limit.freed_by = grounds(item);
  limit.fails = consequence(item);
  limit.dated = dated(item);
  limit.at = spot(item);
  const std::string exceed = optional_text(item, "exceed");
  limit.cut = exceed == "cut";
  if (limit.per.empty()) problem(item, "P-LIMIT", "per 不能为空", "`per` names what is counted");
  if (limit.at_most.has_value() == limit.total_at_most.has_value())
    problem(item, "P-LIMIT", "应写 at_most 或 total_at_most 之一",
            "a limit has at_most or total_at_most");
  if (!exceed.empty() && (exceed != "cut" || !limit.total_at_most))
    problem(item, "P-LIMIT", "exceed 只能是 cut，且只用于 total_at_most",
            "`exceed` is cut, and only beside total_at_most");
  out_.pack.limits.push_back(std::move(limit));
}

void Reader::read(const Node& tree) {
  Pack& pack = out_.pack;
  if (!tree.is_map()) {
    problem(tree, "P-FORM", "规则包应为键值对", "a rule pack is a map; see rules/README.md");
    return;
  }
  only(tree,
       {"pack", "title", "kind", "region", "above", "applies", "documents", "in_force", "missing",
        "parameters", "model", "tables", "checks", "amount", "limits", "funding", "schema"});
  pack.at = spot(tree);
  documents(tree);
  pack.id = text(tree, "pack");
  pack.title = both(tree, "title");
  pack.kind = text(tree, "kind");
  if (const Node* node = member(tree, "region", Node::Kind::scalar); node != nullptr) {
    const auto region = Region::parse(node->scalar);
    if (!region)
      problem(*node, "P-REGION", "区划应为六位数字",
              "a region has six digits (GB/T 2260), in quotes");
    pack.region = region.value_or(Region{});
  }
  pack.above = optional_text(tree, "above");
  pack.applies = optional_source(tree, "applies");
  in_force(tree);
  if (const Node* node = tree.find("missing"); node != nullptr) pack.missing = missing(*node);
  pack.schema = optional_text(tree, "schema");
  parameters(tree);
  models(tree);
  list(tree, "tables", [&](const Node& item) { table(item); });
  list(tree, "checks", [&](const Node& item) { check(item); });
  amount(tree);
  list(tree, "limits", [&](const Node& item) { limit(item); });
  list(tree, "funding", [&](const Node& item) {
    only(item, {"layer", "share", "clause"});
    pack.funding.push_back({text(item, "layer"), text(item, "share"), clause(item)});
  });
}

}  // namespace

const Document* Pack::document(std::string_view key) const noexcept {
  const auto found = std::ranges::find(documents, key, &Document::key);
  return found == documents.end() ? nullptr : &*found;
}

PackReading read_pack(const Node& tree, std::uint32_t file) {
  PackReading reading;
  Reader{reading, file}.read(tree);
  return reading;
}

std::string cite(const Pack& pack, const Clause& clause) {
  const Document* document = pack.document(clause.document);
  std::string text = document == nullptr        ? clause.document
                     : document->number.empty() ? document->title.zh
                                                : document->number;
  if (!clause.article.empty()) text += " " + clause.article;
  return text;
}

std::string reason_code(std::string_view id) {
  std::string code = "R-";
  for (const char c : id) code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return code;
}

}  // namespace tradein
