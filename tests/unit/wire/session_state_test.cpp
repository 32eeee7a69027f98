#include "adapters/wire/session_state.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace tradein::wire;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr Time start{};

Limits small_limits() {
  Limits limits;
  limits.lines_unanswered = 3;
  limits.answer_bytes = 10;
  return limits;
}

/// A session whose handshake is done, at `start`.
struct Peer {
  explicit Peer(Limits l = {}) : limits{l}, state{limits, start} { state.authenticated(start); }
  /// The number of lines that the desk gets now.
  std::size_t lines() {
    LineRun run;
    return state.take_lines(run) ? run.to_answer : 0;
  }
  std::string read() {
    std::string out{state.output()};
    state.sent(out.size(), start);
    return out;
  }
  Limits limits;
  SessionState state;
};

}  // namespace

TEST_CASE("session: answers leave in the order of the lines, wherever they were made",
          "[unit][wire]") {
  Peer peer;
  peer.state.received("a\nb\n", start);
  CHECK(peer.lines() == 2);  // for the desk
  peer.state.received("c\n", start);
  CHECK(peer.lines() == 1);
  peer.state.answer_here(1, "busy c;", start);
  CHECK(peer.read().empty());  // a and b come first
  peer.state.received("d\n", start);
  CHECK(peer.lines() == 1);  // for the desk again
  peer.state.answered(2, "a;b;", start);
  CHECK(peer.read() == "a;b;busy c;");
  peer.state.received("e\n", start);
  CHECK(peer.lines() == 1);
  peer.state.answer_here(1, "busy e;", start);
  peer.state.answered(1, "d;", start);
  CHECK(peer.read() == "d;busy e;");
  CHECK(peer.state.at_rest());
}

TEST_CASE("session: reading stops at the bound of unanswered lines and goes on below it",
          "[unit][wire]") {
  Peer peer{small_limits()};
  peer.state.received("a\nb\nc\nd\n", start);
  CHECK(peer.lines() == 3);
  CHECK(peer.lines() == 0);
  CHECK_FALSE(peer.state.wants_input());
  peer.state.answered(3, "a;b;c;", start);
  CHECK(peer.lines() == 1);
  CHECK(peer.state.wants_input());
}

TEST_CASE("session: no line is taken while the peer leaves its answers lying", "[unit][wire]") {
  Peer peer{small_limits()};
  peer.state.received("a\nb\n", start);
  CHECK(peer.lines() == 2);
  peer.state.answered(2, "1234567890", start);
  peer.state.received("c\n", start);
  CHECK(peer.lines() == 0);
  CHECK_FALSE(peer.state.wants_input());
  // The line waits for nothing but this room: whoever sends must try again (a client that asked
  // for receipts hung here).
  peer.state.sent(1, start);
  CHECK(peer.lines() == 1);
}

TEST_CASE("session: after the peer's half-close every whole line is answered, a torn one not",
          "[unit][wire]") {
  Peer peer;
  peer.state.received("a\ntorn", start);
  peer.state.input_ended();
  CHECK_FALSE(peer.state.finished());
  CHECK(peer.lines() == 1);
  peer.state.answered(1, "a;", start);
  CHECK_FALSE(peer.state.finished());
  CHECK(peer.read() == "a;");
  CHECK(peer.state.finished());
}

TEST_CASE("session: who does not shake hands in time is overdue", "[unit][wire]") {
  const Limits limits;
  SessionState state{limits, start};
  CHECK(state.overdue(start + seconds{5}) == Overdue::none);
  CHECK(state.overdue(start + seconds{5} + milliseconds{1}) == Overdue::handshake);
}

TEST_CASE("session: an idle peer is overdue after a minute, one that is owed an answer never",
          "[unit][wire]") {
  Peer peer;
  CHECK(peer.state.overdue(start + seconds{60}) == Overdue::none);
  CHECK(peer.state.overdue(start + seconds{61}) == Overdue::idle);
  peer.state.received("a\n", start + seconds{50});
  CHECK(peer.lines() == 1);
  CHECK(peer.state.overdue(start + seconds{300}) == Overdue::none);
  peer.state.answered(1, "a;", start + seconds{300});
  peer.read();
}

TEST_CASE("session: a byte now and then does not keep a line open", "[unit][wire]") {
  Peer peer;
  for (int s = 0; s <= 30; s += 5) peer.state.received("x", start + seconds{s});
  CHECK(peer.state.overdue(start + seconds{30}) == Overdue::none);
  CHECK(peer.state.overdue(start + seconds{31}) == Overdue::line);
  // The end of one line begins the next one's time.
  peer.state.received("\ny", start + seconds{31});
  CHECK(peer.lines() == 1);
  peer.state.answered(1, "", start + seconds{31});
  CHECK(peer.state.overdue(start + seconds{61}) == Overdue::none);
  CHECK(peer.state.overdue(start + seconds{62}) == Overdue::line);
  // While we did not read, its clock stood.
  peer.state.resumed(start + seconds{62});
  CHECK(peer.state.overdue(start + seconds{62}) == Overdue::none);
}

TEST_CASE("session: who takes nothing of its answers for ten seconds is overdue", "[unit][wire]") {
  Peer peer;
  peer.state.received("a\nb\n", start);
  CHECK(peer.lines() == 2);
  peer.state.answered(1, "aaaa", start + seconds{100});
  CHECK(peer.state.overdue(start + seconds{110}) == Overdue::none);
  CHECK(peer.state.overdue(start + seconds{111}) == Overdue::write);
  peer.state.sent(1, start + seconds{111});
  CHECK(peer.state.overdue(start + seconds{121}) == Overdue::none);
  // More answers are no progress of the peer's.
  peer.state.answered(1, "bbbb", start + seconds{121});
  CHECK(peer.state.overdue(start + seconds{122}) == Overdue::write);
}
