#include "engine/policy/pack_compiler.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace tradein {
namespace {

using feel::FastType;
using feel::Meaning;
using feel::Typed;

std::optional<FastType> fast_type(FieldType type) {
  switch (type) {
    case FieldType::text:
    case FieldType::term:
    case FieldType::choice:
      return FastType::text;
    case FieldType::integer:
    case FieldType::number:
    case FieldType::money:
      return FastType::number;
    case FieldType::date:
      return FastType::date;
    case FieldType::date_time:
      return FastType::date_time;
    case FieldType::boolean:
      return FastType::boolean;
  }
  return std::nullopt;
}

void note(std::vector<std::uint16_t>& list, std::uint16_t item) {
  if (std::ranges::find(list, item) == list.end()) list.push_back(item);
}

/// Line and column of a byte of a FEEL text; in a block of several lines the first line's.
Spot place(const Source& source, std::uint32_t offset) {
  Spot at = source.at;
  const std::string_view before =
      std::string_view{source.text}.substr(0, std::min<std::size_t>(offset, source.text.size()));
  if (before.find('\n') != std::string_view::npos) return at;
  at.column += source.quoted ? 1 : 0;
  for (const char c : before) at.column += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return at;
}

}  // namespace

void put_before(Reads& reads, Reads before) {
  for (const std::uint16_t item : reads.slots) note(before.slots, item);
  for (const std::uint16_t item : reads.tables) note(before.tables, item);
  for (const std::uint16_t item : reads.parameters) note(before.parameters, item);
  for (const std::uint16_t item : reads.decisions) note(before.decisions, item);
  before.subsidy = before.subsidy || reads.subsidy;
  reads = std::move(before);
}

PackCompiler::PackCompiler(const Pack& pack, const Kind& kind, Compilation& out)
    : pack_{pack},
      kind_{kind},
      out_{out},
      compiler_{out.pack.program, [this](std::string_view name) { return meaning(name); }} {
  for (const Field& item : kind.fields) scope_.variables.insert(item.name);
  for (const Fact& fact : kind.facts) scope_.variables.insert(fact.name);
  for (const Parameter& parameter : pack.parameters) scope_.variables.insert(parameter.id);
  for (const Table& table : pack.tables) scope_.variables.insert(table.id);
  for (const Model& model : pack.models)
    for (const Source& decision : model.decisions) scope_.variables.insert(decision.text);
  scope_.variables.insert("subsidy");
  for (const char* member : {"year", "month", "day"}) scope_.members.insert(member);
}

void PackCompiler::problem(Spot at, std::string_view code, std::string zh, std::string en) {
  out_.problems.push_back({at, std::string{code}, {std::move(zh), std::move(en)}});
}

void PackCompiler::problem(const Source& source, const feel::CompileError& error) {
  if (error.code.empty()) return;  // it names a table or decision whose own mistakes were told
  out_.problems.push_back({place(source, error.begin), error.code, error.text});
}

const feel::Node* PackCompiler::parse(const Source& source, bool unary_tests) {
  auto tree = unary_tests ? feel::parse_unary_tests(source.text, scope_)
                          : feel::parse_expression(source.text, scope_);
  if (tree) return &trees_.emplace_back(std::move(*tree));
  problem(source.at, "F-SYNTAX", tree.error().what.zh + "（" + tree.error().place + "）",
          tree.error().what.en + " (" + tree.error().place + " of the text)");
  return nullptr;
}

Meaning PackCompiler::field(std::uint16_t slot) {
  if (kind_.is_fact(slot)) {
    note(reads_.slots, slot);
    const FieldType type = kind_.facts[slot - kind_.fields.size()].type();
    return Typed{*fast_type(type), 0, static_cast<feel::Operand>(feel::input_place | slot)};
  }
  const Field& item = kind_.fields[slot];
  if (!item.readable || item.privacy != Privacy::none)
    return feel::CompileError{
        "F-PERSONAL",
        0,
        0,
        {fmt::format("`{}` 属个人信息，规则不能读取；请改用申领种类的派生事实", item.name),
         fmt::format("`{}` is personal and no rule may read it; use a fact of the claim kind",
                     item.name)}};
  note(reads_.slots, slot);
  const int scale = item.type == FieldType::money    ? 2
                    : item.type == FieldType::number ? item.scale
                                                     : 0;
  const Typed typed{*fast_type(item.type), static_cast<std::int8_t>(scale),
                    static_cast<feel::Operand>(feel::input_place | slot)};
  if (item.type != FieldType::choice) return typed;
  std::vector<std::string_view> codes;
  for (const Term& term : item.terms) codes.push_back(term.code);
  return (applies_compiler_ ? *applies_compiler_ : compiler_).choice(typed, codes);
}

Meaning PackCompiler::meaning(std::string_view name) {
  if (const auto slot = kind_.find(name)) return field(*slot);
  if (const auto found = parameters_.find(name); found != parameters_.end()) {
    note(reads_.parameters, found->second);
    if (const feel::Node* tree = parameter_trees_[found->second]; tree != nullptr) return tree;
    out_.pack.program.constants.push_back(Slot::absent(feel::Cause::unset));
    return Typed{FastType::number, 0,
                 static_cast<feel::Operand>(feel::constant_place |
                                            (out_.pack.program.constants.size() - 1))};
  }
  if (const auto found = tables_.find(name); found != tables_.end()) {
    note(reads_.tables, found->second);
    return out_.pack.tables[found->second].value;
  }
  if (const auto found = decisions_.find(name); found != decisions_.end()) {
    const CompiledDecision& decision = out_.pack.decisions[found->second];
    note(reads_.decisions, found->second);
    for (const std::uint16_t slot : decision.reads.slots) note(reads_.slots, slot);
    for (const std::uint16_t place : decision.reads.parameters) note(reads_.parameters, place);
    reads_.subsidy = reads_.subsidy || decision.reads.subsidy;
    return decision.value;
  }
  if (broken_.contains(name)) return feel::CompileError{};
  if (name == "subsidy" && with_subsidy_) {
    reads_.subsidy = true;
    return Typed{FastType::number, 2, subsidy_register};
  }
  return std::monostate{};
}

std::optional<Typed> PackCompiler::value(const Source& source, std::optional<FastType> wanted,
                                         int scale) {
  const feel::Node* tree = parse(source, false);
  if (tree == nullptr) return std::nullopt;
  const auto typed =
      (applies_compiler_ ? *applies_compiler_ : compiler_).compile_any(*tree, wanted, scale);
  if (typed) return *typed;
  problem(source, typed.error());
  return std::nullopt;
}

std::optional<Typed> PackCompiler::value(const Source& source, FastType type, std::string_view zh,
                                         std::string_view en) {
  const auto typed = value(source, type);
  if (!typed || typed->type == type) return typed;
  problem(source.at, "F-TYPE",
          fmt::format("{}应为 {}，而不是 {}", zh, feel::name(type), feel::name(typed->type)),
          fmt::format("{} must be a {}, not a {}", en, feel::name(type), feel::name(typed->type)));
  return std::nullopt;
}

std::optional<Typed> PackCompiler::optional_value(const std::optional<Source>& source,
                                                  FastType type, std::string_view zh,
                                                  std::string_view en) {
  if (!source) return std::nullopt;
  return value(*source, type, zh, en);
}

void PackCompiler::bound(const Parameter& parameter, const ValueRow& row, const Source& limit,
                         bool at_most) {
  const feel::Node* value_tree = parse(row.value, false);
  const feel::Node* limit_tree = parse(limit, false);
  if (value_tree == nullptr || limit_tree == nullptr) return;
  feel::Node order;
  order.kind = at_most ? feel::Kind::less_equal : feel::Kind::greater_equal;
  order.children = {*value_tree, *limit_tree};
  feel::Program program;
  feel::FastCompiler compiler{program, [](std::string_view) { return Meaning{}; }};
  const auto within = compiler.compile(order);
  if (!within) return problem(row.value, within.error());
  std::vector<Slot> registers(program.registers);
  feel::run(program, {}, registers);
  const Slot holds = feel::value_of(program, {}, registers, within->operand);
  if (!holds.present() || holds.number() == 0)
    problem(row.value.at, "P-BOUNDS",
            fmt::format("`{}` 的值 {} 超出上层界限 {}", parameter.id, row.value.text, limit.text),
            fmt::format("`{}` is {}, out of the bound {} that the layer above sets", parameter.id,
                        row.value.text, limit.text));
}

void PackCompiler::bounds(const Parameter& parameter) {
  if (!parameter.open) return;
  std::vector<OpenBounds> all = parameter.outer;
  all.push_back(*parameter.open);
  for (const OpenBounds& open : all) {
    for (const ValueRow& row : parameter.values) {
      if (open.at_most) bound(parameter, row, *open.at_most, true);
      if (open.at_least) bound(parameter, row, *open.at_least, false);
    }
    if (!open.at_least || !open.at_most) continue;
    ValueRow lowest;
    lowest.value = *open.at_least;
    bound(parameter, lowest, *open.at_most, true);
  }
}

/// A condition that names nothing holds for every claim or for none: a slip, or a check switched
/// off in silence.
void PackCompiler::concerns(const Source& source, const Reads& reads) {
  if (!reads.slots.empty() || !reads.tables.empty() || !reads.parameters.empty() ||
      !reads.decisions.empty() || reads.subsidy)
    return;
  problem(source.at, "P-CONSTANT", fmt::format("条件 `{}` 与申领无关，结果恒定", source.text),
          fmt::format("the condition `{}` names nothing of a claim: it is always the same",
                      source.text));
}

void PackCompiler::parameters() {
  for (const Parameter& parameter : pack_.parameters) {
    if (kind_.find(parameter.id))
      problem(parameter.at, "P-TWICE", fmt::format("`{}` 已是申领字段名", parameter.id),
              fmt::format("`{}` is the name of a claim field already", parameter.id));
    parameters_.emplace(parameter.id, static_cast<std::uint16_t>(parameter_trees_.size()));
    parameter_trees_.push_back(
        parameter.values.empty() ? nullptr : parse(parameter.values.front().value, false));
    bounds(parameter);
  }
}

void PackCompiler::amount() {
  if (!pack_.amount) {
    problem(pack_.at, "P-ABSENT", "没有金额算法 `amount`",
            "there is no `amount`, here or in a layer above");
    return;
  }
  reads_ = {};
  CompiledAmount amount;
  amount.base = optional_value(pack_.amount->base, FastType::number, "计算基数", "the base");
  amount.rate = optional_value(pack_.amount->rate, FastType::number, "比例", "the rate");
  amount.fixed = optional_value(pack_.amount->fixed, FastType::number, "定额", "the fixed sum");
  amount.cap = optional_value(pack_.amount->cap, FastType::number, "上限", "the cap");
  if (amount.cap) amount.cap = compiler_.at_scale(*amount.cap, std::max<int>(amount.cap->scale, 2));
  amount.reads = reads_;
  guard(pack_.amount->at, reads_);
  out_.pack.amount = std::move(amount);
}

/// A field that may be absent needs a word on what its absence means.
void PackCompiler::guard(Spot at, const Reads& reads) {
  if (pack_.missing) return;
  for (const std::uint16_t slot : reads.slots) {
    if (!kind_.is_fact(slot) && kind_.fields[slot].required) continue;
    const std::string& name = kind_.is_fact(slot) ? kind_.facts[slot - kind_.fields.size()].name
                                                  : kind_.fields[slot].name;
    problem(at, "P-UNGUARDED", fmt::format("`{}` 可能缺失，请写 missing", name),
            fmt::format("`{}` may be absent; say with `missing` what that means", name));
    return;
  }
}

bool PackCompiler::attempts_left(const Check& check, CompiledCheck& compiled) {
  if (!check.attempts_left) return true;
  const auto seen = std::exchange(reads_, {});
  compiled.attempts_left =
      value(*check.attempts_left, FastType::number, "attempts_left ", "`attempts_left`");
  if (compiled.attempts_left) concerns(*check.attempts_left, reads_);
  put_before(reads_, seen);
  return compiled.attempts_left.has_value();
}

void PackCompiler::check(const Check& check) {
  reads_ = {};
  CompiledCheck compiled;
  if (check.when) {
    compiled.when = value(*check.when, FastType::boolean, "when ", "`when`");
    if (!compiled.when) return;
    concerns(*check.when, reads_);
  }
  const auto seen = std::exchange(reads_, {});
  const auto require = value(check.require, FastType::boolean, "require ", "`require`");
  if (!require) return;
  concerns(check.require, reads_);
  put_before(reads_, seen);
  compiled.require = *require;
  if (!attempts_left(check, compiled)) return;
  compiled.reads = reads_;
  compiled.missing = check.missing.value_or(pack_.missing.value_or(Missing::review));
  if (!check.missing) guard(check.at, reads_);
  out_.pack.checks.push_back(std::move(compiled));
}

void PackCompiler::limit(const Limit& limit) {
  reads_ = {};
  CompiledLimit compiled;
  if (limit.when) {
    compiled.when = value(*limit.when, FastType::boolean, "when ", "`when`");
    if (!compiled.when) return;
    concerns(*limit.when, reads_);
  }
  const auto most = value(limit.at_most ? *limit.at_most : *limit.total_at_most, FastType::number,
                          "限额", "the limit");
  if (!most) return;
  compiled.most =
      limit.total_at_most ? compiler_.at_scale(*most, std::max<int>(most->scale, 2)) : *most;
  compiled.reads = reads_;
  for (const Source& part : limit.per) {
    const auto slot = kind_.find(part.text);
    if (!slot) {
      problem(part.at, "F-NAME", fmt::format("不认识的名称 `{}`", part.text),
              fmt::format("unknown name `{}`; `per` takes fields and facts", part.text));
      continue;
    }
    compiled.per.push_back(*slot);
  }
  out_.pack.limits.push_back(std::move(compiled));
}

void PackCompiler::applies() {
  if (!pack_.applies) return;
  applies_compiler_.emplace(out_.pack.applies, [this](std::string_view name) {
    return kind_.find(name) ? meaning(name) : Meaning{};
  });
  out_.pack.applies_value = value(*pack_.applies, FastType::boolean, "applies ", "`applies`");
  applies_compiler_.reset();
}

void PackCompiler::compile() {
  CompiledPack& pack = out_.pack;
  pack.pack = pack_;
  pack.kind = &kind_;
  pack.program.registers = 1;  // the subsidy
  pack.paid_before = kind_.find("paid_before");
  const auto choosing = kind_.find(pack_.in_force.by);
  if (!choosing || kind_.is_fact(*choosing) || kind_.fields[*choosing].type != FieldType::date)
    problem(pack_.in_force.at, "F-NAME", fmt::format("`{}` 不是日期字段", pack_.in_force.by),
            fmt::format("`{}` is no date field of this claim kind", pack_.in_force.by));
  else
    pack.choosing = *choosing;
  applies();
  parameters();
  models();
  open_decisions(false);
  for (const Table& item : pack_.tables) {
    table(item);
    if (!tables_.contains(item.id)) broken_.insert(item.id);
  }
  amount();
  pack.amount_ends = pack.program.code.size();
  with_subsidy_ = true;
  open_decisions(true);
  for (const Check& item : pack_.checks) check(item);
  for (const Limit& item : pack_.limits) limit(item);
}

Compilation compile_pack(const Pack& pack, const Kind& kind) {
  Compilation out;
  PackCompiler{pack, kind, out}.compile();
  return out;
}

}  // namespace tradein
