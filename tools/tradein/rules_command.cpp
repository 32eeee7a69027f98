#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "engine/base/json.hpp"
#include "engine/policy/dmn_export.hpp"
#include "engine/policy/layers.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/pack_tests.hpp"
#include "tools/tradein/text_table.hpp"

namespace tradein::tool {
namespace {

/// Every day on which the published rules change, so that no state of them goes unproved.
std::set<Date> days_of_publication(const std::vector<Pack>& packs) {
  std::set<Date> days;
  const auto add = [&](const Dated& dated) {
    if (dated.published) days.insert(*dated.published);
  };
  for (const Pack& pack : packs) {
    days.insert(pack.in_force.published);
    for (const Parameter& parameter : pack.parameters)
      for (const ValueRow& row : parameter.values) add(row.dated);
    for (const Table& table : pack.tables)
      for (const TableRow& row : table.rows) add(row.dated);
    for (const Check& check : pack.checks) add(check.dated);
    for (const Limit& limit : pack.limits) add(limit.dated);
  }
  return days;
}

int check(Shared& shared, const std::string& folder) {
  const Language language = shared.language();
  shared.rules.rules = folder;
  const auto kinds = read_kinds(shared.rules);
  if (!kinds) return report(kinds.error(), language);
  auto files = read_rule_files(rules_folder(shared.rules));
  if (!files) {
    report(files.error(), language);
    return files.error().code.starts_with("E-YAML") ? Exit::does_not_hold : Exit::unusable_input;
  }
  std::vector<Problem> problems = files->problems;
  if (problems.empty())
    for (const Date day : days_of_publication(files->packs))
      std::ranges::move(build_book(files->packs, *kinds, day, sha256_hex()).problems,
                        std::back_inserter(problems));
  std::set<std::string> lines;
  std::string out;
  for (const Problem& problem : problems) {
    std::string line = line_of(problem, *files, language);
    if (lines.insert(line).second) out += line + "\n";
  }
  answer(out);
  const Text summary{fmt::format("{} 个规则包，{} 处错误", files->packs.size(), lines.size()),
                     fmt::format("{} rule packs, {} problems", files->packs.size(), lines.size())};
  say(summary, language);
  return lines.empty() ? Exit::done : Exit::does_not_hold;
}

int test(Shared& shared, const std::string& folder) {
  const Language language = shared.language();
  shared.rules.rules = folder;
  return run_pack_tests(shared.rules, language, shared.ndjson());
}

std::string table_of(const Pack& pack, const Table& table, Language language) {
  std::vector<std::string> head;
  for (const Source& input : table.inputs) head.push_back(input.text);
  head.push_back(table.id);
  head.push_back(language == Language::zh ? "条款" : "clause");
  TextTable text{head};
  for (const TableRow& row : table.rows) {
    std::vector<std::string> cells;
    for (const Source& cell : row.when) cells.push_back(cell.text);
    cells.push_back(row.value.text);
    cells.push_back(cite(pack, row.clause));
    text.row(std::move(cells));
  }
  return text.text();
}

std::string attempts_text(const Check& check, bool zh) {
  if (!check.attempts_left) return {};
  return (zh ? "；剩余次数：" : "; attempts left: ") + check.attempts_left->text;
}

std::string shown(const Programme& programme, Language language) {
  const Pack& pack = programme.rules.pack;
  const bool zh = language == Language::zh;
  std::string out = fmt::format("{}  {}\n", pack.id, in(pack.title, language));
  out += fmt::format("{} {} · {} {} · {} {} — {} ({})\nsha256:{}\n\n", zh ? "种类" : "kind",
                     pack.kind, zh ? "区划" : "region", pack.region.text(), pack.in_force.by,
                     to_iso(pack.in_force.first), to_iso(pack.in_force.last),
                     cite(pack, pack.in_force.clause), programme.hash);
  TextTable parameters{{zh ? "参数" : "parameter", zh ? "值" : "value", zh ? "条款" : "clause",
                        zh ? "说明" : "meaning"}};
  for (const Parameter& parameter : pack.parameters)
    parameters.row({parameter.id,
                    parameter.values.empty() ? (zh ? "未公布" : "not set")
                                             : parameter.values.front().value.text +
                                                   (parameter.values.front().demo ? " (demo)" : ""),
                    parameter.values.empty() ? "" : cite(pack, parameter.values.front().clause),
                    in(parameter.title, language)});
  if (!pack.parameters.empty()) out += parameters.text() + "\n";
  for (const Model& model : pack.models) {
    std::string names;
    for (const Source& decision : model.decisions)
      names += (names.empty() ? "" : ", ") + decision.text;
    out += fmt::format("{} {}: {}\n\n", zh ? "DMN 模型" : "DMN model", model.file.text, names);
  }
  for (const Table& table : pack.tables)
    out += in(table.title, language) + "\n" + table_of(pack, table, language) + "\n";
  TextTable checks{{zh ? "核验项" : "check", zh ? "不符时" : "else", zh ? "条款" : "clause",
                    zh ? "条件" : "condition"}};
  for (const Check& check : pack.checks)
    checks.row({check.id, std::string{name(check.fails.otherwise)}, cite(pack, check.fails.clause),
                (check.when ? check.when->text + " → " : std::string{}) + check.require.text +
                    attempts_text(check, zh)});
  out += checks.text() + "\n";
  if (pack.amount) {
    const Amount& amount = *pack.amount;
    out += fmt::format(
        "{}: {}{}{}  ({})\n\n", zh ? "金额" : "amount",
        amount.fixed ? amount.fixed->text : amount.base->text + " × " + amount.rate->text,
        amount.cap ? (zh ? "，上限 " : ", at most ") + amount.cap->text : "",
        amount.rounding_demo ? (zh ? "，取整方式为假定" : ", rounding assumed (demo)") : "",
        cite(pack, amount.clause));
  }
  TextTable limits{
      {zh ? "限额" : "limit", zh ? "按" : "per", zh ? "最多" : "at most", zh ? "条款" : "clause"}};
  for (const Limit& limit : pack.limits) {
    std::string per;
    for (const Source& part : limit.per) per += (per.empty() ? "" : " × ") + part.text;
    limits.row(
        {limit.id, per,
         limit.at_most ? limit.at_most->text : limit.total_at_most->text + (zh ? " 元" : " yuan"),
         cite(pack, limit.fails.clause)});
  }
  if (!pack.limits.empty()) out += limits.text();
  return out;
}

struct Wanted {
  std::string folder, region, kind, day, programme;
  bool dmn = false;
};

/// The programmes that fit as DMN models. A model is a document of its own, so more than one is
/// refused.
int show_dmn(const std::vector<const Programme*>& programmes, Language language) {
  if (programmes.size() != 1) {
    std::string names;
    for (const Programme* programme : programmes)
      names += fmt::format("{}{} {}", names.empty() ? "" : ", ", programme->rules.pack.id,
                           to_iso(programme->rules.pack.in_force.first));
    return report({"E-USAGE",
                   "rules show --dmn",
                   {fmt::format("一次只能输出一个规则包，符合的有：{}", names),
                    fmt::format("one rule pack at a time can be written; these fit: {}", names)},
                   {"用 --programme 和 --day 指定一个", "name one with --programme and --day"},
                   Trouble::usage},
                  language);
  }
  const Programme& programme = *programmes.front();
  answer(programme.rules.pack.models.empty()
             ? write_dmn(programme.rules.pack, *programme.rules.kind)
             : programme.rules.pack.models.front().text);
  return Exit::done;
}

int show(Shared& shared, const Wanted& wanted) {
  const Language language = shared.language();
  shared.rules.rules = wanted.folder;
  const auto rules = load_rules(shared.rules, language);
  if (!rules) return report(rules.error(), language);
  const auto region =
      wanted.region.empty() ? std::optional{Region::nation()} : Region::parse(wanted.region);
  const auto day = wanted.day.empty() ? std::optional<Date>{} : parse_iso_date(wanted.day);
  if (!region || (!wanted.day.empty() && !day))
    return report({"E-USAGE",
                   "rules show",
                   {"区划应为六位数字，日期写作 2025-06-30",
                    "a region has six digits, a day is written 2025-06-30"},
                   {},
                   Trouble::usage},
                  language);
  std::vector<const Programme*> fitting;
  for (const auto& programme : (*rules)->book->programmes()) {
    const Pack& pack = programme->rules.pack;
    if (!wanted.kind.empty() && pack.kind != wanted.kind) continue;
    if (!wanted.programme.empty() && pack.id != wanted.programme) continue;
    if (!wanted.region.empty() && !pack.region.contains(*region)) continue;
    if (day && (*day < pack.in_force.first || *day > pack.in_force.last)) continue;
    fitting.push_back(programme.get());
  }
  if (fitting.empty()) {
    say({"没有符合的规则包", "no rule pack fits"}, language);
    return Exit::does_not_hold;
  }
  if (wanted.dmn) return show_dmn(fitting, language);
  for (const Programme* programme : fitting)
    answer(shared.ndjson()
               ? programme->document + "\n"
               : (programme != fitting.front() ? "\n" : "") + shown(*programme, language));
  return Exit::done;
}

}  // namespace

void add_rules_commands(CLI::App& app, int& exit_code) {
  CLI::App* rules = app.add_subcommand("rules", "规则包 rule packs: check, test, show");
  rules->require_subcommand(1);
  rules->footer("示例 Example:\n  tradein rules check rules");
  auto shared = std::make_shared<Shared>();
  auto wanted = std::make_shared<Wanted>();
  CLI::App* one =
      add_command(*rules, "check", "静态检查 static proof: names, types, layers, tables",
                  "tradein rules check rules", *shared);
  one->add_option("DIR", wanted->folder,
                  "规则包文件夹 folder of rule packs (else the product's own)");
  one->add_option("--schemas", shared->rules.schemas, "更多申领种类 folder of more claim kinds");
  one->callback([=, &exit_code] { exit_code = check(*shared, wanted->folder); });
  one = add_command(*rules, "test", "运行规则包自带的测试 the packs' own tests",
                    "tradein rules test rules", *shared);
  one->add_option("DIR", wanted->folder,
                  "规则包文件夹 folder of rule packs (else the product's own)");
  one->add_option("--schemas", shared->rules.schemas, "更多申领种类 folder of more claim kinds");
  one->callback([=, &exit_code] { exit_code = test(*shared, wanted->folder); });
  one =
      add_command(*rules, "show", "某地某日有效的规则 the rules in force for a region and day",
                  "tradein rules show --region 370100 --kind appliance --day 2025-05-18", *shared);
  one->add_option("DIR", wanted->folder,
                  "规则包文件夹 folder of rule packs (else the product's own)");
  one->add_option("--schemas", shared->rules.schemas, "更多申领种类 folder of more claim kinds");
  one->add_option("--as-of", shared->rules.as_of,
                  "按该日已发布的规则 as published by this day (else today)");
  one->add_option("--region", wanted->region, "区划 region, six digits of GB/T 2260");
  one->add_option("--kind", wanted->kind, "申领种类 claim kind");
  one->add_option("--day", wanted->day, "日期 day of the invoice or application");
  one->add_option("--programme", wanted->programme, "补贴项目 programme");
  one->add_flag("--dmn", wanted->dmn, "写成 DMN 1.5 模型 as a DMN 1.5 model (one programme)");
  one->callback([=, &exit_code] { exit_code = show(*shared, *wanted); });
}

}  // namespace tradein::tool
