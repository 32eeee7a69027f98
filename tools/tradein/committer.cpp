#include "tools/tradein/committer.hpp"

#include "engine/base/assert.hpp"

namespace tradein::tool {

Committer::Committer(Store& store, LogWriter& log, AnswerSink& sink, store::Vault* vault)
    : store_{store}, log_{log}, sink_{sink}, vault_{vault}, first_{store} {
  if (vault_ != nullptr) keeper_ = std::thread{[this] { keep_all(); }};
  writer_ = std::thread{[this] { write_all(); }};
  settler_ = std::thread{[this] { settle_all(); }};
}

Committer::~Committer() { static_cast<void>(finish()); }

bool Committer::push(std::unique_ptr<AnswerGroup> group) {
  return (vault_ != nullptr ? incoming_ : kept_).push(std::move(group));
}

std::unique_ptr<AnswerGroup> Committer::fresh_group() {
  if (auto used = free_.try_pop()) return std::move(*used);
  return std::make_unique<AnswerGroup>();
}

std::optional<Commit> Committer::new_commit() { return commits_.try_pop(); }

Result<void> Committer::finish() {
  incoming_.close();
  if (keeper_.joinable()) keeper_.join();
  kept_.close();
  if (writer_.joinable()) writer_.join();
  written_.close();
  if (settler_.joinable()) settler_.join();
  for (const auto& failure : {settle_failure_, write_failure_, keep_failure_})
    if (failure) return std::unexpected(*failure);
  return {};
}

/// The vault first: records without their entry are harmless, and the next run takes them away.
void Committer::keep_all() {
  while (auto group = incoming_.pop()) {
    const auto kept = vault_->append((*group)->entries.first, (*group)->personal);
    if (!kept) keep_failure_ = kept.error();
    if (kept && kept_.push(std::move(*group))) continue;
    incoming_.close();
    return;
  }
}

/// All that reads or writes the store's tables, as one connection serves one thread.
Result<void> Committer::write(Written& written) {
  AnswerGroup& group = *written.group;
  if (!group.entries.empty()) {
    auto commit = log_.write(group.entries, group.leaves);
    if (!commit) return std::unexpected(commit.error());
    written.commit = std::move(*commit);
  }
  for (PendingAnswer& pending : group.answers)
    if (pending.look_up)
      if (auto found = first_.fill(pending.answer); !found) return found;
  // The receipt of the whole batch: that of the entry that closes it and counts its rows.
  if (group.end_of_file == nullptr || !group.end_of_file->batch_end) return {};
  TRADEIN_ASSERT(written.commit.has_value());
  auto receipt = prove_entry(store_, hash_, *group.end_of_file->batch_end, written.commit->size);
  if (!receipt) return std::unexpected(receipt.error());
  written.receipt = std::move(*receipt);
  return {};
}

void Committer::write_all() {
  while (auto group = kept_.pop()) {
    Written written{std::move(*group), {}, {}};
    const auto done = write(written);
    if (!done) write_failure_ = done.error();
    if (done && written_.push(std::move(written))) continue;
    kept_.close();
    return;
  }
}

Result<void> Committer::settle(Written& written) {
  if (written.commit) {
    if (auto settled = log_.settle(*written.commit); !settled) return settled;
    commits_.push(*written.commit);
  }
  if (written.receipt) {
    written.receipt->note = written.commit->note;
    written.group->end_of_file->receipt = receipt_text(*written.receipt);
  }
  auto told = tell(*written.group, sink_);
  if (told) answered_ += written.group->answers.size();
  return told;
}

void Committer::settle_all() {
  while (auto written = written_.pop()) {
    if (const auto done = settle(*written); !done) {
      settle_failure_ = done.error();
      written_.close();
      return;
    }
    AnswerGroup& group = *written->group;
    group.entries.bytes.clear();
    group.entries.ends.clear();
    group.leaves.clear();
    group.personal.clear();
    group.answers.clear();
    group.begin_of_file.reset();
    group.end_of_file.reset();
    free_.push(std::move(written->group));
  }
}

}  // namespace tradein::tool
