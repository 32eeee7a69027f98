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

Result<FoundEntry> find_claim(LogReader& log, const WantedClaim& wanted) {
  std::string id;
  CanonicalWriter{id}.string(wanted.claim);
  const std::string needle = "\"claim_id\":" + id;
  std::map<std::string, FoundEntry> found;  // by retailer
  ClaimEntry entry;
  const auto read =
      for_each_entry_with(log, 0, needle, [&](std::uint64_t number, std::string_view bytes) {
        if (read_claim_entry(bytes, entry) && entry.header.claim_id == wanted.claim &&
            (wanted.retailer.empty() || entry.header.retailer == wanted.retailer))
          found[std::string{entry.header.retailer}] = {number, std::string{bytes}};
        return true;
      });
  if (!read) return std::unexpected(read.error());
  if (found.size() != 1) return std::unexpected(not_one(wanted, found.size()));
  return found.begin()->second;
}

}  // namespace tradein::tool
