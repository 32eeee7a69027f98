#include "tools/tradein/claim_desk.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/assert.hpp"
#include "engine/base/limits.hpp"
#include "engine/log/merkle.hpp"

namespace tradein::tool {
namespace {
constexpr std::size_t prefetch_rows = 8;  // memory answers within the time that so many rows take
}

PendingAnswer& AnswerList::add() {
  if (used_ == answers_.size()) answers_.emplace_back();
  PendingAnswer& pending = answers_[used_++];
  pending.look_up = false;
  RowAnswer& answer = pending.answer;
  RowAnswer fresh;
  fresh.claim_id = std::move(answer.claim_id);
  fresh.raw = std::move(answer.raw);
  fresh.claim_id.clear();
  fresh.raw.clear();
  answer = std::move(fresh);
  return pending;
}

Result<void> tell(const AnswerGroup& group, AnswerSink& sink) {
  if (const FileBegin* const begin = group.begin_of_file.get())
    if (auto begun = sink.begin(begin->file, begin->layout); !begun) return begun;
  for (const PendingAnswer& pending : group.answers)
    if (auto told = sink.row(pending.answer); !told) return told;
  return group.end_of_file == nullptr ? Result<void>{} : sink.end(*group.end_of_file);
}

ClaimDesk::ClaimDesk(const Setup& setup) : setup_{setup}, next_entry_{setup.next_entry} {
  own_.retailer = setup.retailer;
  own_.at_ms = setup.at_ms;
}

void ClaimDesk::begin_file(const FileLayout& layout) {
  batch_->file = {};
  batch_->form = layout.form;
  batch_->entry.reset();
}

const ClaimLayout& ClaimDesk::layout(const Kind& kind) {
  const auto found = layouts_.find(&kind);
  return found != layouts_.end() ? found->second
                                 : layouts_.emplace(&kind, ClaimLayout{kind}).first->second;
}

void ClaimDesk::close_entry(AnswerGroup& group) {
  group.entries.close_entry();
  const std::string_view entry = group.entries[group.entries.size() - 1];
  TRADEIN_ASSERT(entry.size() <= limits::entry_bytes_max);
  group.leaves.push_back(leaf_hash(hash_, entry));
  ++next_entry_;
}

void ClaimDesk::open_batch(AnswerGroup& group) {
  if (batch_->entry) return;
  batch_->entry = next_entry_;
  write_batch_entry({next_entry_, batch_->at_ms, setup_.rules->as_of, batch_->retailer,
                     setup_.rules->book->hash()},
                    group.entries.bytes);
  close_entry(group);
}

void ClaimDesk::invalid(PreparedBlock& block, std::size_t row, const AnswerSink& sink,
                        AnswerGroup& group) {
  const BatchRow& source = block.block.rows[row];
  ++batch_->file.invalid;
  if (!sink.wants(true, false, Outcome::review)) return;
  RowAnswer& answer = group.answers.add().answer;
  answer.row = source.number;
  answer.claim_id = source.claim_id;
  answer.invalid = true;
  const auto errors = block.block.errors_of(source);
  answer.errors.assign(errors.begin(), errors.end());
  answer.raw = source.raw;
}

void ClaimDesk::conflict(const BatchRow& row, const AnswerSink& sink, AnswerGroup& group) {
  ++batch_->file.invalid;
  if (!sink.wants(true, false, Outcome::review)) return;
  RowAnswer& answer = group.answers.add().answer;
  answer.row = row.number;
  answer.claim_id = row.claim_id;
  answer.invalid = true;
  answer.errors.push_back(make_row_error(RowErrorCode::key_conflict, "",
                                         row.kind->fields[row.kind->claim_id].label,
                                         {answer.claim_id, answer.claim_id}));
  if (batch_->form != FileForm::ndjson) answer.errors.back().cell = fmt::format("A{}", row.number);
  answer.raw = row.raw;
}

void ClaimDesk::repeat(PreparedBlock& block, std::size_t row, std::uint64_t entry,
                       const AnswerSink& sink, AnswerGroup& group) {
  const BatchRow& source = block.block.rows[row];
  ++batch_->file.repeated;
  if (!sink.wants(false, true, Outcome::review)) return;
  PendingAnswer& pending = group.answers.add();
  if (setup_.keeps_log) {
    pending.answer.row = source.number;
    pending.answer.claim_id = source.claim_id;
    pending.answer.entry = entry;
    pending.look_up = true;
  } else {
    set_decided(source, decided_before(entry, block.draft(row)), pending.answer);
  }
  pending.answer.repeated = true;
}

/// Only what other claims had to do with a decision need be remembered of it: the rest is the same
/// for the same claim.
void ClaimDesk::remember_counts(std::uint64_t number, const Decision& decision) {
  if (std::ranges::any_of(decision.counted, [](std::int64_t count) { return count > 0; }))
    counts_.emplace(number, decision.counted);
}

const Decision& ClaimDesk::decided_before(std::uint64_t number, Draft& draft) {
  const auto found = counts_.find(number);
  const bool whole = conclude_as_counted(
      draft, found != counts_.end() ? found->second
                                    : std::vector<std::int64_t>(draft.decision.counted.size(), 0));
  TRADEIN_ASSERT(whole);
  return draft.decision;
}

void set_decision(const Decision& decision, const Kind& kind, RowAnswer& answer) {
  answer.outcome = decision.outcome;
  answer.amount = decision.granted();
  if (decision.programme != nullptr) {
    answer.programme = decision.programme->rules.pack.id;
    answer.rules = decision.programme->hash;
  }
  answer.attempts_left = decision.attempts_left();
  answer.reasons = reasons_of(decision, kind);
}

void ClaimDesk::set_decided(const BatchRow& row, const Decision& decision, RowAnswer& answer) {
  answer.row = row.number;
  answer.claim_id = row.claim_id;
  set_decision(decision, *row.kind, answer);
}

void ClaimDesk::decide(PreparedBlock& block, std::size_t row, const Admitted& admitted,
                       const AnswerSink& sink, AnswerGroup& group) {
  const BatchRow& source = block.block.rows[row];
  const Facts facts = block.facts(row);
  Draft& draft = block.draft(row);
  conclude(draft, *setup_.history);
  const Decision& decision = draft.decision;
  std::uint64_t number = 0;
  if (setup_.keeps_log) {
    open_batch(group);
    number = next_entry_;
    ClaimHeader header{number,
                       *batch_->entry,
                       source.number,
                       batch_->retailer,
                       source.claim_id,
                       block.content(row),
                       {}};
    if (admitted.admission == Admission::correction) header.corrects = admitted.entry;
    write_claim_entry(header, layout(*source.kind), facts, decision, group.entries.bytes);
    close_entry(group);
    if (const std::string_view sealed = block.sealed(row); !sealed.empty())
      group.personal.add(number, block.subject(row), sealed);
  } else {
    number = next_entry_++;
    remember_counts(number, decision);
  }
  remember(tickets_[row], number, decision.outcome == Outcome::returned, *setup_.history);
  hold(draft, number, *setup_.history);
  batch_->file.count(decision.outcome, decision.granted());
  if (!sink.wants(false, false, decision.outcome)) return;
  RowAnswer& answer = group.answers.add().answer;
  set_decided(source, decision, answer);
  if (setup_.keeps_log) answer.entry = number;
  if (decision.outcome == Outcome::returned) answer.raw = source.raw;
}

void ClaimDesk::make_tickets(PreparedBlock& block) {
  tickets_.assign(block.block.rows.size(), {});
  for (std::size_t row = 0; row < tickets_.size(); ++row)
    if (block.block.rows[row].good())
      tickets_[row] = admission_ticket(setup_.history_key, batch_->retailer,
                                       block.block.rows[row].claim_id, block.content(row));
}

void ClaimDesk::take(PreparedBlock& block, const AnswerSink& sink, AnswerGroup& group) {
  if (group.entries.empty()) group.entries.clear(next_entry_);
  make_tickets(block);
  for (std::size_t row = 0; row < block.block.rows.size(); ++row) {
    const BatchRow& source = block.block.rows[row];
    ++batch_->file.rows;
    if (const std::size_t ahead = row + prefetch_rows;
        ahead < tickets_.size() && block.block.rows[ahead].good()) {
      prefetch(tickets_[ahead], *setup_.history);
      prefetch(block.draft(ahead), *setup_.history);
    }
    if (!source.good()) {
      invalid(block, row, sink, group);
      continue;
    }
    const Admitted admitted = admit(tickets_[row], *setup_.history);
    switch (admitted.admission) {
      case Admission::repeated:
        repeat(block, row, admitted.entry, sink, group);
        break;
      case Admission::conflict:
        conflict(source, sink, group);
        break;
      case Admission::fresh:
      case Admission::correction:
        decide(block, row, admitted, sink, group);
        break;
    }
  }
}

void ClaimDesk::end_file(AnswerGroup& group) {
  if (group.entries.empty()) group.entries.clear(next_entry_);
  if (!batch_->entry) return;
  FileAnswer& file = batch_->file;
  file.batch_end = next_entry_;
  write_batch_end_entry(
      {next_entry_, *batch_->entry, file.sha256, file.rows, file.approved, file.rejected,
       file.review, file.returned, file.invalid, file.repeated, file.amount.fen()},
      group.entries.bytes);
  close_entry(group);
}

}  // namespace tradein::tool
