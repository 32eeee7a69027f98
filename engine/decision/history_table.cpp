#include "engine/decision/history_table.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "engine/base/assert.hpp"

namespace tradein {

/// 80 bits of the key and 48 of the value; four slots are a line of the cache. Free where all of
/// the key is 0. A value of 0 is no value: it was given back, or the put was undone.
struct HistoryTable::Slot {
  std::uint64_t high;  ///< of the key
  std::uint64_t rest;  ///< the key's last 16 bits, and the value

  [[nodiscard]] std::uint64_t value() const noexcept { return rest & history_value_max; }
  [[nodiscard]] bool free() const noexcept { return (high | rest >> value_bits) == 0; }
  [[nodiscard]] bool holds(const Digest128& key) const noexcept {
    return high == key.high && rest >> value_bits == (key.low & low_mask);
  }
  void set_value(std::uint64_t value) noexcept { rest = (rest & ~history_value_max) | value; }
  static constexpr int value_bits = 48;
  static constexpr std::uint64_t low_mask = 0xffff;
};

struct HistoryTable::SegmentInfo {
  enum Use : std::uint32_t { untouched, live, used_before };
  std::uint32_t use;
  std::uint32_t depth;   ///< top bits that all its keys share
  std::uint32_t prefix;  ///< those bits
  std::uint32_t filled;  ///< slots in use, at least
};

struct HistoryTable::Undo {
  Digest128 key;
  std::uint64_t old_value;
  std::uint64_t entry;
};

/// What is known beside the segments. schemas/log.md does not describe it: it is no record, it can
/// always be made again.
struct HistoryTable::State {
  struct Mark {
    std::uint64_t size;
    Root root;
    std::uint64_t undo_begin;
  };
  std::uint64_t magic;
  HistoryShape shape;
  std::uint32_t segments;    ///< ever used
  std::uint64_t doubtful;    ///< more puts than can be undone
  std::uint64_t mark_index;  ///< which of the two marks holds
  std::array<Mark, 2> marks;
  std::uint64_t undo_end;  ///< both count records from the first on; their place is that modulo the
                           ///< shape's maximum
  std::uint64_t splitting;  ///< the split below is decided, and is finished after a crash
  std::uint32_t split_from;
  std::uint32_t split_into[2];
  std::uint32_t split_filled[2];

  [[nodiscard]] const Mark& mark() const noexcept { return marks[mark_index & 1]; }
};

namespace {

constexpr std::uint64_t state_magic = 0x3230'7473'6968'6474;  // "tdhist02"
constexpr std::uint32_t depth_max = 28;

/// The bits that choose a segment. Digests are spread evenly, so with their own bits every segment
/// would be full in the same moment, and all would split in one long pause. (2x + x^2) / 3 makes
/// the first segments twice as dense as the last: at any time some are just split and some are
/// nearly full.
std::uint64_t segment_bits_of(const Digest128& key) noexcept {
  const std::uint64_t x = key.high >> 33;
  return ((x << 32) + x * x) / 3 << 2;
}

constexpr std::size_t round_up(std::size_t bytes) { return (bytes + 63) / 64 * 64; }

}  // namespace

std::size_t history_state_bytes_min(const HistoryShape& shape) noexcept {
  constexpr std::size_t state_bytes_max = 512;
  return state_bytes_max + round_up(shape.segments_max * std::size_t{16});
}

std::size_t history_state_bytes(const HistoryShape& shape) noexcept {
  return history_state_bytes_min(shape) + shape.undo_max * std::size_t{32};
}

HistoryTable::HistoryTable(HistoryMemory& memory, HistoryShape shape)
    : memory_{memory},
      shape_{shape},
      steps_{memory.wants_steps()},
      split_at_{static_cast<std::uint32_t>(shape.segment_slots() * 4 / 5)},
      undo_mask_{shape.undo_max - 1} {
  static_assert(sizeof(Slot) == 16 && sizeof(SegmentInfo) == 16 && sizeof(Undo) == 32);
  static_assert(sizeof(State) <= 512);
  TRADEIN_ASSERT(shape.segment_bits >= 2 && shape.segments_max >= 3);
  TRADEIN_ASSERT(shape.undo_max > 0 && (shape.undo_max & undo_mask_) == 0);
  std::byte* const bytes = memory_.state(history_state_bytes_min(shape_));
  TRADEIN_ASSERT(bytes != nullptr);
  state_ = reinterpret_cast<State*>(bytes);
  infos_ = reinterpret_cast<SegmentInfo*>(bytes + 512);
  undo_ = reinterpret_cast<Undo*>(bytes + history_state_bytes_min(shape_));
  if (!mend()) clear();
}

void HistoryTable::order() const noexcept {
  // A killed process has done all of its writes up to some instruction; only the compiler could
  // reorder them.
  std::atomic_signal_fence(std::memory_order_seq_cst);
  if (steps_) memory_.step();
}

void HistoryTable::clear() noexcept {
  state_->magic = 0;
  order();
  memory_.clear();
  format();
}

void HistoryTable::format() noexcept {
  addresses_.clear();
  free_.clear();
  last_entry_ = 0;
  undo_room_ = 0;
  state_->shape = shape_;
  state_->segments = 1;
  infos_[0] = {.use = SegmentInfo::live, .depth = 0, .prefix = 0, .filled = 0};
  order();
  state_->magic = state_magic;
  order();
  build_directory();
}

/// False where nothing can be trusted.
bool HistoryTable::mend() noexcept {
  if (state_->magic != state_magic || state_->shape != shape_ || state_->doubtful != 0 ||
      state_->segments == 0 || state_->segments > shape_.segments_max)
    return false;
  if (state_->splitting != 0) finish_split();
  std::uint64_t covered = 0;  // of 2^depth_max, by the live segments
  for (std::uint32_t n = 0; n < state_->segments; ++n) {
    const SegmentInfo& info = infos_[n];
    if (info.use == SegmentInfo::used_before) free_.push_back(n);
    if (info.use != SegmentInfo::live) continue;
    if (info.depth > depth_max || info.prefix >> info.depth != 0) return false;
    covered += std::uint64_t{1} << (depth_max - info.depth);
  }
  if (covered != std::uint64_t{1} << depth_max) return false;
  build_directory();
  return roll_back();
}

bool HistoryTable::roll_back() noexcept {
  const std::uint64_t begin = state_->mark().undo_begin;
  const std::uint64_t end = state_->undo_end;
  if (end < begin || end - begin > shape_.undo_max) return false;
  if (begin != end) {
    // Where one record lies, all bytes up to it can be read.
    const bool wrapped = end / shape_.undo_max > begin / shape_.undo_max;
    const std::uint64_t records = wrapped ? shape_.undo_max : ((end - 1) & undo_mask_) + 1;
    const std::size_t bytes = history_state_bytes_min(shape_) + records * sizeof(Undo);
    if (memory_.state(bytes) == nullptr) return false;
    undo_room_ = records;
  }
  // Backwards, so that the oldest value of a key is the one that stays. Killed in here, it is done
  // again from the end.
  for (std::uint64_t i = end; i > begin; --i) {
    const Undo& record = undo_[(i - 1) & undo_mask_];
    Slot& slot = locate(segment_of(record.key), record.key);
    if (slot.holds(record.key))
      slot.set_value(record.old_value);
    else if (record.old_value != 0)
      return false;
    order();
  }
  state_->undo_end = begin;
  order();
  return true;
}

void HistoryTable::build_directory() {
  depth_ = 0;
  for (std::uint32_t n = 0; n < state_->segments; ++n)
    if (infos_[n].use == SegmentInfo::live) depth_ = std::max(depth_, infos_[n].depth);
  directory_.assign(std::size_t{1} << depth_, 0);
  for (std::uint32_t n = 0; n < state_->segments; ++n) {
    const SegmentInfo& info = infos_[n];
    if (info.use != SegmentInfo::live) continue;
    const std::uint32_t below = depth_ - info.depth;
    const auto first = directory_.begin() + (std::ptrdiff_t{info.prefix} << below);
    std::fill(first, first + (std::ptrdiff_t{1} << below), n);
  }
}

std::uint32_t HistoryTable::segment_of(const Digest128& key) const noexcept {
  // Two shifts, as one by 64 (depth 0) is undefined.
  return directory_[segment_bits_of(key) >> 1 >> (63 - depth_)];
}

HistoryTable::Slot* HistoryTable::slots(std::uint32_t segment) const noexcept {
  if (segment >= addresses_.size()) addresses_.resize(segment + 1, nullptr);
  Slot*& address = addresses_[segment];
  if (address == nullptr) address = reinterpret_cast<Slot*>(memory_.segment(segment));
  return address;
}

HistoryTable::Slot& HistoryTable::locate(std::uint32_t segment,
                                         const Digest128& key) const noexcept {
  Slot* const first = slots(segment);
  const std::uint64_t mask = shape_.segment_slots() - 1;
  // A segment is never full, so there is a free slot at the end of every search.
  for (std::uint64_t i = key.high & mask;; i = (i + 1) & mask) {
    Slot& slot = first[i];
    if (slot.holds(key) || slot.free()) return slot;
  }
}

std::uint64_t HistoryTable::find(const Digest128& key) const noexcept {
  const Slot& slot = locate(segment_of(key), key);
  return slot.value();
}

void HistoryTable::prefetch(const Digest128& key) const noexcept {
  const std::uint32_t segment = segment_of(key);
  if (segment >= addresses_.size() || addresses_[segment] == nullptr) return;
  __builtin_prefetch(addresses_[segment] + (key.high & (shape_.segment_slots() - 1)));
}

void HistoryTable::put(const Digest128& key, std::uint64_t value, std::uint64_t entry) {
  TRADEIN_ASSERT((key.high | (key.low & Slot::low_mask)) != 0 && value <= history_value_max);
  TRADEIN_ASSERT(entry >= last_entry_);
  last_entry_ = entry;
  std::uint32_t segment = segment_of(key);
  Slot* slot = &locate(segment, key);
  if (slot->free() && infos_[segment].filled >= split_at_) {
    do {
      split(segment);
      segment = segment_of(key);
    } while (infos_[segment].filled >= split_at_);
    slot = &locate(segment, key);
  }
  remember(key, slot->value(), entry);
  if (slot->free()) {
    // A key that is cut in half by a kill fills a slot that holds no value, and goes at the next
    // split.
    ++infos_[segment].filled;
    order();
    slot->high = key.high;
    order();
  }
  slot->rest = key.low << Slot::value_bits | value;
  order();
}

void HistoryTable::remember(const Digest128& key, std::uint64_t old_value,
                            std::uint64_t entry) noexcept {
  if (state_->doubtful != 0) return;
  const std::uint64_t end = state_->undo_end;
  const std::uint64_t place = end & undo_mask_;
  bool room = end - state_->mark().undo_begin < shape_.undo_max;
  if (room && place >= undo_room_) {
    // The memory grows in steps: a small batch does not need bytes for a large one.
    const std::uint64_t records = std::min<std::uint64_t>(place + 4096, shape_.undo_max);
    room = memory_.state(history_state_bytes_min(shape_) + records * sizeof(Undo)) != nullptr;
    if (room) undo_room_ = records;
  }
  if (!room) {
    state_->doubtful = 1;
    order();
    return;
  }
  undo_[place] = {.key = key, .old_value = old_value, .entry = entry};
  order();
  state_->undo_end = end + 1;
  order();
}

std::uint32_t HistoryTable::take_segment() noexcept {
  if (free_.empty()) {
    const std::uint32_t n = state_->segments;
    TRADEIN_ASSERT(n < shape_.segments_max);
    infos_[n].use = SegmentInfo::used_before;
    order();
    state_->segments = n + 1;
    order();
    return n;
  }
  const std::uint32_t n = free_.back();
  free_.pop_back();
  std::memset(slots(n), 0, shape_.segment_bytes());
  order();
  return n;
}

/// Copies a segment's keys into two others. The old one holds until both are whole, so there is no
/// moment in which a key is nowhere.
void HistoryTable::split(std::uint32_t segment) {
  const SegmentInfo info = infos_[segment];
  TRADEIN_ASSERT(info.depth < depth_max);
  const std::uint32_t into[2] = {take_segment(), take_segment()};
  std::uint32_t filled[2] = {0, 0};
  const Slot* const from = slots(segment);
  for (std::size_t i = 0; i < shape_.segment_slots(); ++i) {
    if (from[i].value() == 0) continue;
    const Digest128 key{.low = from[i].rest >> Slot::value_bits, .high = from[i].high};
    const std::size_t half = segment_bits_of(key) >> (63 - info.depth) & 1;
    locate(into[half], key) = from[i];
    ++filled[half];
  }
  order();
  state_->split_from = segment;
  for (const std::size_t half : {0U, 1U}) {
    state_->split_into[half] = into[half];
    state_->split_filled[half] = filled[half];
  }
  order();
  state_->splitting = 1;
  order();
  finish_split();
  free_.push_back(segment);
  if (info.depth == depth_) {
    build_directory();
  } else {
    const std::uint32_t below = depth_ - info.depth;
    const auto first = directory_.begin() + (std::ptrdiff_t{info.prefix} << below);
    const auto middle = first + (std::ptrdiff_t{1} << (below - 1));
    std::fill(first, middle, into[0]);
    std::fill(middle, first + (std::ptrdiff_t{1} << below), into[1]);
  }
}

/// Done again after a kill, each step may have happened already.
void HistoryTable::finish_split() noexcept {
  const std::uint32_t from = state_->split_from;
  const SegmentInfo& old = infos_[from];
  // The old one's depth and prefix stay until it is used again.
  for (const std::uint32_t half : {0U, 1U}) {
    SegmentInfo& info = infos_[state_->split_into[half]];
    info.depth = old.depth + 1;
    info.prefix = old.prefix << 1 | half;
    info.filled = state_->split_filled[half];
    order();
    info.use = SegmentInfo::live;
    order();
  }
  infos_[from].use = SegmentInfo::used_before;
  order();
  state_->splitting = 0;
  order();
}

void HistoryTable::commit(std::uint64_t size, const Root& root) noexcept {
  const State::Mark& now = state_->mark();
  State::Mark next{.size = size, .root = root, .undo_begin = now.undo_begin};
  while (next.undo_begin < state_->undo_end && undo_[next.undo_begin & undo_mask_].entry < size)
    ++next.undo_begin;
  // With every put committed there is nothing left to undo, and nothing to doubt.
  const bool certain = last_entry_ < size;
  if (certain) next.undo_begin = state_->undo_end;
  state_->marks[(state_->mark_index + 1) & 1] = next;
  order();
  ++state_->mark_index;
  order();
  if (certain && state_->doubtful != 0) {
    state_->doubtful = 0;
    order();
  }
}

std::uint64_t HistoryTable::size() const noexcept { return state_->mark().size; }
const HistoryTable::Root& HistoryTable::root() const noexcept { return state_->mark().root; }

std::uint64_t HistoryTable::keys() const noexcept {
  std::uint64_t sum = 0;
  for (std::uint32_t n = 0; n < state_->segments; ++n)
    if (infos_[n].use == SegmentInfo::live) sum += infos_[n].filled;
  return sum;
}

std::uint32_t HistoryTable::segments() const noexcept { return state_->segments; }

}  // namespace tradein
