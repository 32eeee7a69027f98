#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "adapters/batch/answer_files.hpp"
#include "adapters/store/log_file.hpp"
#include "engine/base/json.hpp"
#include "engine/log/audit_sample.hpp"
#include "engine/log/claim_entry.hpp"
#include "tools/tradein/audit_pack.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/log_source.hpp"
#include "tools/tradein/open_store.hpp"
#include "tools/tradein/signing.hpp"
#include "tools/tradein/text_table.hpp"

namespace tradein::tool {
namespace {

namespace fs = std::filesystem;

struct Asked {
  std::string out, csv, encoding = "utf-8";
  std::string log, rule = "all", date;
  std::uint64_t size = 0;
};

Error unwritable(const std::string& path) {
  return {"E-AUDIT-FILE",
          path,
          {"无法写入审计包", "the audit pack cannot be written"},
          {"检查目录的权限和剩余空间", "check the folder's rights and its free space"},
          Trouble::store};
}

/// One table or view as a file that a spreadsheet opens: no cell of it is a formula.
Result<void> write_csv(store::AuditFile& pack, const std::string& table, const Asked& asked) {
  FileLayout layout;
  layout.encoding = asked.encoding == "gb18030" ? Encoding::gb18030 : Encoding::utf8;
  layout.byte_order_mark = layout.encoding == Encoding::utf8;
  const TableWriter writer{layout};
  const std::string path = (fs::path{asked.csv} / (table + ".csv")).string();
  std::ofstream file{path, std::ios::binary | std::ios::trunc};
  file << writer.begin();
  auto written = pack.rows(table, [&](const std::vector<std::string>& cells) {
    file << writer.row(cells);
    return file.good();
  });
  file.flush();
  if (written && !file) return std::unexpected(unwritable(path));
  return written;
}

Result<void> write_all_csv(store::AuditFile& pack, const Asked& asked) {
  std::error_code failed;
  fs::create_directories(asked.csv, failed);
  std::vector<std::string> tables{"about",   "batch",      "claim", "withdrawal",
                                  "finding", "dictionary", "doubt"};
  bool head = true;
  auto views = pack.rows("doubt", [&](const std::vector<std::string>& cells) {
    if (!std::exchange(head, false)) tables.push_back(cells[1]);
    return true;
  });
  if (!views) return views;
  for (const std::string& table : tables)
    if (auto done = write_csv(pack, table, asked); !done) return done;
  return {};
}

int pack(const Shared& shared, const Asked& asked) {
  const Language language = shared.language();
  crypto::Sha256 hash;
  const auto store = open_read_only(shared.store);
  if (!store) return report(store.error(), language);
  const auto packs = open_read_only(shared.store);
  if (!packs) return report(packs.error(), language);
  std::string vkey;
  if (const auto keys = crypto::read_store_keys(shared.store))
    vkey = vkey_text(log_key_of(*keys, hash));
  const auto file = store::AuditFile::create(asked.out);
  if (!file) return report(file.error(), language);
  Progress progress{{"审计包", "audit pack"}, language};
  auto done =
      fill_audit_pack(**store, **packs, vkey, **file,
                      [&](std::uint64_t at, std::uint64_t all) { progress.at(at, all, at); });
  if (done && !asked.csv.empty()) done = write_all_csv(**file, asked);
  if (done) done = (*file)->finish();
  if (!done) return report(done.error(), language);
  say({fmt::format(
           "审计包已写入 {}；疑点见表 doubt，例如 sqlite3 {} \"SELECT * FROM d01_same_serial\"",
           asked.out, asked.out),
       fmt::format("the audit pack is {}; its doubts stand in the table doubt, for example sqlite3 "
                   "{} \"SELECT * FROM d01_same_serial\"",
                   asked.out, asked.out)},
      language);
  return Exit::done;
}

/// The log's claims that the rule is about, and its root from the entries themselves.
struct Population {
  std::vector<std::uint64_t> entries;
  Hash256 root{};
};

Result<Population> population_of(LogReader& log, const SampleRule& rule, HashFunction& hash) {
  Population out;
  MerkleTree tree{hash};
  const auto size = log.size();
  if (!size) return std::unexpected(size.error());
  Result<void> read = for_each_entry_block(log, 0, *size, [&](const EntryBlock& block) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      tree.append(leaf_hash(hash, block[i]));
      if (rule.matches(block[i])) out.entries.push_back(block.first + i);
    }
    static_cast<void>(tree.take_changed_tiles());
    return true;
  });
  if (!read) return std::unexpected(read.error());
  out.root = tree.root();
  return out;
}

Result<void> tell_sample(LogReader& log, const std::vector<std::uint64_t>& drawn, bool json) {
  TextTable table{{"position", "entry", "claim_id", "retailer", "outcome", "yuan"}};
  for (const std::size_t right : {0U, 1U, 5U}) table.right(right);
  EntryBlock block;
  ClaimEntry claim;
  std::string lines;
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    if (auto read = log.read(drawn[i], 1, block); !read) return read;
    if (auto read = read_claim_entry(block[0], claim); !read) return read;
    if (json) {
      lines += fmt::format("{{\"position\":{},\"entry\":{},\"claim_id\":", i + 1, drawn[i]);
      append_json_string(lines, claim.header.claim_id);
      lines += fmt::format(",\"retailer\":\"{}\",\"outcome\":\"{}\",\"amount\":\"{}\"}}\n",
                           claim.header.retailer, claim.outcome, to_yuan(claim.amount));
    } else {
      table.row({std::to_string(i + 1), std::to_string(drawn[i]),
                 std::string{claim.header.claim_id}, std::string{claim.header.retailer},
                 std::string{claim.outcome}, to_yuan(claim.amount)});
    }
  }
  answer(json ? lines : table.text());
  return {};
}

int sample(const Shared& shared, const Asked& asked) {
  const Language language = shared.language();
  const auto rule = SampleRule::parse(asked.rule);
  if (!rule) return report(rule.error(), language);
  const auto date = parse_iso_date(asked.date);
  if (!date || shared.store.empty() == asked.log.empty())
    return report({"E-USAGE",
                   "audit sample",
                   {"需要 --store 或 --log 之一，以及 --date YYYY-MM-DD",
                    "one of --store and --log is needed, and --date YYYY-MM-DD"},
                   {"日期应在日志固定之后才能知道，例如次日",
                    "take a date that nobody knew when the log was written, such as the next day"},
                   Trouble::usage},
                  language);
  const auto log = open_log({shared.store, asked.log});
  if (!log) return report(log.error(), language);
  crypto::Sha256 hash;
  auto population = population_of(**log, *rule, hash);
  if (!population) return report(population.error(), language);
  const std::size_t of = population->entries.size();
  const auto drawn =
      draw_sample(hash, population->root, *date, *rule, std::move(population->entries), asked.size);
  if (auto told = tell_sample(**log, drawn, shared.ndjson()); !told)
    return report(told.error(), language);
  const std::string root = hex(as_text(population->root));
  say({fmt::format("从 {} 件中抽取 {} 件；树根 {}", grouped(of), grouped(drawn.size()), root),
       fmt::format("{} of {} claims; root {}", grouped(drawn.size()), grouped(of), root)},
      language);
  return Exit::done;
}

}  // namespace

void add_audit_commands(CLI::App& app, int& exit_code) {
  auto shared = std::make_shared<Shared>();
  auto asked = std::make_shared<Asked>();
  CLI::App* audit = app.add_subcommand("audit", "审计包与抽样 audit pack and samples");
  audit->require_subcommand(1);
  CLI::App* whole = add_command(
      *audit, "pack", "审计包：日志、各表、字典和 30 个疑点查询 one SQLite file for an auditor",
      "tradein audit pack --store claims.db --out audit.db --csv tables --encoding gb18030",
      *shared);
  add_store_option(*whole, *shared);
  whole->add_option("--out", asked->out, "文件 the file")->required();
  whole->add_option("--csv", asked->csv, "另存各表的目录 a folder for the tables as CSV");
  whole->add_option("--encoding", asked->encoding, "CSV 的编码 encoding of the CSV")
      ->check(CLI::IsMember({"utf-8", "gb18030"}));
  whole->callback([=, &exit_code] { exit_code = pack(*shared, *asked); });
  CLI::App* drawn = add_command(
      *audit, "sample",
      "可重做的随机样本 a random sample that anybody draws again (schemas/audit.md)",
      "tradein audit sample --store claims.db --rule outcome=approved --size 60 --date 2026-01-31",
      *shared);
  drawn->add_option("--store", shared->store, "账本 the store");
  drawn->add_option("--log", asked->log, "导出的日志 an exported log");
  drawn->add_option("--rule", asked->rule,
                    "范围 which claims: all, or members such as outcome=approved");
  drawn->add_option("--size", asked->size, "件数 how many")->required();
  drawn->add_option("--date", asked->date, "日期 a date not known before")->required();
  drawn->callback([=, &exit_code] { exit_code = sample(*shared, *asked); });
}

}  // namespace tradein::tool
