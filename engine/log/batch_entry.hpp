#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/date.hpp"
#include "engine/base/result.hpp"

/// The entries around a batch (schemas/log.md, kinds "batch" and "batch-end"). A batch without new
/// claims leaves none.
namespace tradein {

/// Before the first claim of a batch: what decides them.
struct BatchEntry {
  std::uint64_t number = 0;
  std::int64_t at_ms =
      0;       ///< when it was received, milliseconds since 1970; the only clock in the log
  Date as_of;  ///< packs as published by this day
  std::string retailer;
  std::string book;  ///< SHA-256 of the book in force, 64 hex digits
};
void write_batch_entry(const BatchEntry& entry, std::string& out);

/// After its last claim: what was received and what came of it.
struct BatchEndEntry {
  std::uint64_t number = 0;
  std::uint64_t batch = 0;  ///< the number of the batch's entry
  std::string file_sha256;  ///< of the file as received
  std::uint64_t rows = 0, approved = 0, rejected = 0, review = 0, returned = 0, invalid = 0,
                repeated = 0;
  std::int64_t amount_fen = 0;
};
void write_batch_end_entry(const BatchEndEntry& entry, std::string& out);

/// The entry's kind ("claim", "batch", …); empty where it has none.
[[nodiscard]] std::string_view entry_kind(std::string_view bytes) noexcept;
/// E-LOG-ENTRY where it is no such entry.
[[nodiscard]] Result<BatchEntry> read_batch_entry(std::string_view bytes);
[[nodiscard]] Result<BatchEndEntry> read_batch_end_entry(std::string_view bytes);

}  // namespace tradein
