#pragma once
#include <cstdint>
#include <string>

#include "adapters/crypto/sha256.hpp"
#include "engine/log/canonical.hpp"
#include "engine/log/store.hpp"

namespace tradein {

/// A small claim entry as the log has it, with its own number.
inline void write_claim_entry(EntryBlock& block) {
  const auto number = static_cast<std::int64_t>(block.next_number());
  CanonicalWriter writer{block.bytes};
  writer.begin_object();
  writer.member("amount", number * 100);
  writer.member("claim_id", "K" + std::to_string(number));
  writer.member("k", "claim");
  writer.member("kind", "appliance");
  writer.member("n", number);
  writer.member("outcome", "approved");
  writer.member("programme", "made-up-appliance");
  writer.member("region", "370100");
  writer.member("retailer", "91370100MA00000000");
  writer.end_object();
  block.close_entry();
}

inline EntryBlock claim_entries(std::uint64_t first, std::size_t count) {
  EntryBlock block;
  block.clear(first);
  for (std::size_t i = 0; i < count; ++i) write_claim_entry(block);
  return block;
}

}  // namespace tradein
