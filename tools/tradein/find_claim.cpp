#include "tools/tradein/find_claim.hpp"

#include <map>

#include "engine/log/canonical.hpp"
#include "engine/log/claim_entry.hpp"
#include "tools/tradein/log_source.hpp"

namespace tradein::tool {
namespace {

Error not_one(const WantedClaim& wanted, std::size_t count) {
  if (count == 0)
    return {"E-CLAIM-UNKNOWN",
            wanted.claim,
            {"存储中没有这件申领", "the store has no such claim"},
            {"检查申领号", "check the claim id"},
            Trouble::input};
  return {"E-CLAIM-SEVERAL",
          wanted.claim,
          {"几家企业都有这个申领号", "several retailers have this claim id"},
          {"用 --retailer 指明企业", "name the retailer with --retailer"},
          Trouble::usage};
}

}  // namespace

/// Blocks are searched for the id's text first, which is faster than reading each entry.
Result<FoundEntry> find_claim(LogReader& log, const WantedClaim& wanted) {
  std::string id;
  CanonicalWriter{id}.string(wanted.claim);
  const std::string needle = "\"claim_id\":" + id;
  std::map<std::string, FoundEntry> found;  // by retailer
  ClaimEntry entry;
  const auto size = log.size();
  if (!size) return std::unexpected(size.error());
  const auto read = for_each_entry_block(log, *size, [&](const EntryBlock& block) {
    if (block.bytes.find(needle) == std::string::npos) return true;
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (block[i].find(needle) == std::string_view::npos || !read_claim_entry(block[i], entry))
        continue;
      if (entry.header.claim_id != wanted.claim) continue;
      if (wanted.retailer.empty() || entry.header.retailer == wanted.retailer)
        found[std::string{entry.header.retailer}] = {block.first + i, std::string{block[i]}};
    }
    return true;
  });
  if (!read) return std::unexpected(read.error());
  if (found.size() != 1) return std::unexpected(not_one(wanted, found.size()));
  return found.begin()->second;
}

}  // namespace tradein::tool
