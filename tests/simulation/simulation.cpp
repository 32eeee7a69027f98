#include "tests/simulation/simulation.hpp"

#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "adapters/crypto/sha256.hpp"
#include "adapters/store/history_files.hpp"
#include "tests/simulation/ports.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/signing.hpp"

namespace tradein::simulation {
namespace {

constexpr const char* store_path = "simulated/claims.db";
constexpr std::int64_t first_day_ms = 1'768'449'600'000;  // noon of 2026-01-15 in +08:00
constexpr std::uint64_t calm_rounds_max = 4'000;

std::vector<LogKey> log_keys(const crypto::StoreKeys& keys) {
  crypto::Sha256 hash;
  return {tool::log_key_of(keys, hash)};
}

}  // namespace

Simulation::Simulation(std::uint64_t seed, const Setting& setting, Trace& trace)
    : setting_{setting},
      trace_{trace},
      dice_{seed},
      disk_{dice_, trace},
      log_{disk_, tool::sip_key(setting.keys.history_key)},
      promises_{disk_, log_, log_keys(setting.keys)},
      claims_{setting.samples} {
  limits_.line_bytes = 2'048;
  limits_.lines_unanswered = 4 + dice_.below(12);
  limits_.answer_bytes = 4'096;
  limits_.queue_lines = 12 + dice_.below(40);
  limits_.group_claims = 1 + dice_.below(24);
  claims_.begin(dice_, 8 + dice_.below(40));
  const std::size_t count = 2 + dice_.below(4), companies = 2 + dice_.below(2);
  for (std::size_t i = 0; i < count; ++i) clients_.emplace_back(i, i % companies);
  for (Client& client : clients_) new_work(client);
  other_pack_ = true;
  change_rules();
}

Simulation::~Simulation() {
  // Whatever is still open belongs to a process that is gone.
  disk_.process_ended(Ended::How::killed);
}

void Simulation::Gate::take(wire::SessionLines lines) {
  own_.promises_.taken(lines);
  own_.desk_->take(std::move(lines));
}

/// The history's files are real: each has its name only once it is synced, so that neither a kill
/// nor a power cut takes one back. Small ones, so that they are merged; and now and then none.
Result<std::unique_ptr<LastingHistory>> Simulation::open_history() {
  if (dice_.one_in(8))
    for (const auto& file : std::filesystem::directory_iterator{folder_.path()})
      std::filesystem::remove(file);
  const store::HistoryFiles::Measures measures{
      .table_keys = 8U << dice_.below(5), .least_keys = 1U << dice_.below(8), .beside = false};
  return store::HistoryFiles::open(folder_.file("history"), measures);
}

Result<std::unique_ptr<tool::WrittenStore>> Simulation::open_store() {
  auto history = open_history();
  if (!history) return std::unexpected(history.error());
  auto anchor = std::make_unique<SimulatedAnchor>(disk_, [this] { store_ = nullptr; });
  auto opened = tool::WrittenStore::open(
      {std::make_unique<SimulatedStore>(disk_, true), setting_.keys, std::move(anchor),
       std::move(*history), [this] { return first_day_ms + steady_ms_ + wall_offset_ms_; }},
      Language::en);
  if (opened) store_ = opened->get();
  return opened;
}

tool::DeskWorld Simulation::desk_world() {
  return {[this] { return now(); }, [this] { return first_day_ms + steady_ms_ + wall_offset_ms_; },
          [this] { return open_store(); },
          [this](const std::string& file, std::uint64_t) {
            return (file == store_path ? disk_.store_room : disk_.anchor_room) != Disk::Room::none;
          },
          [this](int exit_code) {
            require(exit_code != tool::Exit::refused_for_integrity,
                    "the service refuses its own log");
            require(disk_.has_failed(), "the service ended, and nothing had failed");
            throw Ended{Ended::How::gave_up};
          }};
}

void Simulation::tell(const char* event, const std::string& members) {
  trace_.say(fmt::format("service: {} {}", event, members));
}

void Simulation::in_process(const std::function<void()>& work) {
  try {
    work();
  } catch (const Ended& ended) {
    process_ended(ended);
  }
}

void Simulation::process_ended(const Ended& ended) {
  constexpr std::array how{"was killed", "lost its power", "gave up", "was stopped"};
  trace_.say(fmt::format("the service {}", how[static_cast<std::size_t>(ended.how)]));
  disk_.process_ended(ended.how);
  desk_.reset();
  front_.reset();
  promises_.forget_sessions();
  for (Client& client : clients_)
    if (client.link()) cut(*client.link());
}

void Simulation::start() {
  ++starts_;
  trace_.say("the service starts");
  in_process([this] {
    disk_.sync_all();
    tool::ServiceDesk::Options options{
        store_path, {setting_.rules_folder, {}, ""}, Language::en, limits_, 1};
    desk_ = std::make_unique<tool::ServiceDesk>(
        options,
        [this](const char*, const char* event, const std::string& members) {
          tell(event, members);
        },
        desk_world());
    desk_->answer_to([this](std::vector<wire::SessionAnswers> made) { answers(std::move(made)); });
    if (const auto opened = desk_->open(); !opened) {
      require(opened.error().trouble == Trouble::store, "the service does not start: {} {}",
              opened.error().code, opened.error().what.en);
      tell("no start", opened.error().code);
      throw Ended{Ended::How::gave_up};
    }
    front_ = std::make_unique<Front>(limits_, gate_, retailer_name);
    check_all();
  });
}

/// SIGTERM: what was read is answered, then the store is closed.
void Simulation::stop() {
  trace_.say("SIGTERM");
  in_process([this] {
    front_->drain();
    for (int turns = 0; desk_->queued() > 0 || turns < 2; ++turns) {
      require(turns < 10'000, "the service does not come to an end");
      front_->look(now());
      desk_->turn();
    }
    const auto finished = desk_->finish();
    require(finished || finished.error().trouble == Trouble::store, "closing fails: {}",
            finished ? "" : finished.error().code);
    throw Ended{Ended::How::stopped};
  });
}

void Simulation::turn() {
  in_process([this] {
    desk_->turn();
    constexpr std::uint64_t groups_a_look = 8;
    if (store_ != nullptr && ++groups_ % groups_a_look == 0) check_all();
  });
}

void Simulation::answers(std::vector<wire::SessionAnswers> made) {
  for (const wire::SessionAnswers& each : made)
    trace_.say(fmt::format("session {} is answered: {}", each.session, each.text));
  promises_.given(made);
  front_->answer(made, now());
}

void Simulation::check_all() {
  log_.look();
  verify_all(disk_, log_keys(setting_.keys));
  if (store_ != nullptr) log_.compare(store_->history(), promises_.sent());
}

void Simulation::run(std::uint64_t steps) {
  for (std::uint64_t i = 0; i < steps; ++i) step();
  calm();
  // What was promised outlives a power cut, too.
  process_ended({Ended::How::power_cut});
  start();
  require(desk_ != nullptr, "the service does not start again");
  stop();
}

/// Nothing fails any more.
void Simulation::calm() {
  trace_.say("calm");
  disk_.forget_faults();
  for (std::uint64_t round = 0;; ++round) {
    std::size_t open = 0;
    for (const Client& client : clients_) open += client.open();
    if (open == 0) return;
    require(round < calm_rounds_max, "{} lines get no answer", open);
    if (!desk_) start();
    for (Client& client : clients_) {
      if (!client.link()) connect(client);
      if (!client.link()) continue;
      client.send(dice_, steady_ms_);
      const auto link = client.link();
      deliver(*link, client, link->up.size(), link->down.size());
      notice(*link, client);
    }
    steady_ms_ += 50;
    if (front_) front_->look(now());
    if (desk_) turn();
    if (front_) front_->sweep(now());
  }
}

}  // namespace tradein::simulation
