#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/open_store.hpp"
#include "tools/tradein/signing.hpp"

namespace tradein::tool {
namespace {

int show(const Shared& shared) {
  const Language language = shared.language();
  const auto store = open_read_only(shared.store);
  if (!store) return report(store.error(), language);
  const auto keys = crypto::read_store_keys(shared.store);
  if (!keys) return report(keys.error(), language);
  crypto::Sha256 hash;
  answer(vkey_text(log_key_of(*keys, hash)) + "\n");
  return Exit::done;
}

}  // namespace

void add_keys_command(CLI::App& app, int& exit_code) {
  auto shared = std::make_shared<Shared>();
  CLI::App* keys = app.add_subcommand("keys", "日志的公钥 the log's public key");
  keys->require_subcommand(1);
  CLI::App* command = add_command(*keys, "show", "输出公钥行 prints the log's vkey line",
                                  "tradein keys show --store claims.db > log.vkey", *shared);
  add_store_option(*command, *shared);
  command->callback([=, &exit_code] { exit_code = show(*shared); });
}

}  // namespace tradein::tool
