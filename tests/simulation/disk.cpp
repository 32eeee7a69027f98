#include "tests/simulation/disk.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace tradein::simulation {
namespace {

constexpr std::array operation_names{"store write", "store sync", "anchor write", "anchor sync"};

}  // namespace

void StoreImage::apply(const Transaction& done) {
  entries.insert(entries.end(), done.entries.begin(), done.entries.end());
  for (const Tile& tile : done.tiles) tiles[{tile.level, tile.index}] = tile.hashes;
  if (done.commit) commits[done.commit->size] = *done.commit;
  for (const auto& [size, note] : done.notes)
    if (const auto found = commits.find(size); found != commits.end() && found->second.note.empty())
      found->second.note = note;
  packs.insert(done.packs.begin(), done.packs.end());
}

Disk::Disk(Dice& dice, Trace& trace) : dice_{dice}, trace_{trace} {}

void Disk::plan_fault() {
  constexpr std::array faults{Fault::failed,     Fault::full,  Fault::kill,
                              Fault::kill_after, Fault::power, Fault::power_after};
  fault_ = dice_.pick(faults);
  operations_to_fault_ = dice_.below(12);
  trace_.say(fmt::format("plan: fault {} in {} operations", static_cast<int>(fault_),
                         operations_to_fault_));
}

void Disk::forget_faults() {
  fault_ = Fault::none;
  store_room = anchor_room = Room::plenty;
}

Disk::Verdict Disk::begin(Operation operation) {
  const bool syncs = operation == Operation::store_sync || operation == Operation::anchor_sync;
  const bool of_store = operation == Operation::store_write || operation == Operation::store_sync;
  if (fault_ != Fault::none && operations_to_fault_ > 0) {
    --operations_to_fault_;
  } else if (fault_ == Fault::kill || fault_ == Fault::power) {
    trace_.say(fmt::format("fault: ended before {}",
                           operation_names[static_cast<std::size_t>(operation)]));
    throw Ended{std::exchange(fault_, Fault::none) == Fault::kill ? Ended::How::killed
                                                                  : Ended::How::power_cut};
  } else if (fault_ == Fault::failed) {
    fault_ = Fault::none;
    has_failed_ = true;
    trace_.say(
        fmt::format("fault: {} fails", operation_names[static_cast<std::size_t>(operation)]));
    return Verdict::failed;
  } else if (fault_ == Fault::full && !syncs) {
    fault_ = Fault::none;
    has_failed_ = has_failed_ || !of_store;
    trace_.say(fmt::format("fault: {} finds the disk full",
                           operation_names[static_cast<std::size_t>(operation)]));
    return Verdict::full;
  }
  if (syncs || (of_store ? store_room : anchor_room) == Room::plenty) return Verdict::done;
  has_failed_ = has_failed_ || !of_store;
  trace_.say(fmt::format("full: {}", operation_names[static_cast<std::size_t>(operation)]));
  return Verdict::full;
}

void Disk::end() {
  const bool after = fault_ == Fault::kill_after || fault_ == Fault::power_after;
  if (!after || operations_to_fault_ > 0) return;
  trace_.say("fault: ended after an operation");
  throw Ended{std::exchange(fault_, Fault::none) == Fault::kill_after ? Ended::How::killed
                                                                      : Ended::How::power_cut};
}

void Disk::write(Transaction done) {
  written_.apply(done);
  unsynced_.push_back(std::move(done));
}

void Disk::sync_store() {
  for (const Transaction& done : unsynced_) synced_.apply(done);
  unsynced_.clear();
}

void Disk::write_note(std::string note) { notes_.push_back(std::move(note)); }

void Disk::sync_anchor() { notes_synced_ = notes_.size(); }

void Disk::sync_all() {
  sync_store();
  sync_anchor();
}

void Disk::process_ended(Ended::How how) {
  ++process_;
  has_failed_ = false;
  if (how != Ended::How::power_cut) return;
  const std::size_t kept = dice_.below(unsynced_.size() + 1);
  const std::size_t notes_kept = dice_.below(notes_.size() - notes_synced_ + 1);
  trace_.say(fmt::format("power cut: {} of {} transactions and {} of {} notes kept", kept,
                         unsynced_.size(), notes_kept, notes_.size() - notes_synced_));
  unsynced_.resize(kept);
  notes_.resize(notes_synced_ + notes_kept);
  sync_all();
  written_ = synced_;
}

}  // namespace tradein::simulation
