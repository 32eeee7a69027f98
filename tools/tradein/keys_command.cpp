#include <fmt/format.h>

#include <filesystem>

#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/office_entry.hpp"
#include "tools/tradein/open_store.hpp"
#include "tools/tradein/signing.hpp"
#include "tools/tradein/vault_access.hpp"
#include "tools/tradein/vault_rewrap.hpp"

namespace tradein::tool {
namespace {

void tell_keys(const crypto::StoreKeys& keys) {
  crypto::Sha256 hash;
  answer(vkey_lines(keys, hash));
}

int show(const Shared& shared) {
  const Language language = shared.language();
  const auto store = open_read_only(shared.store);
  // Keys that were made beforehand can be shown before the store is.
  if (!store && store.error().code != "E-STORE-MISSING") return report(store.error(), language);
  const auto keys = crypto::read_store_keys(shared.store);
  if (!keys) return report(store ? keys.error() : store.error(), language);
  tell_keys(*keys);
  return Exit::done;
}

int init(const Shared& shared, bool with_sm2) {
  const Language language = shared.language();
  std::error_code failed;
  if (std::filesystem::exists(shared.store, failed))
    return report({"E-STORE-EXISTS",
                   shared.store,
                   {"账本已存在，它的密钥不能另造", "the store is there already, and has its keys"},
                   {"更换签名密钥用 `tradein keys rotate`",
                    "`tradein keys rotate` gives it a new signing key"},
                   Trouble::usage},
                  language);
  const auto keys = crypto::make_store_keys(shared.store, with_sm2);
  if (!keys) return report(keys.error(), language);
  const std::string kek = deployment_key_path(shared.store);
  const auto deployment_key = deployment_key_or_new(kek);
  if (!deployment_key) return report(deployment_key.error(), language);
  const std::string own = crypto::key_file_path(shared.store);
  say({fmt::format("密钥在 {}，部署密钥在 {}（权限 0600，请另行备份）；第一次受理时建立账本", own,
                   kek),
       fmt::format("the keys are in {} and the deployment key in {} (mode 0600; back them up "
                   "elsewhere); the first batch makes the store",
                   own, kek)},
      language);
  tell_keys(*keys);
  return Exit::done;
}

int rotate(const Shared& shared, const std::string& by) {
  const Language language = shared.language();
  if (const auto said = check_actor(by); !said) return report(said.error(), language);
  auto store = WrittenStore::open_existing(shared.store, language);
  if (!store) return report(store.error(), language);
  const auto number = (*store)->rotate_key(by);
  if (!number) return report(number.error(), language);
  const crypto::StoreKeys keys = (*store)->keys();
  if (const auto closed = (*store)->close(); !closed) return report(closed.error(), language);
  say({fmt::format(
           "已更换签名密钥（条目 {}）：此后的检查点由第一行的密钥签名，以前的仍用其后的核对；"
           "请把这些公钥行发给回执的持有人",
           *number),
       fmt::format("the signing key is a new one (entry {}): it is in the first line and signs "
                   "from here on; the lines after it check what was signed before. Give these "
                   "lines to who holds receipts",
                   *number)},
      language);
  tell_keys(keys);
  return Exit::done;
}

}  // namespace

void add_keys_command(CLI::App& app, int& exit_code) {
  CLI::App* keys = app.add_subcommand("keys", "日志的密钥 the log's keys");
  keys->require_subcommand(1);
  const auto add = [&](const std::string& name, const std::string& what,
                       const std::string& example) {
    auto shared = std::make_shared<Shared>();
    CLI::App* command = add_command(*keys, name, what, example, *shared);
    add_store_option(*command, *shared);
    return std::pair{command, shared};
  };
  const auto [show_it, of_show] =
      add("show", "输出公钥行，新的在前 prints the log's vkey lines, newest first",
          "tradein keys show --store claims.db > log.vkey");
  show_it->callback([shared = of_show, &exit_code] { exit_code = show(*shared); });
  const auto [make, of_init] = add("init", "预先生成密钥文件 makes the key files beforehand",
                                   "TRADEIN_KEK=/media/kek/claims.kek tradein keys init --store "
                                   "claims.db");
  auto with_sm2 = std::make_shared<bool>(false);
  make->add_flag("--sm2", *with_sm2,
                 "检查点另加 SM2 签名 a second line of SM2 with SM3 under each checkpoint");
  make->callback(
      [shared = of_init, with_sm2, &exit_code] { exit_code = init(*shared, *with_sm2); });
  const auto [change, of_rotate] =
      add("rotate", "更换签名密钥，记入日志 a new signing key, on the record",
          "tradein keys rotate --store claims.db");
  auto by = std::make_shared<std::string>();
  change->add_option("--by", *by, "经办人 who acts (else the system's user)");
  change->callback([shared = of_rotate, by, &exit_code] { exit_code = rotate(*shared, *by); });
  const auto [rewrap, of_rewrap] =
      add("rewrap",
          "更换个人信息库的部署密钥 a new deployment key for the vault: each record's key is "
          "wrapped anew, and the old one opens nothing of it",
          "tradein keys rewrap --store claims.db");
  rewrap->footer(rewrap->get_footer() + rewrap_help);
  rewrap->callback([shared = of_rewrap, &exit_code] { exit_code = rewrap_vault(*shared); });
  const auto [forget, of_forget] =
      add("forget",
          "从部署密钥文件中去掉旧密钥 takes old deployment keys out of a key file that several "
          "stores share, once each of them is re-wrapped",
          "TRADEIN_KEK=/media/kek/claims.kek tradein keys forget --store claims.db");
  forget->callback([shared = of_forget, &exit_code] { exit_code = forget_old_keys(*shared); });
}

}  // namespace tradein::tool
