#include <fmt/format.h>

#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/explanation.hpp"
#include "tools/tradein/find_claim.hpp"
#include "tools/tradein/open_store.hpp"
#include "tools/tradein/withdrawal.hpp"

namespace tradein::tool {
namespace {

int explain(const Shared& shared, const WantedClaim& wanted) {
  const Language language = shared.language();
  const auto store = open_read_only(shared.store);
  if (!store) return report(store.error(), language);
  const auto found = find_claim(**store, wanted);
  if (!found) return report(found.error(), language);
  ClaimEntry entry;
  if (const auto read = read_claim_entry(found->bytes, entry); !read)
    return report(read.error(), language);
  PinnedRules rules{**store};
  const auto withdrawal = find_withdrawal(**store, found->number);
  if (!withdrawal) return report(withdrawal.error(), language);
  const WithdrawalEntry* withdrawn = *withdrawal ? &**withdrawal : nullptr;
  const auto text = shared.ndjson() ? explain_json(entry, rules, withdrawn)
                                    : explain_text(entry, rules, language, withdrawn);
  if (!text) return report(text.error(), language);
  answer(*text);
  return Exit::done;
}

}  // namespace

void add_explain_command(CLI::App& app, int& exit_code) {
  auto shared = std::make_shared<Shared>();
  auto wanted = std::make_shared<WantedClaim>();
  CLI::App* command = add_command(
      app, "explain", "说明理由 why: checks with values and clauses, the sum, the nearest change",
      "tradein explain K000001 --store claims.db", *shared);
  add_store_option(*command, *shared);
  command->add_option("CLAIM", wanted->claim, "申领号 claim id")->required();
  command->add_option("--retailer", wanted->retailer, "参与企业 the retailer's USCC");
  command->callback([=, &exit_code] { exit_code = explain(*shared, *wanted); });
}

}  // namespace tradein::tool
