#include "engine/log/receipt.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/find_claim.hpp"
#include "tools/tradein/open_store.hpp"
#include "tools/tradein/signing.hpp"

namespace tradein::tool {
namespace {

int write_receipt(const Shared& shared, const WantedClaim& wanted) {
  const Language language = shared.language();
  crypto::Sha256 hash;
  const auto store = open_read_only(shared.store);
  if (!store) return report(store.error(), language);
  const auto entry = find_claim(**store, wanted);
  if (!entry) return report(entry.error(), language);
  const auto commit = signed_last_commit(**store, shared.store, hash);
  if (!commit) return report(commit.error(), language);
  if (commit->note.empty()) return report(crypto::read_store_keys(shared.store).error(), language);
  const auto receipt = make_receipt(**store, hash, entry->number, *commit);
  if (!receipt) return report(receipt.error(), language);
  answer(receipt_text(*receipt));
  return Exit::done;
}

}  // namespace

void add_receipt_command(CLI::App& app, int& exit_code) {
  auto shared = std::make_shared<Shared>();
  auto wanted = std::make_shared<WantedClaim>();
  CLI::App* command =
      add_command(app, "receipt", "出具一件申领的回执 writes the proof of a claim's entry",
                  "tradein receipt --store claims.db --claim K000001 > K000001.receipt", *shared);
  add_store_option(*command, *shared);
  command->add_option("--claim", wanted->claim, "申领号 claim id")->required();
  command->add_option("--retailer", wanted->retailer, "参与企业 the retailer's USCC");
  command->callback([=, &exit_code] { exit_code = write_receipt(*shared, *wanted); });
}

}  // namespace tradein::tool
