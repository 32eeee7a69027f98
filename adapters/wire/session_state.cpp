#include "adapters/wire/session_state.hpp"

#include "engine/base/assert.hpp"

namespace tradein::wire {

SessionState::SessionState(const Limits& limits, Time accepted)
    : limits_{limits},
      framer_{limits.line_bytes},
      active_{accepted},
      line_began_{accepted},
      progress_{accepted} {}

void SessionState::authenticated(Time now) {
  authenticated_ = true;
  active_ = now;
}

void SessionState::received(std::string_view bytes, Time now) {
  const bool was_in_line = framer_.in_line();
  const bool had_line = bytes.find('\n') != std::string_view::npos;
  framer_.add(bytes);
  // A byte now and then keeps nobody here: the clock runs from the line's first byte.
  if (!was_in_line || had_line) line_began_ = now;
  active_ = now;
}

void SessionState::input_ended() { ended_ = true; }

void SessionState::resumed(Time now) {
  active_ = now;
  line_began_ = now;
}

bool SessionState::take_lines(LineRun& out) {
  while (framer_.has_line()) {
    if (unanswered_ >= limits_.lines_unanswered) return false;
    if (output_.size() - sent_ >= limits_.answer_bytes) return false;
    if (!framer_.take(limits_.lines_unanswered - unanswered_, out)) return false;
    if (out.to_answer == 0) continue;
    unanswered_ += out.to_answer;
    if (waiting_.empty() || !waiting_.back().then.empty()) waiting_.emplace_back();
    waiting_.back().lines += out.to_answer;
    return true;
  }
  return false;
}

void SessionState::put(std::string_view text, Time now) {
  if (output().empty()) progress_ = now;  // from now on the peer owes it to take this
  output_ += text;
}

void SessionState::answered(std::size_t lines, std::string_view text, Time now) {
  TRADEIN_ASSERT(!waiting_.empty() && waiting_.front().lines >= lines);
  unanswered_ -= lines;
  active_ = now;
  put(text, now);
  waiting_.front().lines -= lines;
  std::size_t done = 0;
  for (; done < waiting_.size() && waiting_[done].lines == 0; ++done)
    if (!waiting_[done].then.empty()) put(waiting_[done].then, now);
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(done));
}

void SessionState::answer_here(std::size_t lines, std::string_view text, Time now) {
  // They are the newest of those that wait.
  TRADEIN_ASSERT(!waiting_.empty() && waiting_.back().lines >= lines);
  unanswered_ -= lines;
  active_ = now;
  waiting_.back().lines -= lines;
  if (waiting_.size() == 1 && waiting_.back().lines == 0) {
    waiting_.clear();
    put(text, now);
  } else {
    waiting_.back().then += text;
  }
}

bool SessionState::wants_input() const noexcept {
  return !ended_ && !framer_.has_line() && unanswered_ < limits_.lines_unanswered &&
         output_.size() - sent_ < limits_.answer_bytes;
}

std::string_view SessionState::output() const noexcept {
  return std::string_view{output_}.substr(sent_);
}

void SessionState::sent(std::size_t bytes, Time now) {
  sent_ += bytes;
  active_ = now;
  progress_ = now;
  if (sent_ == output_.size()) {
    // Small ones are kept for the next answer; thousands of idle connections hold no large ones.
    if (output_.capacity() > 4'096) output_ = {};
    output_.clear();
    sent_ = 0;
  }
}

bool SessionState::at_rest() const noexcept {
  return unanswered_ == 0 && output().empty() && !framer_.has_line();
}

bool SessionState::finished() const noexcept { return ended_ && at_rest(); }

Overdue SessionState::overdue(Time now) const noexcept {
  if (!authenticated_)
    return now - active_ > limits_.handshake ? Overdue::handshake : Overdue::none;
  if (!output().empty()) return now - progress_ > limits_.write ? Overdue::write : Overdue::none;
  if (unanswered_ > 0 || framer_.has_line() || ended_) return Overdue::none;  // that is on us
  if (framer_.in_line()) return now - line_began_ > limits_.line ? Overdue::line : Overdue::none;
  return now - active_ > limits_.idle ? Overdue::idle : Overdue::none;
}

}  // namespace tradein::wire
