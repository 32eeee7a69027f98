#include "engine/log/entry_books.hpp"

#include <algorithm>

#include "engine/base/outcome.hpp"
#include "engine/base/siphash.hpp"

namespace tradein {
namespace {

constexpr std::array<std::string_view, 7> entry_kinds{
    "batch", "batch-end", "claim", "key", "personal-data", "reveal", "withdrawal",
};

constexpr std::size_t first_slots = 1'024;

/// Where an outcome is counted; none for one that a claim cannot have.
std::optional<std::size_t> counted_at(std::string_view outcome) {
  for (std::size_t i = 0; i < 4; ++i)
    if (EntryHead::count_names[i] == outcome) return i;
  return std::nullopt;
}

std::optional<std::int64_t>* count_of(std::string_view key, EntryHead& head) {
  const auto found = std::ranges::find(EntryHead::count_names, key);
  if (found == EntryHead::count_names.end()) return nullptr;
  return &head.counts[static_cast<std::size_t>(found - EntryHead::count_names.begin())];
}

std::optional<std::int64_t>* integer_of(std::string_view key, EntryHead& head) {
  if (key == "n") return &head.number;
  if (key == "batch") return &head.batch;
  if (key == "amount") return &head.amount;
  if (key == "corrects") return &head.corrects;
  if (key == "at") return &head.at;
  return count_of(key, head);
}

std::string_view* text_of(std::string_view key, EntryHead& head) {
  if (key == "k") return &head.kind;
  if (key == "retailer") return &head.retailer;
  if (key == "claim_id") return &head.claim_id;
  if (key == "outcome") return &head.outcome;
  return key == "rules" || key == "book" ? &head.pack : nullptr;
}

std::string number_text(std::optional<std::int64_t> number) {
  return number ? std::to_string(*number) : "-";
}

}  // namespace

bool known_entry_kind(std::string_view kind) noexcept {
  return std::ranges::find(entry_kinds, kind) != entry_kinds.end();
}

bool read_entry_head(CanonicalReader& in, EntryHead& out) {
  out.kind = out.retailer = out.claim_id = out.outcome = out.pack = {};
  out.number = out.at = out.batch = out.corrects = out.amount = std::nullopt;
  out.counts.fill(std::nullopt);
  std::string_view key;
  if (in.enter_object()) {
    while (in.next_key(key)) {
      const CanonicalReader::Kind kind = in.kind();
      if (kind == CanonicalReader::Kind::string) {
        if (std::string_view* text = text_of(key, out))
          *text = in.string(out.memory[key == "claim_id" ? 0 : 1]);
        else
          in.skip();
      } else if (kind == CanonicalReader::Kind::integer) {
        if (auto* number = integer_of(key, out))
          *number = in.integer();
        else
          in.skip();
      } else {
        in.skip();
      }
    }
  }
  return in.finish();
}

void EntryBooks::take(std::uint64_t number, const EntryHead& head, const Complain& complain) {
  if (!known_entry_kind(head.kind))
    complain("V-ENTRY-KIND",
             {"本版本不认识的条目种类 `" + std::string{head.kind} + "`",
              "this version knows no entry of the kind `" + std::string{head.kind} + "`"});
  if (head.at) {
    if (*head.at < latest_)
      complain("V-TIME", {"时间早于此前的条目：" + std::to_string(*head.at) + " 小于 " +
                              std::to_string(latest_),
                          "its time is before an earlier entry's: " + std::to_string(*head.at) +
                              " is less than " + std::to_string(latest_)});
    latest_ = std::max(latest_, *head.at);
  }
  if (head.kind == "batch") {
    Batch& batch = batches_[number];
    batch.begun = true;
    batch.retailer = head.retailer;
  } else if (head.kind == "claim") {
    take_claim(number, head, complain);
  } else if (head.kind == "batch-end") {
    take_end(head, complain);
  }
}

/// The open batch that an entry names. Complains once a batch.
EntryBooks::Batch* EntryBooks::batch_of(const EntryHead& head, const Complain& complain) {
  Batch& batch = batches_[static_cast<std::uint64_t>(*head.batch)];
  const bool unknown = !batch.begun;
  if (!unknown && !batch.ended) return &batch;
  if (!batch.complained) {
    batch.complained = true;
    const std::string name = number_text(head.batch);
    complain("V-BATCH", unknown ? Text{"条目 " + name + " 不是在它之前开始的批次",
                                       "entry " + name + " begins no batch before it"}
                                : Text{"批次 " + name + " 已经结束",
                                       "the batch " + name + " has ended before"});
  }
  return nullptr;
}

void EntryBooks::count(const EntryHead& head, Batch& batch) const {
  const auto place = counted_at(head.outcome);
  if (!place) return;
  ++batch.outcomes[*place];
  if (*place == 0) batch.amount += head.amount.value_or(0);
}

void EntryBooks::take_claim(std::uint64_t number, const EntryHead& head, const Complain& complain) {
  if (!counted_at(head.outcome) || head.amount.value_or(0) < 0 ||
      (head.outcome != "approved" && head.amount.value_or(0) != 0))
    complain("V-AMOUNT", {"审核结果 `" + std::string{head.outcome} + "` 与金额 " +
                              number_text(head.amount) + " 分不能并存",
                          "the outcome `" + std::string{head.outcome} + "` cannot have " +
                              number_text(head.amount) + " fen"});
  if (head.batch) {
    if (Batch* batch = batch_of(head, complain)) {
      if (batch->retailer != head.retailer)
        complain("V-BATCH", {"参与企业与批次的不同", "its retailer is not its batch's"});
      count(head, *batch);
    }
  }
  if (!head.claim_id.empty()) remember(number, head, complain);
}

void EntryBooks::take_end(const EntryHead& head, const Complain& complain) {
  if (!head.batch) return;
  Batch* const batch = batch_of(head, complain);
  if (batch == nullptr) return;
  batch->ended = true;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i + 1 < head.counts.size(); ++i) {
    const std::int64_t told = head.counts[i].value_or(0);
    sum += static_cast<std::uint64_t>(told);
    if (i >= batch->outcomes.size() || told == static_cast<std::int64_t>(batch->outcomes[i]))
      continue;
    const std::string name{EntryHead::count_names[i]};
    complain("V-BATCH-SUM", {"`" + name + "` 为 " + std::to_string(told) + "，而批次的条目有 " +
                                 std::to_string(batch->outcomes[i]) + " 个",
                             "`" + name + "` is " + std::to_string(told) + ", but the batch has " +
                                 std::to_string(batch->outcomes[i]) + " such entries"});
  }
  if (head.counts.back() && static_cast<std::uint64_t>(*head.counts.back()) != sum)
    complain("V-BATCH-SUM", {"`rows` 不是各项之和 " + std::to_string(sum),
                             "`rows` is not the sum of the counts, " + std::to_string(sum)});
  if (head.amount.value_or(0) != batch->amount)
    complain("V-BATCH-SUM",
             {"`amount` 为 " + number_text(head.amount) + "，而批次各条目之和是 " +
                  std::to_string(batch->amount),
              "`amount` is " + number_text(head.amount) + ", but the batch's entries add up to " +
                  std::to_string(batch->amount)});
  batch->retailer = {};
}

/// Is the claim of an earlier entry this one? Only asked where their digests are equal.
bool EntryBooks::same_claim(std::uint64_t number, const EntryHead& head) {
  if (log_ == nullptr) return true;
  if (const auto read = log_->read(number, 1, found_); !read || found_.empty()) return false;
  CanonicalReader in{found_[0]};
  EntryHead other;
  return read_entry_head(in, other) && other.retailer == head.retailer &&
         other.claim_id == head.claim_id;
}

void EntryBooks::remember(std::uint64_t number, const EntryHead& head, const Complain& complain) {
  if (claims_ * 2 >= seen_.size()) grow();
  key_.assign(head.retailer).push_back('\n');
  key_.append(head.claim_id);
  const std::uint64_t digest = siphash128(SipKey{}, key_).low;
  const std::uint64_t mark = (number + 1) * 2 + (head.outcome == name(Outcome::returned) ? 1U : 0U);
  const std::size_t mask = seen_.size() - 1;
  std::size_t at = digest & mask;
  for (; seen_[at].mark != 0; at = (at + 1) & mask) {
    if (seen_[at].digest != digest) continue;
    const std::uint64_t earlier = seen_[at].entry();
    if (head.corrects && static_cast<std::uint64_t>(*head.corrects) == earlier) {
      if (!seen_[at].returned())
        complain("V-CORRECTS",
                 {"更正的条目 " + std::to_string(earlier) + " 并未退回补正",
                  "it corrects entry " + std::to_string(earlier) + ", which was not returned"});
      seen_[at] = {digest, mark};
      return;
    }
    if (!same_claim(earlier, head)) continue;  // another claim of the same digest
    if (head.corrects)
      complain("V-CORRECTS", {"更正的是条目 " + number_text(head.corrects) +
                                  "，而该申领最近的条目是 " + std::to_string(earlier),
                              "it corrects entry " + number_text(head.corrects) +
                                  ", but the claim's newest entry is " + std::to_string(earlier)});
    else
      complain("V-CLAIM-TWICE",
               {"该企业的同一申领已在条目 " + std::to_string(earlier) + " 审核",
                "the same claim of this retailer was decided in entry " + std::to_string(earlier)});
    seen_[at] = {digest, mark};
    return;
  }
  if (head.corrects)
    complain("V-CORRECTS",
             {"更正的条目 " + number_text(head.corrects) + " 不是该申领的",
              "it corrects entry " + number_text(head.corrects) + ", which is not of this claim"});
  seen_[at] = {digest, mark};
  ++claims_;
}

void EntryBooks::grow() {
  std::vector<Seen> old = std::move(seen_);
  seen_.assign(std::max(first_slots, old.size() * 2), {});
  const std::size_t mask = seen_.size() - 1;
  for (const Seen& one : old) {
    if (one.mark == 0) continue;
    std::size_t at = one.digest & mask;
    while (seen_[at].mark != 0) at = (at + 1) & mask;
    seen_[at] = one;
  }
}

}  // namespace tradein
