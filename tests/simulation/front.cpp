#include "tests/simulation/front.hpp"

#include <algorithm>

namespace tradein::simulation {
namespace {
constexpr std::size_t socket_bytes = 4'096;  // that the network takes and does not deliver yet
}

void Front::connect(std::shared_ptr<Link> link, wire::Time now) {
  const std::uint64_t id = link->session;
  const auto at = sessions_.try_emplace(id, limits_, std::move(link), now).first;
  at->second.state.authenticated(now);
}

void Front::look(wire::Time now) {
  for (auto& [id, session] : sessions_) {
    read(session, now);
    pump(session, now);
  }
  std::vector<std::uint64_t> gone;
  for (auto& [id, session] : sessions_)
    if (session.state.finished()) gone.push_back(id);
  for (const std::uint64_t id : gone) {
    sessions_.at(id).link->down_ends = true;
    close(id);
  }
}

void Front::read(Session& session, wire::Time now) {
  std::string& bytes = session.link->at_service;
  const bool may = taker_.room() == wire::LineTaker::Room::plenty && session.state.wants_input();
  if (!may) {
    session.paused = true;
    return;
  }
  if (std::exchange(session.paused, false)) session.state.resumed(now);
  if (!bytes.empty()) session.state.received(std::exchange(bytes, {}), now);
  if (session.link->up_ended) session.state.input_ended();
}

void Front::pump(Session& session, wire::Time now) {
  hand_over(session, now);
  std::string& down = session.link->down;
  const std::size_t room = socket_bytes - std::min(socket_bytes, down.size());
  const std::string_view out = session.state.output().substr(0, room);
  if (out.empty()) return;
  if (!session.link->cut) down += out;
  session.state.sent(out.size(), now);
}

void Front::hand_over(Session& session, wire::Time now) {
  wire::SessionLines lines;
  while (session.state.take_lines(lines.run)) {
    if (taker_.room() == wire::LineTaker::Room::none) {
      session.state.answer_here(lines.run.to_answer, taker_.busy(lines.run), now);
      continue;
    }
    lines.session = session.link->session;
    lines.retailer = name_of_(session.link->retailer);
    taker_.take(std::move(lines));
    lines = {};
  }
}

void Front::answer(const std::vector<wire::SessionAnswers>& answers, wire::Time now) {
  for (const wire::SessionAnswers& each : answers) {
    const auto found = sessions_.find(each.session);
    if (found == sessions_.end()) continue;
    found->second.state.answered(each.lines, each.text, now);
    if (each.close) found->second.state.input_ended();
  }
}

void Front::sweep(wire::Time now) {
  std::vector<std::uint64_t> gone;
  for (auto& [id, session] : sessions_) {
    const auto overdue = session.state.overdue(now);
    if (overdue == wire::Overdue::idle && !session.link->service_knows)
      session.state.input_ended();
    else if (overdue != wire::Overdue::none || session.link->service_knows)
      gone.push_back(id);
  }
  for (const std::uint64_t id : gone) {
    sessions_.at(id).link->cut = true;
    close(id);
  }
}

void Front::drain() {
  for (auto& [id, session] : sessions_) session.state.input_ended();
}

void Front::close(std::uint64_t id) {
  sessions_.erase(id);
  wire::SessionLines last;
  last.session = id;
  last.ended = true;
  taker_.take(std::move(last));
}

}  // namespace tradein::simulation
