#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/result.hpp"
#include "engine/log/store.hpp"

namespace tradein::store {

enum class Mode : std::uint8_t {
  read,            ///< any number of processes, also while one writes; creates and changes nothing
  write,           ///< the one writer of an existing store
  write_or_create  ///< the same, or a new store where no file is
};

struct Options {
  Mode mode = Mode::read;
  int page_bytes = 16384;                         ///< of a new store
  std::int64_t wal_bytes_max = 16 * 1024 * 1024;  ///< the writer truncates a longer write-ahead log
};

/// Opens the SQLite file at `path` (tables in schemas/store.sql).
///
/// Errors, all Trouble::store: E-STORE-MISSING, E-STORE-LOCKED (another writer, at once),
/// E-STORE-FOREIGN (not a
///         store of ours, or a damaged one), E-STORE-VERSION, E-STORE-TRUNCATED, E-STORE-FULL,
///         E-STORE-IO. A refused file is not changed by a byte and nothing appears beside it.
[[nodiscard]] Result<std::unique_ptr<Store>> open_store(const std::string& path,
                                                        const Options& options);

}  // namespace tradein::store
