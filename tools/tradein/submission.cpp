#include "tools/tradein/submission.hpp"

#include "engine/base/json.hpp"

namespace tradein::tool {

/// Once every row is answered: a row that is sent again later must not be of another batch.
std::optional<Submission::Line> Submission::batch_end() {
  if (!wishes_.batch_receipt || closing_ || !waiting_.empty()) return std::nullopt;
  closing_ = true;
  return Line{{0, {}, R"({"op":"batch-end"})", {}, {}}, Asks::batch_receipt};
}

Result<std::optional<Submission::Line>> Submission::next(Time now) {
  if (!again_.empty()) {
    if (again_.front().not_before > now) return std::nullopt;
    Line line = std::move(again_.front());
    again_.pop_front();
    return line;
  }
  if (at_end_) return batch_end();
  Line line;
  const auto more = source_(line.claim);
  if (!more) return std::unexpected(more.error());
  at_end_ = !*more;
  if (at_end_) return batch_end();
  open_.push_back(line.claim.row);
  return line;
}

Result<void> Submission::append_lines(std::size_t window, Time now, std::string& out) {
  while (waiting_.size() < window) {
    auto line = next(now);
    if (!line) return std::unexpected(line.error());
    if (!*line) break;
    out += (*line)->claim.text;
    out += '\n';
    waiting_.push_back(std::move(**line));
  }
  return {};
}

void Submission::broken() {
  // In their old order, before what was to be sent again later.
  for (; !waiting_.empty(); waiting_.pop_back()) again_.push_front(std::move(waiting_.back()));
}

void Submission::count(const RowAnswer& answer) {
  ++counts_.rows;
  if (answer.invalid)
    ++counts_.invalid;
  else if (answer.repeated)
    ++counts_.repeated;
  else
    counts_.count(answer.outcome, answer.amount);
}

Result<void> Submission::hand_over() {
  while (!open_.empty()) {
    const auto found = early_.find(open_.front());
    if (found == early_.end()) return {};
    ServiceAnswer answer = std::move(found->second);
    early_.erase(found);
    open_.pop_front();
    if (const auto taken = taker_.row(answer.settled()); !taken) return taken;
  }
  return {};
}

Result<void> Submission::answer(std::string_view text, Time now) {
  auto read = read_service_answer(text);
  if (!read) return std::unexpected(read.error());
  if (waiting_.empty()) return std::unexpected(strange_answer(text));
  Line line = std::move(waiting_.front());
  waiting_.pop_front();
  if (read->retry_after) {
    line.not_before = now + *read->retry_after;
    again_.push_back(std::move(line));
    return {};
  }
  ClaimLine& claim = line.claim;
  if (line.asks == Asks::batch_receipt) {
    counts_.receipt = read->receipt;
    return {};
  }
  if (line.asks == Asks::receipt)
    return read->receipt.empty() ? Result<void>{} : taker_.receipt(claim.claim_id, read->receipt);
  RowAnswer& row = read->row;
  const bool refused_here = !claim.errors.empty();
  if (read->outcome.empty() || (refused_here && !row.invalid))
    return std::unexpected(strange_answer(text));
  // The service counts a connection's lines; the retailer looks for the file's.
  row.row = claim.row;
  if (refused_here) {
    row.claim_id = std::move(claim.claim_id);
    row.errors = std::move(claim.errors);
    row.reasons.clear();
  }
  row.raw = std::move(claim.raw);
  count(row);
  if (wishes_.receipts && !row.invalid) {
    ClaimLine ask{claim.row, row.claim_id, "{\"op\":\"receipt\",\"claim_id\":", {}, {}};
    append_json_string(ask.text, row.claim_id);
    ask.text += '}';
    again_.push_back({std::move(ask), Asks::receipt, now});
  }
  early_.emplace(claim.row, std::move(*read));
  return hand_over();
}

}  // namespace tradein::tool
