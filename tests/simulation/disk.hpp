#pragma once
#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/log/store.hpp"
#include "tests/simulation/dice.hpp"
#include "tests/simulation/trace.hpp"

namespace tradein::simulation {

/// The simulated process ends here, wherever it is.
struct Ended {
  enum class How : std::uint8_t { killed, power_cut, gave_up, stopped };
  How how = How::killed;
};

/// One transaction of the store's file.
struct Transaction {
  std::vector<std::string> entries;
  std::vector<Tile> tiles;
  std::optional<Commit> commit;
  std::map<std::uint64_t, std::string> notes;  ///< by the commit's size
  std::map<Hash256, std::string> packs;
};

/// What the store's file holds.
struct StoreImage {
  std::vector<std::string> entries;
  std::map<std::pair<std::uint8_t, std::uint64_t>, std::vector<Hash256>> tiles;
  std::map<std::uint64_t, Commit> commits;
  std::map<Hash256, std::string> packs;

  void apply(const Transaction& done);
};

/// What outlives the process: the store's file and the anchor's, each as the disk has it (synced)
/// and as the system has it (written), and the faults that are to come.
///
/// A killed process leaves what is written; a power cut what is synced, and of the rest a part that
/// chance chooses, in the order of writing. The next start syncs what it finds, as all that it says
/// rests on that.
class Disk {
 public:
  enum class Operation : std::uint8_t { store_write, store_sync, anchor_write, anchor_sync };
  enum class Verdict : std::uint8_t { done, failed, full };
  enum class Fault : std::uint8_t { none, failed, full, kill, kill_after, power, power_after };

  Disk(Dice& dice, Trace& trace);

  /// Chooses what goes wrong, at which of the operations to come.
  void plan_fault();
  void forget_faults();
  /// Is room told of, and is there any?
  enum class Room : std::uint8_t { plenty, none, none_but_says_so };
  Room store_room = Room::plenty, anchor_room = Room::plenty;

  /// Before an operation. Throws Ended where the process ends before it.
  Verdict begin(Operation operation);
  /// After it. Throws Ended where the process ends just after it.
  void end();
  void write(Transaction done);
  void sync_store();
  void write_note(std::string note);
  void sync_anchor();
  void sync_all();
  /// The process is gone; its handles do nothing any more.
  void process_ended(Ended::How how);
  /// Counts processes, so that a handle knows whether it is its own one's.
  [[nodiscard]] std::uint64_t process() const noexcept { return process_; }
  /// An operation of this process failed, so that it may give up.
  [[nodiscard]] bool has_failed() const noexcept { return has_failed_; }

  [[nodiscard]] const StoreImage& written() const noexcept { return written_; }
  [[nodiscard]] const StoreImage& synced() const noexcept { return synced_; }
  [[nodiscard]] const std::vector<std::string>& anchor_written() const noexcept { return notes_; }
  [[nodiscard]] std::size_t anchor_synced() const noexcept { return notes_synced_; }

 private:
  Dice& dice_;
  Trace& trace_;
  StoreImage written_, synced_;
  std::vector<Transaction> unsynced_;
  std::vector<std::string> notes_;
  std::size_t notes_synced_ = 0;
  Fault fault_ = Fault::none;
  std::uint64_t operations_to_fault_ = 0;
  std::uint64_t process_ = 0;
  bool has_failed_ = false;
};

}  // namespace tradein::simulation
