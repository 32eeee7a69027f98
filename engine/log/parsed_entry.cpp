#include "engine/log/parsed_entry.hpp"

#include <fmt/format.h>

namespace tradein {
namespace {

std::unexpected<Error> broken(std::uint64_t number, std::string zh, std::string en) {
  return std::unexpected(Error{"E-LOG-ENTRY",
                               fmt::format("entry {}", number),
                               {std::move(zh), std::move(en)},
                               {"请用 verify 检查日志", "check the log with `verify`"},
                               Trouble::integrity});
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
  out.claim = false;
  if (!read_claim_entry(bytes, out.entry)) {
    const std::string_view kind = entry_kind(bytes);
    if (kind.empty() || kind == "claim")
      return broken(number, "条目不合格式", "the entry does not have its form");
    if (kind == "batch" && !read_batch_entry(bytes))
      return broken(number, "条目不合格式", "the entry does not have its form");
    return {};
  }
  if (out.entry.header.batch >= number)
    return broken(number, "申领之前没有批次条目", "no batch stands before this claim");
  if (const auto entered = enter_batch(out.entry.header.batch); !entered) return entered;
  const Kind* kind = pinned_->kinds.find(out.entry.kind);
  if (kind == nullptr)
    return broken(number, fmt::format("批次的规则中没有申领种类 `{}`", out.entry.kind),
                  fmt::format("the batch's rules know no claim kind `{}`", out.entry.kind));
  out.claim = true;
  out.pinned = pinned_;
  out.layout = &pinned_->layouts.at(kind);
  const auto read = read_facts(out.entry, *out.layout, out.slots, out.memory);
  if (!read) return broken(number, read.error().what.zh, read.error().what.en);
  out.ticket = admission_ticket(key_, out.entry.header.retailer, out.entry.header.claim_id,
                                out.entry.header.content);
  decider_->examine(out.facts(), out.draft);
  return {};
}

}  // namespace tradein
