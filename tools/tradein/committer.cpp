#include "tools/tradein/committer.hpp"

#include "engine/log/receipt.hpp"

namespace tradein::tool {

Committer::Committer(Store& store, LogWriter& log, AnswerSink& sink, store::Vault* vault)
    : store_{store}, log_{log}, sink_{sink}, vault_{vault}, first_{store} {
  if (vault_ != nullptr) keeper_ = std::thread{[this] { keep_all(); }};
  committer_ = std::thread{[this] { commit_all(); }};
}

Committer::~Committer() { static_cast<void>(finish()); }

bool Committer::push(std::unique_ptr<AnswerGroup> group) {
  return (vault_ != nullptr ? incoming_ : kept_).push(std::move(group));
}

std::unique_ptr<AnswerGroup> Committer::fresh_group() {
  if (auto used = free_.try_pop()) return std::move(*used);
  return std::make_unique<AnswerGroup>();
}

std::optional<Commit> Committer::new_commit() {
  std::optional<Commit> latest;
  while (auto commit = commits_.try_pop()) latest = std::move(commit);
  return latest;
}

Result<void> Committer::finish() {
  incoming_.close();
  if (keeper_.joinable()) keeper_.join();
  kept_.close();
  if (committer_.joinable()) committer_.join();
  if (failure_) return std::unexpected(*failure_);
  if (vault_failure_) return std::unexpected(*vault_failure_);
  return {};
}

/// The vault first: records without their entry are harmless, and the next run takes them away.
void Committer::keep_all() {
  while (auto group = incoming_.pop()) {
    const auto kept = vault_->append((*group)->entries.first, (*group)->personal);
    if (!kept) vault_failure_ = kept.error();
    if (kept && kept_.push(std::move(*group))) continue;
    incoming_.close();
    return;
  }
}

Result<void> Committer::commit(AnswerGroup& group) {
  if (group.entries.empty()) return {};
  auto commit = log_.append(group.entries, group.leaves);
  if (!commit) return std::unexpected(commit.error());
  commits_.push(std::move(*commit));
  return {};
}

/// The receipt of the whole batch: that of the entry that closes it and counts its rows.
Result<void> Committer::prove(FileAnswer& answer) {
  if (!answer.batch_end) return {};
  const auto receipt = make_receipt(store_, hash_, *answer.batch_end, log_.last());
  if (!receipt) return std::unexpected(receipt.error());
  answer.receipt = receipt_text(*receipt);
  return {};
}

Result<void> Committer::answer(AnswerGroup& group) {
  for (PendingAnswer& pending : group.answers) {
    if (pending.look_up)
      if (const auto found = first_.fill(pending.answer); !found) return found;
    if (const auto told = sink_.row(pending.answer); !told) return told;
    ++answered_;
  }
  if (group.end_of_file == nullptr) return {};
  if (const auto proved = prove(*group.end_of_file); !proved) return proved;
  return sink_.end(*group.end_of_file);
}

void Committer::commit_all() {
  while (auto group = kept_.pop()) {
    auto done = commit(**group);
    if (done) done = answer(**group);
    if (!done) {
      failure_ = done.error();
      kept_.close();
      return;
    }
    (*group)->entries.bytes.clear();
    (*group)->entries.ends.clear();
    (*group)->leaves.clear();
    (*group)->personal.clear();
    (*group)->answers.clear();
    (*group)->end_of_file.reset();
    free_.push(std::move(*group));
  }
}

}  // namespace tradein::tool
