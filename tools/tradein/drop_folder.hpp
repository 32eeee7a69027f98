#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tools/tradein/answers.hpp"
#include "tools/tradein/manifest.hpp"
#include "tools/tradein/open_store.hpp"

/// A folder that senders put batches into (schemas/manifest.md).
namespace tradein::tool {

/// Which manifest of each retailer comes next: each names the one before it by its hash.
class ManifestChain {
 public:
  /// What was taken before: every manifest below the folder, at any depth.
  void load(const std::filesystem::path& done);
  /// E-BATCH-ORDER where one is missing or they come in another order; E-BATCH-ID where another
  /// batch had this id. The last one once more is in order: its rows get their first answers.
  [[nodiscard]] Result<void> admit(const Manifest& manifest) const;
  void taken(const Manifest& manifest);

 private:
  struct Retailer {
    std::set<std::string> last;                     ///< taken, and named by none
    std::map<std::string, std::string> hash_of_id;  ///< of a batch id's manifest
  };
  std::map<std::string, Retailer> retailers_;
};

/// What became of one batch.
struct DroppedBatch {
  std::string file, retailer, batch_id;
  std::optional<Error> quarantined;  ///< why; else it was taken
  FileAnswer answer;
};

class DropFolder {
 public:
  struct Setup {
    std::filesystem::path folder;
    std::string store;
    std::string retailer;  ///< the only one, where not empty; the simple form needs it
    RuleOptions rules;
    Language language = Language::zh;
  };
  explicit DropFolder(Setup setup) : setup_{std::move(setup)} {}

  /// Takes every batch that is whole, in the order of their chain, and moves it to done or
  /// quarantine; `tell` hears of each. Ends early on an interrupt; the batch in hand stays and is
  /// taken again, its rows get their first answers. Errors: of rules, of the store, of moving
  /// files.
  [[nodiscard]] Result<void> sweep(const std::function<void(const DroppedBatch&)>& tell);

 private:
  struct Candidate;
  [[nodiscard]] Result<std::vector<Candidate>> look() const;
  [[nodiscard]] Result<void> take(Candidate& candidate, const Rules& rules, WrittenStore& store,
                                  DroppedBatch& batch);
  [[nodiscard]] Result<void> move_away(const Manifest& manifest,
                                       const std::filesystem::path& to) const;
  [[nodiscard]] Result<void> quarantine(const Manifest& manifest, const Error& why) const;

  Setup setup_;
};

}  // namespace tradein::tool
