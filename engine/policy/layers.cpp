#include "engine/policy/layers.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace tradein {
namespace {

/// The pack with its own day of publication on every row and its own name on every limit, ready to
/// be merged.
Pack made_explicit(Pack pack) {
  const auto publish = [&](Dated& dated) {
    if (!dated.published) dated.published = pack.in_force.published;
  };
  for (Parameter& parameter : pack.parameters)
    for (ValueRow& row : parameter.values) publish(row.dated);
  for (Table& table : pack.tables)
    for (TableRow& row : table.rows) publish(row.dated);
  for (Check& check : pack.checks) publish(check.dated);
  for (Limit& limit : pack.limits) {
    publish(limit.dated);
    if (limit.scope.empty()) limit.scope = pack.id;
  }
  return pack;
}

class Layers {
 public:
  Layers(std::span<const Pack> packs, Date as_of, Layered& out) : as_of_{as_of}, out_{out} {
    for (const Pack& pack : packs) {
      if (!by_id_.emplace(pack.id, &pack).second)
        problem(pack.at, "P-TWICE", fmt::format("补贴项目 `{}` 有两个规则包", pack.id),
                fmt::format("two packs are called `{}`", pack.id));
    }
  }

  void resolve(const Pack& pack) {
    if (pack.in_force.published > as_of_) return;
    std::set<std::string> seen;
    const auto merged = merge(pack, seen);
    if (merged) cut(*merged);
  }

 private:
  void problem(Spot at, std::string_view code, std::string zh, std::string en) {
    out_.problems.push_back({at, std::string{code}, {std::move(zh), std::move(en)}});
  }

  std::optional<Pack> merge(const Pack& pack, std::set<std::string>& seen);
  void fits(const Pack& upper, const Pack& lower);
  void take_parameters(Pack& merged, const Pack& lower);
  void take_models(Pack& merged, const Pack& lower, const std::set<std::string>& taken);
  template <class T>
  void append(std::vector<T>& to, const std::vector<T>& from, const std::set<std::string>& taken);
  void cut(const Pack& pack);
  [[nodiscard]] bool counts(const Dated& dated, Date day) const {
    return *dated.published <= as_of_ && (!dated.first || *dated.first <= day) &&
           (!dated.last || *dated.last >= day);
  }
  void choose(Parameter& parameter, Date day);

  Date as_of_;
  Layered& out_;
  std::map<std::string, const Pack*> by_id_;
};

void Layers::fits(const Pack& upper, const Pack& lower) {
  if (upper.kind != lower.kind || upper.in_force.by != lower.in_force.by)
    problem(lower.at, "P-LAYER", "与上层的申领种类或取日字段不同",
            "kind and `by` must be those of the layer above");
  if (!upper.region.contains(lower.region) || upper.region == lower.region)
    problem(lower.at, "P-LAYER", "区划不在上层之内",
            "the region must lie within the upper layer's");
  if (lower.in_force.first < upper.in_force.first || lower.in_force.last > upper.in_force.last)
    problem(lower.in_force.at, "P-LAYER", "有效期超出上层的有效期",
            "the days must lie within the upper layer's");
}

void Layers::take_parameters(Pack& merged, const Pack& lower) {
  for (const Parameter& own : lower.parameters) {
    const auto upper = std::ranges::find(merged.parameters, own.id, &Parameter::id);
    if (upper == merged.parameters.end()) {
      merged.parameters.push_back(own);
      continue;
    }
    if (!upper->open) {
      problem(own.at, "P-CLOSED", fmt::format("上层没有放开 `{}`", own.id),
              fmt::format("the layer above does not open `{}`", own.id));
      continue;
    }
    upper->values = own.values;
    upper->at = own.at;
    // All bounds go on, the compiler holds the values to them: a layer may narrow, never widen.
    if (own.open) {
      upper->outer.push_back(*upper->open);
      upper->open = own.open;
    }
  }
}

void Layers::take_models(Pack& merged, const Pack& lower, const std::set<std::string>& taken) {
  for (const Model& model : lower.models) {
    for (const Source& decision : model.decisions)
      if (taken.contains(decision.text))
        problem(decision.at, "P-CLOSED", fmt::format("上层已有 `{}`，下层不能另写", decision.text),
                fmt::format("the layer above has `{}` already; it is not open", decision.text));
    merged.models.push_back(model);
  }
}

template <class T>
void Layers::append(std::vector<T>& to, const std::vector<T>& from,
                    const std::set<std::string>& taken) {
  for (const T& item : from) {
    if (taken.contains(item.id)) {
      problem(item.at, "P-CLOSED", fmt::format("上层已有 `{}`，下层不能另写", item.id),
              fmt::format("the layer above has `{}` already; it is not open", item.id));
      continue;
    }
    to.push_back(item);
  }
}

std::optional<Pack> Layers::merge(const Pack& pack, std::set<std::string>& seen) {
  if (!seen.insert(pack.id).second) {
    problem(pack.at, "P-LAYER", "上层指回自己", "the layers above lead back to this pack");
    return std::nullopt;
  }
  if (pack.above.empty()) return made_explicit(pack);
  const auto above = by_id_.find(pack.above);
  if (above == by_id_.end()) {
    problem(pack.at, "P-LAYER", fmt::format("没有上层规则包 `{}`", pack.above),
            fmt::format("there is no pack `{}` above", pack.above));
    return std::nullopt;
  }
  fits(*above->second, pack);
  auto merged = merge(*above->second, seen);
  if (!merged) return std::nullopt;
  const Pack lower = made_explicit(pack);
  std::set<std::string> taken;
  for (const Parameter& item : merged->parameters) taken.insert(item.id);
  for (const Model& item : merged->models)
    for (const Source& decision : item.decisions) taken.insert(decision.text);
  for (const Table& item : merged->tables) taken.insert(item.id);
  for (const Check& item : merged->checks) taken.insert(item.id);
  for (const Limit& item : merged->limits) taken.insert(item.id);
  for (const Document& document : lower.documents) {
    const Document* known = merged->document(document.key);
    if (known == nullptr)
      merged->documents.push_back(document);
    else if (known->number != document.number)
      problem(lower.at, "P-TWICE", fmt::format("文件键 `{}` 在上层指另一份文件", document.key),
              fmt::format("document key `{}` means another document above", document.key));
  }
  take_parameters(*merged, lower);
  take_models(*merged, lower, taken);
  append(merged->tables, lower.tables, taken);
  append(merged->checks, lower.checks, taken);
  append(merged->limits, lower.limits, taken);
  if (lower.amount && merged->amount)
    problem(lower.amount->at, "P-CLOSED", "上层已定金额算法",
            "the layer above has the amount already; set its open parameters");
  else if (lower.amount)
    merged->amount = lower.amount;
  merged->id = lower.id;
  merged->title = lower.title;
  merged->region = lower.region;
  merged->in_force = lower.in_force;
  merged->at = lower.at;
  merged->above.clear();
  if (lower.applies) merged->applies = lower.applies;
  if (lower.missing) merged->missing = lower.missing;
  std::ranges::copy(lower.funding, std::back_inserter(merged->funding));
  return merged;
}

/// Leaves the one row that answers on this day.
void Layers::choose(Parameter& parameter, Date day) {
  std::vector<ValueRow> rows;
  // The latest first; of one day in the order of the file.
  for (const ValueRow& row : parameter.values)
    if (counts(row.dated, day))
      rows.insert(std::ranges::find_if(rows,
                                       [&](const ValueRow& before) {
                                         return *before.dated.published < *row.dated.published;
                                       }),
                  row);
  if (rows.size() > 1 && rows[0].dated.published == rows[1].dated.published)
    problem(rows[1].at, "P-TWO-ANSWERS",
            fmt::format("`{}` 在 {} 有两个值", parameter.id, to_iso(day)),
            fmt::format("`{}` has two values for {}, published on the same day", parameter.id,
                        to_iso(day)));
  if (rows.size() > 1) rows.resize(1);
  for (ValueRow& row : rows) row.dated = {};
  parameter.values = std::move(rows);
}

void Layers::cut(const Pack& pack) {
  std::set<Date> starts{pack.in_force.first};
  const auto note = [&](const Dated& dated) {
    if (dated.first && *dated.first > pack.in_force.first && *dated.first <= pack.in_force.last)
      starts.insert(*dated.first);
    if (dated.last && *dated.last >= pack.in_force.first && *dated.last < pack.in_force.last)
      starts.insert(Date::from_days(dated.last->days() + 1));
  };
  for (const Parameter& parameter : pack.parameters)
    for (const ValueRow& row : parameter.values) note(row.dated);
  for (const Table& table : pack.tables)
    for (const TableRow& row : table.rows) note(row.dated);
  for (const Check& check : pack.checks) note(check.dated);
  for (const Limit& limit : pack.limits) note(limit.dated);
  for (auto start = starts.begin(); start != starts.end(); ++start) {
    Pack part = pack;
    part.in_force.first = *start;
    if (std::next(start) != starts.end())
      part.in_force.last = Date::from_days(std::next(start)->days() - 1);
    for (Parameter& parameter : part.parameters) choose(parameter, *start);
    for (Table& table : part.tables) {
      std::erase_if(table.rows, [&](const TableRow& row) { return !counts(row.dated, *start); });
      for (TableRow& row : table.rows) row.dated = {};
    }
    std::erase_if(part.checks, [&](const Check& check) { return !counts(check.dated, *start); });
    for (Check& check : part.checks) check.dated = {};
    std::erase_if(part.limits, [&](const Limit& limit) { return !counts(limit.dated, *start); });
    for (Limit& limit : part.limits) limit.dated = {};
    out_.packs.push_back(std::move(part));
  }
}

}  // namespace

Layered resolve_layers(std::span<const Pack> packs, Date as_of) {
  Layered out;
  Layers layers{packs, as_of, out};
  for (const Pack& pack : packs) layers.resolve(pack);
  return out;
}

}  // namespace tradein
