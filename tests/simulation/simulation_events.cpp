// What chance may do to the world in one step.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "tests/simulation/simulation.hpp"

namespace tradein::simulation {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream out{path, std::ios::binary};
  out << text;
}

}  // namespace

std::string Simulation::retailer_name(std::size_t retailer) {
  constexpr std::array names{"91370200MA7FAF4JDF", "91370100MAX164NEQ4", "91350100MADEK5JKPH"};
  return names[retailer];
}

void Simulation::step() {
  Client& client = dice_.pick(clients_);
  const std::uint64_t chance = dice_.below(100);
  if (!desk_ && chance < 30) {
    start();
  } else if (chance < 30) {
    if (client.link())
      client.send(dice_, steady_ms_);
    else
      connect(client);
  } else if (chance < 62) {
    if (const auto link = client.link()) deliver_some(*link, client);
  } else if (chance < 82) {
    if (front_) front_->look(now());
    if (desk_) turn();
  } else if (chance < 89) {
    steady_ms_ += dice_.between(1, dice_.one_in(12) ? 90'000 : 1'500);
    if (front_) front_->sweep(now());
  } else if (chance < 94) {
    new_work(client);
  } else {
    rare_event();
  }
  if (front_) front_->look(now());
}

void Simulation::rare_event() {
  Client& client = dice_.pick(clients_);
  switch (dice_.below(14)) {
    case 0:
    case 1:
    case 2:
      if (client.link()) cut(*client.link());
      break;
    case 3:
      client.half_close();
      break;
    case 4:
    case 5:
      jump();
      break;
    case 6:
      change_rules();
      break;
    case 7:
    case 8:
      disk_.plan_fault();
      break;
    case 9:
    case 10:
      change_room();
      break;
    case 11:
      if (desk_) process_ended({Ended::How::killed});
      break;
    case 12:
      process_ended({Ended::How::power_cut});
      break;
    default:
      if (desk_) stop();
      break;
  }
}

void Simulation::new_work(Client& client) {
  const std::string retailer = retailer_name(client.retailer());
  for (std::uint64_t count = 1 + dice_.below(8); count > 0; --count) {
    ClaimLine line = claims_.make(dice_, client.retailer());
    promises_.sends(retailer, line);
    client.wants(std::move(line));
  }
  const std::string id = ClaimSource::id_of(dice_.below(claims_.ids()));
  switch (dice_.below(10)) {
    case 0:
    case 1:
      client.asks(fmt::format(R"({{"op":"withdraw","claim_id":"{}","as":"{}","on":"2025-12-20"}})",
                              id, dice_.one_in(2) ? "void" : "return"));
      break;
    case 2:
      client.asks(fmt::format(R"({{"op":"status","claim_id":"{}"}})", id));
      break;
    case 3:
      client.asks(fmt::format(R"({{"op":"receipt","claim_id":"{}"}})", id));
      break;
    case 4:
      client.asks(R"({"op":"batch-begin"})");
      break;
    case 5:
      client.asks(R"({"op":"batch-end"})");
      break;
    case 6:
      client.asks("not a claim");
      break;
    case 7:
      client.asks(std::string(limits_.line_bytes + 1, 'x'));
      break;
    default:
      break;
  }
}

void Simulation::connect(Client& client) {
  if (!front_ || client.content()) return;
  auto link = std::make_shared<Link>();
  link->session = ++sessions_;
  link->retailer = client.retailer();
  trace_.say(fmt::format("client {} of {} has session {}", client.number(), client.retailer(),
                         link->session));
  front_->connect(link, now());
  client.connected(std::move(link), dice_);
}

void Simulation::deliver_some(Link& link, Client& client) {
  const auto part = [&](std::size_t size) {
    return dice_.one_in(2) ? size : dice_.below(size + 1);
  };
  deliver(link, client, part(link.up.size()), part(link.down.size()));
  if (dice_.one_in(2)) notice(link, client);
}

void Simulation::deliver(Link& link, Client& client, std::size_t up, std::size_t down) {
  if (!link.cut) {
    link.at_service += link.up.substr(0, up);
    link.up.erase(0, up);
    if (link.up_ends && link.up.empty()) link.up_ended = true;
  }
  if (down == 0 || link.client_knows) return;
  const std::string bytes = link.down.substr(0, down);
  link.down.erase(0, down);
  client.received(bytes, dice_, steady_ms_);
}

/// Each side learns of the end.
void Simulation::notice(Link& link, Client& client) {
  if (link.cut) link.service_knows = true;
  const bool closed = link.down_ends && link.down.empty();
  if (!link.cut && !closed) return;
  trace_.say(fmt::format("client {} has lost session {}", client.number(), link.session));
  link.client_knows = true;
  client.broken();
}

/// Of what is on its way a part arrives.
void Simulation::cut(Link& link) {
  if (link.cut) return;
  trace_.say(fmt::format("session {} is cut", link.session));
  link.cut = true;
  link.at_service += link.up.substr(0, dice_.below(link.up.size() + 1));
  link.up.clear();
  link.down.resize(dice_.below(link.down.size() + 1));
}

void Simulation::jump() {
  wall_offset_ms_ = dice_.between(-2 * day_ms, 2 * day_ms);
  trace_.say(fmt::format("the clock jumps to {} ms", wall_offset_ms_));
}

/// SIGHUP with another pack.
void Simulation::change_rules() {
  other_pack_ = !other_pack_;
  trace_.say(other_pack_ ? "the other pack" : "the pack");
  write_file(std::filesystem::path{setting_.rules_folder} / "pack.yaml",
             other_pack_ ? setting_.other_pack : setting_.pack);
  if (desk_) desk_->reload_rules();
}

void Simulation::change_room() {
  constexpr std::array rooms{Disk::Room::plenty, Disk::Room::plenty, Disk::Room::none,
                             Disk::Room::none_but_says_so};
  disk_.store_room = dice_.pick(rooms);
  disk_.anchor_room = dice_.one_in(3) ? dice_.pick(rooms) : Disk::Room::plenty;
  trace_.say(fmt::format("room: store {}, anchor {}", static_cast<int>(disk_.store_room),
                         static_cast<int>(disk_.anchor_room)));
}

}  // namespace tradein::simulation
