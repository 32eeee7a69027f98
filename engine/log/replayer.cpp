#include "engine/log/replayer.hpp"

#include <fmt/format.h>

namespace tradein {
namespace {

std::unexpected<Error> broken(std::uint64_t number, std::string zh, std::string en) {
  return std::unexpected(Error{"E-LOG-ENTRY", fmt::format("entry {}", number), {std::move(zh), std::move(en)},
                               {"请用 verify 检查日志", "check the log with `verify`"}, Trouble::integrity});
}

}  // namespace

const ClaimLayout& Replayer::layout(const Kind& kind) {
  auto& found = layouts_[&kind];
  if (found == nullptr) found = std::make_unique<ClaimLayout>(kind);
  return *found;
}

Result<void> Replayer::open_batch(std::string_view entry) {
  const auto batch = read_batch_entry(entry);
  if (!batch) return std::unexpected(batch.error());
  retailer_ = batch->retailer;
  if (batch->book == book_hash_) return {};
  const auto pinned = shelf_.book(batch->book);
  if (!pinned) return std::unexpected(pinned.error());
  pinned_ = *pinned;
  book_hash_ = batch->book;
  auto& decider = deciders_[pinned_];
  if (decider == nullptr) decider = std::make_unique<Decider>(*pinned_->book, key_);
  decider_ = decider.get();
  return {};
}

/// Decides the claim in entry_ and leaves its marks.
Result<void> Replayer::decide(std::uint64_t number) {
  if (pinned_ == nullptr) return broken(number, "申领之前没有批次条目", "no batch stands before this claim");
  const Kind* kind = pinned_->kinds.find(entry_.kind);
  if (kind == nullptr) return broken(number, fmt::format("批次的规则中没有申领种类 `{}`", entry_.kind), fmt::format("the batch's rules know no claim kind `{}`", entry_.kind));
  const ClaimLayout& form = layout(*kind);
  const auto read = read_facts(entry_, form, slots_, arena_);
  if (!read) return broken(number, read.error().what.zh, read.error().what.en);
  facts_ = {kind, slots_};
  admitted_ = admitting_.ask(entry_.header.retailer, entry_.header.claim_id, entry_.header.content, history_);
  decider_->decide(facts_, history_, decision_);
  admitting_.remember(number, decision_.outcome == Outcome::returned, history_);
  decider_->hold(decision_, number, history_);
  ++claims_;
  return {};
}

Result<void> Replayer::put(std::uint64_t number, std::string_view entry) {
  if (read_claim_entry(entry, entry_)) return decide(number);
  const std::string_view kind = entry_kind(entry);
  if (kind == "batch") return open_batch(entry);
  return {};
}

Result<Replayer::Again> Replayer::replay(std::uint64_t number, std::string_view entry) {
  Again again;
  if (!read_claim_entry(entry, entry_)) {
    const std::string_view kind = entry_kind(entry);
    if (kind.empty() || kind == "claim") return broken(number, "条目不合格式", "the entry does not have its form");
    if (kind == "batch")
      if (const auto opened = open_batch(entry); !opened) return std::unexpected(opened.error());
    again.bytes = entry;
    return again;
  }
  again.claim = true;
  const auto decided = decide(number);
  if (!decided) return std::unexpected(decided.error());
  ClaimHeader header = entry_.header;
  header.number = number;
  header.corrects.reset();
  header.retailer = retailer_;
  if (admitted_.admission == Admission::correction) header.corrects = admitted_.entry;
  text_.clear();
  write_claim_entry(header, layout(*facts_.kind), facts_, decision_, text_, {entry_.claim_text, entry_.who_text});
  again.bytes = text_;
  again.equal = text_ == entry;
  if (admitted_.admission == Admission::repeated || admitted_.admission == Admission::conflict) {
    again.equal = false;
    again.note = fmt::format("claim {} was decided before, at entry {}", entry_.header.claim_id, admitted_.entry);
  }
  return again;
}

}  // namespace tradein
