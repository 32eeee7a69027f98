#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <thread>

#include "engine/log/store.hpp"
#include "tools/tradein/bounded_queue.hpp"
#include "tools/tradein/claim_desk.hpp"
#include "tools/tradein/first_answers.hpp"

namespace tradein::tool {

/// Keeps groups in the vault, commits them and answers after each commit, all in order: one thread
/// keeps the next group while another commits this one.
class Committer {
 public:
  /// `sinks` get every answer. All must outlive it. `vault`: where the store has one.
  Committer(Store& store, LogWriter& log, AnswerSink& sink, store::Vault* vault = nullptr);
  ~Committer();

  /// False after a failure; then finish() says which.
  bool push(std::unique_ptr<AnswerGroup> group);
  /// A group to fill; its memory may have been used before.
  [[nodiscard]] std::unique_ptr<AnswerGroup> fresh_group();
  /// The latest commit since the last call, if any: for the history, which belongs to the deciding
  /// thread.
  [[nodiscard]] std::optional<Commit> new_commit();
  /// Waits until everything is committed and answered.
  [[nodiscard]] Result<void> finish();
  /// Rows that were answered.
  [[nodiscard]] std::uint64_t answered() const noexcept { return answered_; }

 private:
  void keep_all();
  void commit_all();
  Result<void> commit(AnswerGroup& group);
  Result<void> answer(AnswerGroup& group);
  Result<void> prove(FileAnswer& answer);

  Store& store_;
  LogWriter& log_;
  AnswerSink& sink_;
  store::Vault* vault_;
  FirstAnswers first_;
  crypto::Sha256 hash_;
  BoundedQueue<std::unique_ptr<AnswerGroup>> incoming_{2}, kept_{2}, free_{8};
  BoundedQueue<Commit> commits_{1024};
  std::optional<Error> failure_, vault_failure_;  // of the threads; read after they ended
  std::atomic<std::uint64_t> answered_{0};
  std::thread keeper_, committer_;
};

}  // namespace tradein::tool
