#include "tools/tradein/find_claim.hpp"

#include "engine/log/claim_entry.hpp"
#include "tools/tradein/log_source.hpp"

namespace tradein::tool {

Result<std::optional<FoundEntry>> find_claim(LogReader& log, const WantedClaim& wanted) {
  const auto size = log.size();
  if (!size) return std::unexpected(size.error());
  std::optional<FoundEntry> found;
  ClaimEntry entry;
  const auto read = for_each_entry_block(log, *size, [&](const EntryBlock& block) {
    if (std::string_view{block.bytes}.find(wanted.claim) == std::string_view::npos) return true;
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (block[i].find(wanted.claim) == std::string_view::npos || !read_claim_entry(block[i], entry)) continue;
      if (entry.header.claim_id != wanted.claim || (!wanted.retailer.empty() && entry.header.retailer != wanted.retailer)) continue;
      found = FoundEntry{block.first + i, std::string{block[i]}};
    }
    return true;
  });
  if (!read) return std::unexpected(read.error());
  return found;
}

}  // namespace tradein::tool
