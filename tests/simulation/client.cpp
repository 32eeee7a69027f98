#include "tests/simulation/client.hpp"

#include <algorithm>
#include <utility>

#include "tests/simulation/trace.hpp"

namespace tradein::simulation {

void Client::connected(std::shared_ptr<Link> link, Dice& dice) {
  link_ = std::move(link);
  rows_ = 0;
  got_.clear();
  ended_ = false;
  if (todo_.empty() || dice.one_in(2)) return;
  std::string ids;
  for (const Line& line : todo_) {
    if (line.claim_id.empty()) continue;
    if (!ids.empty()) ids += ',';
    ids += '"' + line.claim_id + '"';
  }
  todo_.push_front({"{\"op\":\"resume\",\"claim_ids\":[" + ids + "]}", ""});
}

void Client::send(Dice& dice, std::int64_t now_ms) {
  if (!link_ || ended_) return;
  for (std::uint64_t count = 1 + dice.below(12); count > 0; --count) {
    const auto due =
        std::ranges::find_if(todo_, [&](const Line& line) { return line.not_before_ms <= now_ms; });
    if (due == todo_.end()) return;
    Line line = std::move(*due);
    todo_.erase(due);
    if (dice.one_in(10)) {
      link_->up += dice.one_in(2) ? "\n" : " \r\n";  // counts, and is not answered
      ++rows_;
    }
    line.row = ++rows_;
    link_->up += line.text + (dice.one_in(8) ? "\r\n" : "\n");
    sent_.push_back(std::move(line));
  }
}

void Client::half_close() {
  if (!link_ || ended_) return;
  ended_ = true;
  link_->up_ends = true;
}

void Client::received(std::string_view bytes, Dice& dice, std::int64_t now_ms) {
  got_ += bytes;
  for (auto end = got_.find('\n'); end != std::string::npos; end = got_.find('\n')) {
    answer(std::string_view{got_}.substr(0, end), dice, now_ms);
    got_.erase(0, end + 1);
  }
}

void Client::answer(std::string_view text, Dice& dice, std::int64_t now_ms) {
  const auto object = JsonLine::read(text);
  require(object.has_value(), "client {} cannot read {}", number_, text);
  require(!sent_.empty(), "client {} asked nothing and got {}", number_, text);
  Line line = std::move(sent_.front());
  sent_.pop_front();
  require(object->number("row") == line.row, "client {} waits for row {} and got {}", number_,
          line.row, text);
  require(line.claim_id.empty() || line.claim_id == object->text("claim_id"),
          "client {} waits for claim {} and got {}", number_, line.claim_id, text);
  if (object->is_refused_for_now()) {
    const auto seconds = static_cast<std::int64_t>(object->retry_after().value_or(1));
    line.not_before_ms = now_ms + seconds * 1'000;
    if (!line.claim_id.empty() || dice.one_in(2)) todo_.push_back(std::move(line));
  } else if (object->text("op") == "resume") {
    resumed(*object);
  }
}

/// What is known to be answered is asked for, the rest stays to be sent.
void Client::resumed(const JsonLine& answer) {
  for (const std::string& id : answer.texts("answered"))
    todo_.push_back({"{\"op\":\"status\",\"claim_id\":\"" + id + "\"}", ""});
}

void Client::broken() {
  link_.reset();
  for (Line& line : sent_)
    if (!line.claim_id.empty()) todo_.push_back(std::move(line));
  sent_.clear();
  for (Line& line : todo_) line.not_before_ms = 0;
}

}  // namespace tradein::simulation
