#include <fmt/format.h>

#include "engine/base/money.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/open_store.hpp"
#include "tools/tradein/retailer.hpp"
#include "tools/tradein/withdrawal.hpp"

namespace tradein::tool {
namespace {

struct WithdrawOptions {
  Shared shared;
  std::string claim, retailer, ground, on;
};

void tell(const WithdrawalEntry& entry, const std::string& claim, const Shared& shared) {
  const Language language = shared.language();
  if (shared.ndjson()) {
    std::string line;
    append_json(entry, claim, line);
    answer(line + "\n");
    return;
  }
  const bool zh = language == Language::zh;
  std::string freed;
  for (const std::string& limit : entry.freed) freed += (freed.empty() ? "" : ", ") + limit;
  if (freed.empty()) freed = zh ? "无" : "none";
  const std::string owed = to_yuan(Money::from_fen(entry.amount_fen));
  answer(zh ? fmt::format("已撤销申领 {}（{}，{}）：日志条目 {}，撤销的是条目 {}\n"
                          "应退回 {} 元\n释放的限额：{}\n",
                          claim, words_of(entry.ground).zh, to_iso(entry.on), entry.number,
                          entry.claim, owed, freed)
            : fmt::format("withdrew claim {} ({}, {}): entry {}, which takes back entry {}\n"
                          "owed back: {} yuan\nlimits set free: {}\n",
                          claim, words_of(entry.ground).en, to_iso(entry.on), entry.number,
                          entry.claim, owed, freed));
}

Result<WithdrawalEntry> withdraw(WrittenStore& store, const WithdrawalRequest& request) {
  WithdrawalDesk desk{store.store(), sip_key(store.keys().history_key)};
  EntryBlock block;
  block.clear(store.writer().size());
  auto entry = desk.take(request, block.first, store.history(), block.bytes);
  if (!entry) return entry;
  block.close_entry();
  const auto commit = store.writer().append(block);
  if (!commit) return std::unexpected(commit.error());
  store.history().commit(commit->size, commit->root);
  if (const auto closed = store.close(); !closed) return std::unexpected(closed.error());
  return entry;
}

int run(const WithdrawOptions& options) {
  const Language language = options.shared.language();
  if (const auto fine = check_retailer(options.retailer); !fine)
    return report(fine.error(), language);
  const auto on = parse_iso_date(options.on);
  if (!on)
    return report(
        {"E-USAGE",
         "--on",
         {fmt::format("`{}` 不是日期", options.on), fmt::format("`{}` is no date", options.on)},
         {"写成 2025-01-31", "write it as 2025-01-31"},
         Trouble::usage},
        language);
  const auto store = WrittenStore::open_existing(options.shared.store, language);
  if (!store) return report(store.error(), language);
  const auto entry = withdraw(**store, {options.retailer, options.claim, *ground_of(options.ground),
                                        *on, today(), (*store)->entry_time()});
  if (!entry) return report(entry.error(), language);
  tell(*entry, options.claim, options.shared);
  return Exit::done;
}

}  // namespace

void add_withdraw_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<WithdrawOptions>();
  CLI::App* command = add_command(
      app, "withdraw",
      "撤销已通过或在审的申领：作废、取消、退货 takes back a claim that is approved or in review",
      "tradein withdraw K000001 --store claims.db --retailer 91370100MA00012378 --as return --on "
      "2025-03-02",
      options->shared);
  add_store_option(*command, options->shared);
  command->add_option("CLAIM", options->claim, "申领号 claim id")->required();
  command->add_option("--retailer", options->retailer, "参与企业 the retailer's USCC")->required();
  command
      ->add_option("--as", options->ground,
                   "缘由 why: void 作废 (filed by mistake), cancel 取消 (no sale came of it), "
                   "return 退货 (the goods came back)")
      ->required()
      ->check(CLI::IsMember({"void", "cancel", "return"}));
  command->add_option("--on", options->on, "发生日期 the day it happened")->required();
  command->callback([=, &exit_code] { exit_code = run(*options); });
}

}  // namespace tradein::tool
