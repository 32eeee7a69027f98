#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/wire/server.hpp"
#include "adapters/wire/session_state.hpp"
#include "tests/simulation/link.hpp"

namespace tradein::simulation {

/// What wire::Server does, without sockets, TLS and coroutines: moves bytes between links and
/// session states, and whole lines to the desk. Sessions, framing and limits are the real ones.
class Front {
 public:
  /// A session is known by the retailer's name.
  Front(const wire::Limits& limits, wire::LineTaker& taker,
        std::function<std::string(std::size_t retailer)> name_of)
      : limits_{limits}, taker_{taker}, name_of_{std::move(name_of)} {}

  void connect(std::shared_ptr<Link> link, wire::Time now);
  /// Reads what was delivered, hands lines over, sends what is ready; for every session.
  void look(wire::Time now);
  void answer(const std::vector<wire::SessionAnswers>& answers, wire::Time now);
  /// Who has run out of time, or out of a connection.
  void sweep(wire::Time now);
  /// No more reading: what was read is answered.
  void drain();
  [[nodiscard]] bool empty() const noexcept { return sessions_.empty(); }

 private:
  struct Session {
    Session(const wire::Limits& limits, std::shared_ptr<Link> own, wire::Time now)
        : link{std::move(own)}, state{limits, now} {}
    std::shared_ptr<Link> link;
    wire::SessionState state;
    bool paused = false;
  };
  void read(Session& session, wire::Time now);
  void pump(Session& session, wire::Time now);
  void hand_over(Session& session, wire::Time now);
  void close(std::uint64_t id);

  const wire::Limits& limits_;
  wire::LineTaker& taker_;
  std::function<std::string(std::size_t)> name_of_;
  std::map<std::uint64_t, Session> sessions_;
};

}  // namespace tradein::simulation
