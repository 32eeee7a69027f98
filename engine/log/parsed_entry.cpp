#include "engine/log/parsed_entry.hpp"
#include "engine/log/entry_error.hpp"

#include <fmt/format.h>

namespace tradein {
namespace {

std::unexpected<Error> broken(std::uint64_t number, std::string zh, std::string en) {
  return bad_entry({std::move(zh), std::move(en)}, fmt::format("entry {}", number));
}

}  // namespace

/// Batches of several sessions stand between one another in a log.
Result<void> EntryParser::enter_batch(std::uint64_t number) {
  constexpr std::size_t batches_max = 4'096;
  if (batch_ == number) return {};
  if (batches_.size() > batches_max) batches_.clear();
  auto known = batches_.find(number);
  if (known == batches_.end()) {
    const auto pinned = shelf_.book_of_batch(number);
    if (!pinned) return std::unexpected(pinned.error());
    known = batches_.emplace(number, *pinned).first;
  }
  pinned_ = known->second;
  auto& decider = deciders_[pinned_];
  if (decider == nullptr) decider = std::make_unique<Decider>(*pinned_->book, key_);
  decider_ = decider.get();
  batch_ = number;
  return {};
}

Result<void> EntryParser::parse(std::uint64_t number, std::string_view bytes, ParsedEntry& out) {
  out.claim = out.withdrawal = false;
  if (read_claim_entry(bytes, out.entry)) {
    out.claim = true;
    return take_claim(number, out);
  }
  const std::string_view kind = entry_kind(bytes);
  if (kind == "withdrawal") {
    const auto withdrawal = read_withdrawal_entry(bytes);
    if (withdrawal) return parse_withdrawn(number, *withdrawal, out);
  }
  if (kind.empty() || kind == "claim" || kind == "withdrawal" ||
      (kind == "batch" && !read_batch_entry(bytes)))
    return broken(number, "条目不合格式", "the entry does not have its form");
  return {};
}

Result<void> EntryParser::take_claim(std::uint64_t number, ParsedEntry& out) {
  if (out.entry.header.batch >= number)
    return broken(number, "申领之前没有批次条目", "no batch stands before this claim");
  if (const auto entered = enter_batch(out.entry.header.batch); !entered) return entered;
  const Kind* kind = pinned_->kinds.find(out.entry.kind);
  if (kind == nullptr)
    return broken(number, fmt::format("批次的规则中没有申领种类 `{}`", out.entry.kind),
                  fmt::format("the batch's rules know no claim kind `{}`", out.entry.kind));
  out.pinned = pinned_;
  out.layout = &pinned_->layouts.at(kind);
  const auto read = read_facts(out.entry, *out.layout, out.slots, out.memory);
  if (!read) return broken(number, read.error().what.zh, read.error().what.en);
  out.ticket = admission_ticket(key_, out.entry.header.retailer, out.entry.header.claim_id,
                                out.entry.header.content);
  decider_->examine(out.facts(), out.draft);
  return {};
}

Result<void> EntryParser::parse_withdrawn(std::uint64_t number, const WithdrawalEntry& withdrawal,
                                          ParsedEntry& out) {
  out.claim = false;
  out.withdrawn = withdrawal;
  const std::uint64_t claim = withdrawal.claim;
  if (claim >= number)
    return broken(number, "所撤销的申领不在它之前", "the claim that it withdraws is not before it");
  if (const auto read = shelf_.entry_text(claim, out.claim_bytes); !read) return read;
  if (!read_claim_entry(out.claim_bytes, out.entry))
    return broken(number, fmt::format("条目 {} 不是申领", claim),
                  fmt::format("entry {} is no claim", claim));
  if (const auto taken = take_claim(claim, out); !taken) return taken;
  if (!conclude_as_counted(out.draft, out.entry.counted))
    return broken(claim, "条目的限额计数与规则不符",
                  "what the entry counted does not fit its rules");
  out.withdrawal_key = withdrawal_key(key_, out.ticket);
  out.withdrawal = true;
  return {};
}

}  // namespace tradein
