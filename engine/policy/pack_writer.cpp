#include "engine/base/json.hpp"
#include "engine/policy/pack.hpp"

namespace tradein {
namespace {

Node both(const Text& text) {
  Node node = map_node();
  put(node, "zh", text.zh);
  put(node, "en", text.en);
  return node;
}

std::string cited(const Clause& clause) {
  return clause.article.empty() ? clause.document : clause.document + " " + clause.article;
}

void put_optional(Node& map, std::string_view key, const std::optional<Source>& source) {
  if (source) put(map, key, source->text);
}

void put_dated(Node& map, const Dated& dated) {
  if (dated.first) put(map, "first", to_iso(*dated.first));
  if (dated.last) put(map, "last", to_iso(*dated.last));
  if (dated.published) put(map, "published", to_iso(*dated.published));
}

Node texts(const std::vector<Source>& sources) {
  Node node = list_node();
  for (const Source& source : sources) node.items.push_back(text_node(source.text));
  return node;
}

void put_consequence(Node& map, const Consequence& consequence) {
  put(map, "otherwise", name(consequence.otherwise));
  put(map, "reason", both(consequence.reason));
  put(map, "clause", cited(consequence.clause));
}

std::string_view name_of(Missing missing) {
  switch (missing) {
    case Missing::returned:
      return "returned";
    case Missing::rejected:
      return "rejected";
    case Missing::review:
      return "review";
    case Missing::pass:
      return "pass";
  }
  return "";
}

std::string_view name_of(Rounding rounding) {
  switch (rounding) {
    case Rounding::down:
      return "down";
    case Rounding::up:
      return "up";
    case Rounding::half_up:
      return "half-up";
    case Rounding::half_even:
      return "half-even";
  }
  return "";
}

Node documents(const Pack& pack) {
  Node all = map_node();
  for (const Document& document : pack.documents) {
    Node node = map_node();
    if (!document.number.empty()) put(node, "number", document.number);
    put(node, "title", both(document.title));
    put(node, "date", document.date);
    put(node, "read", document.read);
    put(all, document.key, std::move(node));
  }
  return all;
}

Node parameters(const Pack& pack) {
  Node all = map_node();
  for (const Parameter& parameter : pack.parameters) {
    Node node = map_node();
    if (!parameter.title.zh.empty()) put(node, "title", both(parameter.title));
    if (parameter.open) {
      Node open = map_node();
      put_optional(open, "at_least", parameter.open->at_least);
      put_optional(open, "at_most", parameter.open->at_most);
      put(node, "open", open.members.empty() ? text_node("free") : std::move(open));
    }
    Node values = list_node();
    for (const ValueRow& row : parameter.values) {
      Node value = map_node();
      put(value, "value", row.value.text);
      put(value, "clause", cited(row.clause));
      put_dated(value, row.dated);
      if (row.demo) put(value, "demo", "true");
      values.items.push_back(std::move(value));
    }
    put(node, "values", std::move(values));
    put(all, parameter.id, std::move(node));
  }
  return all;
}

Node model_node(const Model& model) {
  Node node = map_node();
  put(node, "file", model.file.text);
  put(node, "decisions", texts(model.decisions));
  put(node, "text", model.text);
  return node;
}

Node table_node(const Table& table) {
  Node node = map_node();
  put(node, "id", table.id);
  put(node, "title", both(table.title));
  put(node, "inputs", texts(table.inputs));
  Node rows = list_node();
  for (const TableRow& row : table.rows) {
    Node item = map_node();
    put(item, "when", texts(row.when));
    put(item, "value", row.value.text);
    put(item, "clause", cited(row.clause));
    put_dated(item, row.dated);
    rows.items.push_back(std::move(item));
  }
  put(node, "rows", std::move(rows));
  if (table.no_row) {
    Node none = map_node();
    put_consequence(none, *table.no_row);
    put(node, "no_row", std::move(none));
  }
  return node;
}

Node check_node(const Check& check) {
  Node node = map_node();
  put(node, "id", check.id);
  put(node, "title", both(check.title));
  put_optional(node, "when", check.when);
  put(node, "require", check.require.text);
  put_optional(node, "attempts_left", check.attempts_left);
  put_consequence(node, check.fails);
  if (check.missing) put(node, "missing", name_of(*check.missing));
  put_dated(node, check.dated);
  return node;
}

Node amount_node(const Amount& amount) {
  Node node = map_node();
  put_optional(node, "base", amount.base);
  put_optional(node, "rate", amount.rate);
  put_optional(node, "fixed", amount.fixed);
  put_optional(node, "cap", amount.cap);
  Node rounding = map_node();
  put(rounding, "to", amount.to_yuan ? "yuan" : "fen");
  put(rounding, "mode", name_of(amount.rounding));
  put(rounding, "clause", cited(amount.rounding_clause));
  if (amount.rounding_demo) put(rounding, "demo", "true");
  put(node, "rounding", std::move(rounding));
  put(node, "clause", cited(amount.clause));
  return node;
}

/// Only where it is not the usual, so that older packs keep their hash.
void put_grounds(Node& limit, Grounds grounds) {
  if (grounds == usual_grounds()) return;
  Node list = list_node();
  for (const Ground ground : all_grounds)
    if (grounds.has(ground)) list.items.push_back(text_node(std::string{name(ground)}));
  put(limit, "freed_by", std::move(list));
}

Node limit_node(const Limit& limit) {
  Node node = map_node();
  put(node, "id", limit.id);
  put(node, "title", both(limit.title));
  put_optional(node, "when", limit.when);
  put(node, "per", texts(limit.per));
  put_optional(node, "at_most", limit.at_most);
  put_optional(node, "total_at_most", limit.total_at_most);
  if (limit.cut) put(node, "exceed", "cut");
  if (!limit.scope.empty()) put(node, "scope", limit.scope);
  put_grounds(node, limit.freed_by);
  put_consequence(node, limit.fails);
  put_dated(node, limit.dated);
  return node;
}

template <class T, class Make>
Node list_of(const std::vector<T>& items, Make make) {
  Node node = list_node();
  for (const T& item : items) node.items.push_back(make(item));
  return node;
}

}  // namespace

Node write_pack(const Pack& pack) {
  Node node = map_node();
  put(node, "pack", pack.id);
  put(node, "title", both(pack.title));
  put(node, "kind", pack.kind);
  put(node, "region", pack.region.text());
  if (!pack.above.empty()) put(node, "above", pack.above);
  put_optional(node, "applies", pack.applies);
  put(node, "documents", documents(pack));
  Node in_force = map_node();
  put(in_force, "by", pack.in_force.by);
  put(in_force, "first", to_iso(pack.in_force.first));
  put(in_force, "last", to_iso(pack.in_force.last));
  put(in_force, "published", to_iso(pack.in_force.published));
  put(in_force, "clause", cited(pack.in_force.clause));
  put(node, "in_force", std::move(in_force));
  if (pack.missing) put(node, "missing", name_of(*pack.missing));
  if (!pack.schema.empty()) put(node, "schema", pack.schema);
  put(node, "parameters", parameters(pack));
  // Packs without a model keep the bytes, and so the hash, that they had before there were models.
  if (!pack.models.empty()) put(node, "model", list_of(pack.models, model_node));
  put(node, "tables", list_of(pack.tables, table_node));
  put(node, "checks", list_of(pack.checks, check_node));
  if (pack.amount) put(node, "amount", amount_node(*pack.amount));
  put(node, "limits", list_of(pack.limits, limit_node));
  put(node, "funding", list_of(pack.funding, [](const FundingShare& share) {
        Node item = map_node();
        put(item, "layer", share.layer);
        put(item, "share", share.share);
        put(item, "clause", cited(share.clause));
        return item;
      }));
  return node;
}

}  // namespace tradein
