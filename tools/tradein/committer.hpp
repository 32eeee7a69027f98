#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <thread>

#include "engine/log/receipt.hpp"
#include "engine/log/store.hpp"
#include "tools/tradein/bounded_queue.hpp"
#include "tools/tradein/claim_desk.hpp"
#include "tools/tradein/first_answers.hpp"

namespace tradein::tool {

/// Keeps groups in the vault, writes them into the store, brings them to the disk and answers, all
/// in order, each step on a thread of its own: a group is written while the one before is on its
/// way to the disk. Only what is on the disk is answered.
class Committer {
 public:
  /// `sinks` get every answer. All must outlive it. `vault`: where the store has one.
  Committer(Store& store, LogWriter& log, AnswerSink& sink, store::Vault* vault = nullptr);
  ~Committer();

  /// False after a failure; then finish() says which.
  bool push(std::unique_ptr<AnswerGroup> group);
  /// A group to fill; its memory may have been used before.
  [[nodiscard]] std::unique_ptr<AnswerGroup> fresh_group();
  /// The next commit that was not told yet, if any: for the history, which belongs to the deciding
  /// thread.
  [[nodiscard]] std::optional<Commit> new_commit();
  /// Waits until everything is committed and answered.
  [[nodiscard]] Result<void> finish();
  /// Rows that were answered.
  [[nodiscard]] std::uint64_t answered() const noexcept { return answered_; }

 private:
  /// A group that is in the store, perhaps not yet on the disk.
  struct Written {
    std::unique_ptr<AnswerGroup> group;
    std::optional<Commit> commit;    ///< none where it had no entries
    std::optional<Receipt> receipt;  ///< of the batch that it ends, without its note
  };
  void keep_all();
  void write_all();
  void settle_all();
  Result<void> write(Written& written);
  Result<void> settle(Written& written);

  Store& store_;
  LogWriter& log_;
  AnswerSink& sink_;
  store::Vault* vault_;
  FirstAnswers first_;
  crypto::Sha256 hash_;
  BoundedQueue<std::unique_ptr<AnswerGroup>> incoming_{2}, kept_{2};
  BoundedQueue<Written> written_{2};
  BoundedQueue<std::unique_ptr<AnswerGroup>> free_{16};  // more than there ever are
  BoundedQueue<Commit> commits_{1024};
  std::optional<Error> keep_failure_, write_failure_, settle_failure_;  // read after the threads
  std::atomic<std::uint64_t> answered_{0};
  std::thread keeper_, writer_, settler_;
};

}  // namespace tradein::tool
