#include <fmt/format.h>

#include "adapters/crypto/sha256.hpp"
#include "adapters/store/log_file.hpp"
#include "engine/log/receipt.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/explanation.hpp"
#include "tools/tradein/find_claim.hpp"
#include "tools/tradein/log_keys.hpp"
#include "tools/tradein/open_store.hpp"

namespace tradein::tool {
namespace {

struct ExportOptions {
  std::string out, tiles;
};

int export_log(const Shared& shared, const ExportOptions& options) {
  const Language language = shared.language();
  if (options.out.empty() == options.tiles.empty())
    return report({"E-USAGE", "log export", {"需要 --out 或 --tiles 之一", "one of --out and --tiles is needed"}, {}, Trouble::usage}, language);
  const auto store = open_read_only(shared.store);
  if (!store) return report(store.error(), language);
  const auto commit = (*store)->last_commit();
  if (!commit) return report(commit.error(), language);
  Result<void> done;
  if (!options.out.empty()) {
    Progress progress{{"导出", "export"}, language};
    done = store::export_log(**store, *commit, options.out, [&](std::uint64_t at, std::uint64_t all) { progress.at(at, all, at); });
  } else {
    const auto keys = crypto::read_store_keys(shared.store);
    if (!keys) return report(keys.error(), language);
    done = store::export_tiles_to(**store, *commit, vkey_text(log_key_of(*keys)), options.tiles);
  }
  if (!done) return report(done.error(), language);
  say({fmt::format("已导出 {} 条日志", grouped(commit->size)), fmt::format("exported {} entries", grouped(commit->size))}, language);
  return Exit::done;
}

int show_keys(const Shared& shared) {
  const auto keys = crypto::read_store_keys(shared.store);
  if (!keys) return report(keys.error(), shared.language());
  answer(vkey_text(log_key_of(*keys)) + "\n");
  return Exit::done;
}

int receipt(const Shared& shared, const WantedClaim& wanted) {
  const Language language = shared.language();
  const auto store = open_read_only(shared.store);
  if (!store) return report(store.error(), language);
  const auto found = find_claim(**store, wanted);
  if (!found) return report(found.error(), language);
  const auto commit = (*store)->last_commit();
  if (!commit) return report(commit.error(), language);
  if (!*found) {
    say({fmt::format("没有申领 `{}`", wanted.claim), fmt::format("there is no claim `{}`", wanted.claim)}, language);
    return Exit::does_not_hold;
  }
  crypto::Sha256 hash;
  const auto made = make_receipt(**store, hash, (*found)->number, *commit);
  if (!made) return report(made.error(), language);
  answer(receipt_text(*made));
  return Exit::done;
}

}  // namespace

void add_log_command(CLI::App& app, int& exit_code) {
  CLI::App* log = app.add_subcommand("log", "日志 the log: export");
  log->require_subcommand(1);
  log->footer("示例 Example:\n  tradein log export --store claims.db --out claims.log");
  auto shared = std::make_shared<Shared>();
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command = add_command(*log, "export", "导出日志 the log as one file with its packs, or as tlog-tiles", "tradein log export --store claims.db --out claims.log", *shared);
  add_store_option(*command, *shared);
  command->add_option("--out", options->out, "文件 the file; FILE.packs/ and FILE.checkpoint stand beside it");
  command->add_option("--tiles", options->tiles, "文件夹 folder for C2SP tlog-tiles");
  command->callback([=, &exit_code] { exit_code = export_log(*shared, *options); });
}

void add_keys_command(CLI::App& app, int& exit_code) {
  CLI::App* keys = app.add_subcommand("keys", "密钥 the log's keys: show");
  keys->require_subcommand(1);
  keys->footer("示例 Example:\n  tradein keys show --store claims.db");
  auto shared = std::make_shared<Shared>();
  CLI::App* command = add_command(*keys, "show", "公钥 the log's public key as a vkey line", "tradein keys show --store claims.db > office.vkey", *shared);
  add_store_option(*command, *shared);
  command->callback([=, &exit_code] { exit_code = show_keys(*shared); });
}

void add_receipt_command(CLI::App& app, int& exit_code) {
  auto shared = std::make_shared<Shared>();
  auto wanted = std::make_shared<WantedClaim>();
  CLI::App* command = add_command(app, "receipt", "回执 the proof of a claim's latest entry, to be checked offline", "tradein receipt --store claims.db --claim K000001 > K000001.receipt", *shared);
  add_store_option(*command, *shared);
  command->add_option("--claim", wanted->claim, "申领号 claim id")->required();
  command->add_option("--retailer", wanted->retailer, "参与企业 the retailer's USCC");
  command->callback([=, &exit_code] { exit_code = receipt(*shared, *wanted); });
}

}  // namespace tradein::tool
