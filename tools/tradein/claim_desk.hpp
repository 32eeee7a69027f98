#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/crypto/sha256.hpp"
#include "adapters/store/vault.hpp"
#include "engine/decision/admission.hpp"
#include "engine/decision/decide.hpp"
#include "engine/log/batch_entry.hpp"
#include "engine/log/claim_entry.hpp"
#include "engine/log/entry_block.hpp"
#include "tools/tradein/answers.hpp"
#include "tools/tradein/prepared_block.hpp"
#include "tools/tradein/rule_files.hpp"

namespace tradein::tool {

/// An answer that waits for its commit. A repetition is still to be looked up at `answer.entry`.
struct PendingAnswer {
  RowAnswer answer;
  bool look_up = false;
};

/// Answers in order; a list that is used again keeps its memory.
class AnswerList {
 public:
  /// A new one at the end, empty but for its memory.
  PendingAnswer& add();
  void clear() noexcept { used_ = 0; }
  [[nodiscard]] std::size_t size() const noexcept { return used_; }
  [[nodiscard]] bool empty() const noexcept { return used_ == 0; }
  [[nodiscard]] PendingAnswer& operator[](std::size_t i) noexcept { return answers_[i]; }
  [[nodiscard]] PendingAnswer& back() noexcept { return answers_[used_ - 1]; }
  [[nodiscard]] auto begin() noexcept { return answers_.begin(); }
  [[nodiscard]] auto end() noexcept { return begin() + static_cast<std::ptrdiff_t>(used_); }
  [[nodiscard]] auto begin() const noexcept { return answers_.begin(); }
  [[nodiscard]] auto end() const noexcept { return begin() + static_cast<std::ptrdiff_t>(used_); }

 private:
  std::vector<PendingAnswer> answers_;
  std::size_t used_ = 0;
};

struct FileBegin {
  std::string file;
  FileLayout layout;
};

/// What one commit takes: entries, their leaf hashes, and what is answered after it.
struct AnswerGroup {
  std::unique_ptr<FileBegin> begin_of_file;  ///< the first group of a file has it
  EntryBlock entries;
  std::vector<Hash256> leaves;
  AnswerList answers;
  store::VaultGroup personal;               ///< sealed, for the vault, before the entries
  std::unique_ptr<FileAnswer> end_of_file;  ///< the last group of a file has it
};

/// Hands the group's answers to the sink.
Result<void> tell(const AnswerGroup& group, AnswerSink& sink);

/// A batch that is being decided. Several may be open at once, of several connections.
struct OpenBatch {
  std::string retailer;
  std::int64_t at_ms = 0;  ///< when it was received
  FileAnswer file;         ///< counts so far
  FileForm form = FileForm::ndjson;
  std::optional<std::uint64_t> entry;  ///< the number of its entry, once it has one
};

/// Decides rows one after another: admission, decision, entry, answer. Owns no thread and no store.
class ClaimDesk {
 public:
  struct Setup {
    const Rules* rules = nullptr;
    std::string retailer;
    SipKey history_key{};
    History* history = nullptr;
    std::uint64_t next_entry = 0;
    std::int64_t at_ms = 0;
    bool keeps_log = true;  ///< false in a pre-check: no entries
  };
  explicit ClaimDesk(const Setup& setup);
  ClaimDesk(const ClaimDesk&) = delete;
  ClaimDesk& operator=(const ClaimDesk&) = delete;

  void begin_file(const FileLayout& layout);
  /// From now on rows are of this batch, which the caller keeps; at first of one of its own.
  void turn_to(OpenBatch& batch) noexcept { batch_ = &batch; }
  void take(PreparedBlock& block, const AnswerSink& sink, AnswerGroup& group);
  /// Counts of the file so far.
  [[nodiscard]] FileAnswer& file() noexcept { return batch_->file; }
  /// Closes the batch, where it left entries.
  void end_file(AnswerGroup& group);
  [[nodiscard]] std::uint64_t next_entry() const noexcept { return next_entry_; }
  /// Takes an entry with that number, which stands at the group's end, among the claims'.
  void close_entry(AnswerGroup& group);

 private:
  void invalid(PreparedBlock& block, std::size_t row, const AnswerSink& sink, AnswerGroup& group);
  void conflict(const BatchRow& row, const AnswerSink& sink, AnswerGroup& group);
  void repeat(PreparedBlock& block, std::size_t row, std::uint64_t entry, const AnswerSink& sink,
              AnswerGroup& group);
  void remember_counts(std::uint64_t number, const Decision& decision);
  const Decision& decided_before(std::uint64_t number, Draft& draft);
  void decide(PreparedBlock& block, std::size_t row, const Admitted& admitted,
              const AnswerSink& sink, AnswerGroup& group);
  void make_tickets(PreparedBlock& block);
  void open_batch(AnswerGroup& group);
  static void set_decided(const BatchRow& row, const Decision& decision, RowAnswer& answer);
  const ClaimLayout& layout(const Kind& kind);

  Setup setup_;
  std::vector<AdmissionTicket> tickets_;  ///< of the block in hand
  crypto::Sha256 hash_;
  OpenBatch own_;
  OpenBatch* batch_ = &own_;
  std::uint64_t next_entry_;
  std::unordered_map<const Kind*, ClaimLayout> layouts_;
  /// Of a pre-check, by decision: what its limits had counted, where that was anything.
  std::unordered_map<std::uint64_t, std::vector<std::int64_t>> counts_;
};

/// Fills the answer's outcome, amount, programme, rules and reasons.
void set_decision(const Decision& decision, const Kind& kind, RowAnswer& answer);

}  // namespace tradein::tool
