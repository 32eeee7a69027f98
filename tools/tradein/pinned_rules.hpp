#pragma once
#include <map>
#include <memory>
#include <string>

#include "engine/log/replayer.hpp"
#include "engine/log/store.hpp"
#include "tools/tradein/rule_files.hpp"

namespace tradein::tool {

/// Books and programmes made again from the packs that a log keeps.
class PinnedRules final : public BookShelf {
 public:
  explicit PinnedRules(LogReader& log) : log_{log}, hash_{sha256_hex()} {}

  /// By the SHA-256 of its document.
  Result<const PinnedBook*> book(std::string_view hash);
  Result<const PinnedBook*> book_of_batch(std::uint64_t number) override;
  Result<void> entry_text(std::uint64_t number, std::string& out) override;
  /// One programme by its `rules`, with the kind that it is of.
  Result<const Programme*> programme(std::string_view hash);

 private:
  Result<std::string> document(std::string_view hash);
  Result<Node> tree(std::string_view hash);
  Result<std::unique_ptr<Programme>> compile(std::string_view hash, const KindSet& kinds);
  Result<Kind> kind(std::string_view hash);

  LogReader& log_;
  HashHex hash_;
  std::map<std::string, std::unique_ptr<PinnedBook>, std::less<>> books_;
  struct Alone {
    KindSet kinds;
    std::unique_ptr<Programme> programme;
  };
  std::map<std::string, std::unique_ptr<Alone>, std::less<>> programmes_;
};

/// A decision as its entry says it, with the rules that it rests on.
struct LoggedDecision {
  const Kind* kind = nullptr;
  Decision decision;
};
[[nodiscard]] Result<LoggedDecision> logged_decision(const ClaimEntry& entry, PinnedRules& rules);

/// Keeps everything that a book is made of in the store, where it is not there yet.
[[nodiscard]] Result<void> pin(const Book& book, Store& store);

}  // namespace tradein::tool
