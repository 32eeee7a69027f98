#include <fmt/format.h>

#include <map>

#include "engine/log/canonical.hpp"
#include "engine/log/claim_entry.hpp"
#include "engine/log/receipt.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/log_source.hpp"
#include "tools/tradein/open_store.hpp"
#include "tools/tradein/signing.hpp"

namespace tradein::tool {
namespace {

struct Asked {
  std::string claim, retailer;
};

Error not_one(const Asked& asked, std::size_t count) {
  if (count == 0)
    return {"E-CLAIM-UNKNOWN", asked.claim, {"账本中没有这件申领", "the store has no such claim"}, {"检查申领号", "check the claim id"}, Trouble::input};
  return {"E-CLAIM-SEVERAL", asked.claim, {"几家企业都有这个申领号", "several retailers have this claim id"}, {"用 --retailer 指明企业", "name the retailer with --retailer"}, Trouble::usage};
}

/// The latest entry of the claim. Blocks are searched for the id's text first, which is faster than reading each entry.
Result<std::uint64_t> latest_entry(Store& store, const Asked& asked) {
  std::string needle = "\"claim_id\":";
  CanonicalWriter{needle}.string(asked.claim);
  std::map<std::string, std::uint64_t> found;  // by retailer
  ClaimEntry entry;
  const auto size = store.size();
  if (!size) return std::unexpected(size.error());
  const auto read = for_each_entry_block(store, *size, [&](const EntryBlock& block) {
    if (block.bytes.find(needle) == std::string::npos) return true;
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (block[i].find(needle) == std::string_view::npos || !read_claim_entry(block[i], entry)) continue;
      if (entry.header.claim_id != asked.claim) continue;
      if (asked.retailer.empty() || entry.header.retailer == asked.retailer) found[std::string{entry.header.retailer}] = block.first + i;
    }
    return true;
  });
  if (!read) return std::unexpected(read.error());
  if (found.size() != 1) return std::unexpected(not_one(asked, found.size()));
  return found.begin()->second;
}

int write_receipt(const Shared& shared, const Asked& asked) {
  const Language language = shared.language();
  crypto::Sha256 hash;
  const auto store = open_read_only(shared.store);
  if (!store) return report(store.error(), language);
  const auto entry = latest_entry(**store, asked);
  if (!entry) return report(entry.error(), language);
  const auto commit = signed_last_commit(**store, shared.store, hash);
  if (!commit) return report(commit.error(), language);
  if (commit->note.empty()) return report(crypto::read_store_keys(shared.store).error(), language);
  const auto receipt = make_receipt(**store, hash, *entry, *commit);
  if (!receipt) return report(receipt.error(), language);
  answer(receipt_text(*receipt));
  return Exit::done;
}

}  // namespace

void add_receipt_command(CLI::App& app, int& exit_code) {
  auto shared = std::make_shared<Shared>();
  auto asked = std::make_shared<Asked>();
  CLI::App* command = add_command(app, "receipt", "出具一件申领的回执 writes the proof of a claim's entry", "tradein receipt --store claims.db --claim K000001 > K000001.receipt", *shared);
  add_store_option(*command, *shared);
  command->add_option("--claim", asked->claim, "申领号 claim id")->required();
  command->add_option("--retailer", asked->retailer, "参与企业 the retailer's USCC");
  command->callback([=, &exit_code] { exit_code = write_receipt(*shared, *asked); });
}

}  // namespace tradein::tool
