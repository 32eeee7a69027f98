#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/wire/limits.hpp"
#include "adapters/wire/line_framer.hpp"

namespace tradein::wire {

enum class Overdue : std::uint8_t { none, handshake, idle, line, write };

/// One connection without its socket: which lines are whole, which are owed an answer, what is to
/// be sent in which order, and when its time is up.
///
/// Shape:  pure; the time is a parameter.
/// Order:  answers leave in the order of the lines, wherever they were made (answered() by the
///         desk, answer_here() on the spot).
class SessionState {
 public:
  SessionState(const Limits& limits, Time accepted);

  void authenticated(Time now);
  void received(std::string_view bytes, Time now);
  /// The peer sends no more, or nothing more is read from it; whole lines are still answered.
  void input_ended();
  /// Reading stopped for want of room and goes on now: the peer's clocks start anew.
  void resumed(Time now);

  /// The next lines for the desk, as many as may be unanswered at once. False where there are none
  /// now.
  bool take_lines(LineRun& out);
  /// The desk answered that many of the lines it was given, in their order.
  void answered(std::size_t lines, std::string_view text, Time now);
  /// Lines of a run that take_lines() gave were not handed over but are answered here.
  void answer_here(std::size_t lines, std::string_view text, Time now);

  [[nodiscard]] bool wants_input() const noexcept;
  [[nodiscard]] std::string_view output() const noexcept;
  void sent(std::size_t bytes, Time now);
  /// Nothing more will come or go.
  [[nodiscard]] bool finished() const noexcept;
  [[nodiscard]] bool is_authenticated() const noexcept { return authenticated_; }
  [[nodiscard]] bool has_ended() const noexcept { return ended_; }
  /// Owes nothing and is owed nothing.
  [[nodiscard]] bool at_rest() const noexcept;
  [[nodiscard]] std::size_t unanswered() const noexcept { return unanswered_; }
  [[nodiscard]] Time last_active() const noexcept { return active_; }
  [[nodiscard]] Overdue overdue(Time now) const noexcept;

 private:
  /// Lines that wait for the desk, then text that may only follow their answers.
  struct Waiting {
    std::size_t lines = 0;
    std::string then;
  };
  void put(std::string_view text, Time now);

  const Limits& limits_;
  LineFramer framer_;
  std::vector<Waiting> waiting_;
  std::size_t unanswered_ = 0;
  std::string output_;
  std::size_t sent_ = 0;  ///< of output_
  bool authenticated_ = false;
  bool ended_ = false;
  Time active_;      ///< something came or went
  Time line_began_;  ///< of the line in hand
  Time progress_;    ///< the peer took something, or began to owe it
};

}  // namespace tradein::wire
