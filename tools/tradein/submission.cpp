#include "tools/tradein/submission.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <simdjson.h>

#include "engine/base/json.hpp"
#include "engine/base/limits.hpp"
#include "engine/base/money.hpp"

namespace tradein::tool {
namespace {

namespace dom = simdjson::dom;

std::unexpected<Error> strange_answer(std::string_view line) {
  return std::unexpected(Error{
      "E-ANSWER",
      std::string{line.substr(0, 120)},
      {"服务的答复不合格式", "the service's answer does not have its form"},
      {"检查地址：那里是否为 tradein 受理服务", "check the address: is it a tradein service"}});
}

std::string text_of(const dom::element& object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? std::string{text} : std::string{};
}

Money money_of(std::string_view yuan) {
  std::int64_t fen = 0;
  for (const char c : yuan)
    if (c >= '0' && c <= '9') fen = fen * 10 + (c - '0');
  return Money::from_fen(fen);
}

/// The first reason or error, for people.
void read_first(const dom::element& object, std::string_view list, Submission::Answered& out) {
  dom::array found;
  if (object[list].get(found) != simdjson::SUCCESS || found.size() == 0) return;
  const dom::element first = *found.begin();
  out.code = text_of(first, "code");
  out.zh = text_of(first, "zh");
  out.en = text_of(first, "en");
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

std::optional<Submission::Line> Submission::next(Time now) {
  if (!again_.empty()) {
    if (again_.front().not_before > now) return std::nullopt;
    Line line = std::move(again_.front());
    again_.pop_front();
    return line;
  }
  Line line;
  while (!at_end_) {
    if (!std::getline(file_, line.text)) {
      at_end_ = true;
      break;
    }
    ++row_;
    bytes_read_ += line.text.size() + 1;
    if (row_ == 1 && line.text.starts_with("\xEF\xBB\xBF")) line.text.erase(0, 3);
    if (is_blank(line.text)) continue;
    // So much shows the service that it is too long.
    if (line.text.size() > limits::line_bytes_max) line.text.resize(limits::line_bytes_max + 1);
    line.row = row_;
    return line;
  }
  return std::nullopt;
}

void Submission::append_lines(std::size_t window, Time now, std::string& out) {
  while (waiting_.size() < window) {
    auto line = next(now);
    if (!line) return;
    out += line->text;
    out += '\n';
    waiting_.push_back(std::move(*line));
  }
}

std::optional<Submission::Time> Submission::next_try() const noexcept {
  if (again_.empty()) return std::nullopt;
  return again_.front().not_before;
}

void Submission::broken() {
  // In their old order, before what was to be sent again later.
  for (; !waiting_.empty(); waiting_.pop_back()) again_.push_front(std::move(waiting_.back()));
}

void Submission::count(const Answered& answered) {
  ++counts_.rows;
  if (answered.outcome == "invalid") {
    ++counts_.invalid;
  } else if (answered.repeated) {
    ++counts_.repeated;
  } else {
    for (const Outcome outcome :
         {Outcome::approved, Outcome::rejected, Outcome::review, Outcome::returned})
      if (answered.outcome == name(outcome)) counts_.count(outcome, answered.amount);
  }
}

Result<void> Submission::answer(std::string_view text, Time now) {
  dom::parser parser;
  dom::element object;
  if (waiting_.empty() ||
      parser.parse(text.data(), text.size(), true).get(object) != simdjson::SUCCESS ||
      !object.is_object())
    return strange_answer(text);
  Line line = std::move(waiting_.front());
  waiting_.pop_front();
  dom::element error;
  std::int64_t seconds = 0;
  const bool refused = object["error"].get(error) == simdjson::SUCCESS;
  if (refused && error["retry_after"].get(seconds) == simdjson::SUCCESS) {
    line.not_before = now + std::chrono::seconds{seconds};
    again_.push_back(std::move(line));
    return {};
  }
  Answered answered;
  answered.row = line.row;
  answered.claim_id = text_of(object, "claim_id");
  answered.outcome = text_of(object, "outcome");
  answered.receipt = text_of(object, "receipt");
  if (line.receipt) return answered.receipt.empty() ? Result<void>{} : take_(answered);
  if (answered.outcome.empty()) return strange_answer(text);
  answered.amount = money_of(text_of(object, "amount"));
  bool repeated = false;
  answered.repeated = object["repeated"].get(repeated) == simdjson::SUCCESS && repeated;
  read_first(object, answered.outcome == "invalid" ? "errors" : "reasons", answered);
  // The service counts a connection's lines; the retailer looks for the file's.
  answered.line = fmt::format("{{\"row\":{}{}\n", line.row, text.substr(text.find(',')));
  ++answered_;
  count(answered);
  if (wants_receipts_ && answered.outcome != "invalid") {
    std::string ask = "{\"op\":\"receipt\",\"claim_id\":";
    append_json_string(ask, answered.claim_id);
    again_.push_back({line.row, ask + "}", true, now});
  }
  return take_(answered);
}

}  // namespace tradein::tool
