#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/crypto/key_file.hpp"
#include "tests/simulation/claims.hpp"
#include "tests/simulation/client.hpp"
#include "tests/simulation/dice.hpp"
#include "tests/simulation/disk.hpp"
#include "tests/simulation/front.hpp"
#include "tests/simulation/log_watch.hpp"
#include "tests/simulation/promises.hpp"
#include "tests/simulation/trace.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tools/tradein/service_desk.hpp"

namespace tradein::simulation {

/// What all seeds share.
struct Setting {
  std::vector<std::string> samples;  ///< lines of claims
  std::string rules_folder;          ///< of our own: the pack in it changes
  std::string pack, other_pack;      ///< texts, which grant other sums
  crypto::StoreKeys keys;
};

/// One seed's world: clients, network, service, disk and clocks, moved by one source of chance.
class Simulation {
 public:
  Simulation(std::uint64_t seed, const Setting& setting, Trace& trace);
  ~Simulation();

  /// So many events, then calm: faults end, and everything sent must get its answer.
  /// Throws Broken.
  void run(std::uint64_t steps);

  [[nodiscard]] const Promises& promises() const noexcept { return promises_; }
  [[nodiscard]] std::size_t entries() const noexcept { return log_.entries().size(); }
  [[nodiscard]] std::uint64_t starts() const noexcept { return starts_; }

 private:
  /// Lines on their way to the desk.
  class Gate final : public wire::LineTaker {
   public:
    explicit Gate(Simulation& own) : own_{own} {}
    [[nodiscard]] Room room() const noexcept override { return own_.desk_->room(); }
    void take(wire::SessionLines lines) override;
    std::string busy(const wire::LineRun& run) override { return own_.desk_->busy(run); }

   private:
    Simulation& own_;
  };

  // The service (simulation.cpp).
  [[nodiscard]] wire::Time now() const { return wire::Time{std::chrono::milliseconds{steady_ms_}}; }
  [[nodiscard]] tool::DeskWorld desk_world();
  Result<std::unique_ptr<LastingHistory>> open_history();
  Result<std::unique_ptr<tool::WrittenStore>> open_store();
  void tell(const char* event, const std::string& members);
  void start();
  void stop();
  void turn();
  void answers(std::vector<wire::SessionAnswers> answers);
  void check_all();
  /// Runs what belongs to the process, which may end in it.
  void in_process(const std::function<void()>& work);
  void process_ended(const Ended& ended);
  void calm();

  // What happens (simulation_events.cpp).
  [[nodiscard]] static std::string retailer_name(std::size_t retailer);
  void step();
  void rare_event();
  void new_work(Client& client);
  void connect(Client& client);
  void deliver_some(Link& link, Client& client);
  void deliver(Link& link, Client& client, std::size_t up, std::size_t down);
  void notice(Link& link, Client& client);
  void cut(Link& link);
  void jump();
  void change_rules();
  void change_room();

  const Setting& setting_;
  Trace& trace_;
  Dice dice_;
  Disk disk_;
  TemporaryFolder folder_;  ///< of the history
  LogWatch log_;
  Promises promises_;
  ClaimSource claims_;
  wire::Limits limits_;
  std::vector<Client> clients_;
  std::int64_t steady_ms_ = 1'000'000, wall_offset_ms_ = 0;
  std::uint64_t sessions_ = 0, starts_ = 0, groups_ = 0;
  bool other_pack_ = false;

  Gate gate_{*this};
  tool::WrittenStore* store_ = nullptr;      ///< the desk's, while it is open
  std::unique_ptr<tool::ServiceDesk> desk_;  ///< null where no process runs
  std::unique_ptr<Front> front_;
};

}  // namespace tradein::simulation
