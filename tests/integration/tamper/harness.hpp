#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/log/store.hpp"
#include "tools/tradein/store_check.hpp"

/// The parts of the tamper program. Each function answers how often damage stayed unseen.
namespace tradein::tamper {

struct Options {
  std::string store;                                  ///< an honest store with its key file
  std::string work;                                   ///< a folder for copies, best in memory
  std::uint64_t count = 0;                            ///< how many; 0: every byte
  std::uint64_t first = 0, last = ~std::uint64_t{0};  ///< flips: of these bytes alone
  std::string blind;  ///< what the verifier does not look at: entry, tile, checkpoint, pack, form
};

std::uint64_t flip_bytes(const Options& options);
std::uint64_t rewrite_histories(const Options& options);
std::uint64_t restore_old_copies(const Options& options);

/// A verifier that does not look at one part of the store: it is shown that of an honest one. For
/// proving that the harness sees what a verifier overlooks.
std::unique_ptr<Store> blind_store(std::unique_ptr<Store> real, Store& honest, std::string part);

/// All rows of all tables and the schema, as SQLite reads them; "" where it cannot.
std::string canonical_dump(const std::string& path);

/// Runs SQL with all triggers gone, and puts them back as they were.
void behind_its_back(const std::string& path, const std::string& sql);

/// What the store's own key says, and the anchor of TRADEIN_ANCHORS.
tool::Trust trust_of(const std::string& store);

/// Everything that `tradein verify --store` would say, as one verdict.
struct Verdict {
  bool seen = false;
  std::string place;  ///< of the first thing that was seen
};
Verdict verdict_of(Result<std::unique_ptr<Store>> opened, const std::string& path,
                   const tool::Trust& trust);

/// One more batch of `claims` claims, signed and anchored as `process` does it; the store stays
/// open, so that what was written lies in its write-ahead log.
std::unique_ptr<Store> append_batch(const std::string& path, std::uint64_t claims);

}  // namespace tradein::tamper
