#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/log/checkpoint.hpp"

/// Receipts: C2SP tlog-proof texts whose `extra` is the entry's bytes (schemas/log.md). They are
/// checked without the store, by ours or by any other tool.
namespace tradein {

struct Receipt {
  std::string entry;
  std::uint64_t index = 0;
  std::vector<Hash256> proof;
  std::string note;  ///< a signed checkpoint of more than `index` entries
  friend bool operator==(const Receipt&, const Receipt&) = default;
};

[[nodiscard]] std::string receipt_text(const Receipt& receipt);
/// E-RECEIPT-FORM (Trouble::input) where it is none.
[[nodiscard]] Result<Receipt> parse_receipt(std::string_view text);

/// The proof of one entry in the tree of `size` entries, still without its note. Requires: index <
/// size.
[[nodiscard]] Result<Receipt> prove_entry(Store& store, HashFunction& hash, std::uint64_t index,
                                          std::uint64_t size);
/// The same under a commit that has its note.
[[nodiscard]] Result<Receipt> make_receipt(Store& store, HashFunction& hash, std::uint64_t index,
                                           const Commit& commit);

/// Why it proves nothing; none where it holds. `keys` are the logs that one trusts.
[[nodiscard]] std::optional<Text> receipt_flaw(const Receipt& receipt, HashFunction& hash,
                                               std::span<const LogKey> keys, SignatureHolds holds);

}  // namespace tradein
