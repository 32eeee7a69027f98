#include "engine/decision/history_table.hpp"

#include <algorithm>
#include <cstring>

#include "engine/base/assert.hpp"

namespace tradein {
namespace {

constexpr std::uint32_t depth_max = 28;

__extension__ using Wide = unsigned __int128;

/// A key's place between 0 and 2^64, in the order of the keys. Digests are spread evenly, so with
/// their own bits every segment would be full in the same moment, and all would split in one long
/// pause. (2x + x^2) / 3 makes the first segments twice as dense as the last: at any time some are
/// just split and some are nearly full.
std::uint64_t place_of(std::uint64_t high) noexcept {
  const auto square = static_cast<std::uint64_t>(Wide{high} * high >> 64);
  return high / 3 * 2 + square / 3;
}

}  // namespace

HistoryTable::HistoryTable(HistoryMemory& memory, HistoryShape shape)
    : memory_{memory},
      shape_{shape},
      split_at_{static_cast<std::uint32_t>(shape.segment_slots() * 4 / 5)} {
  // With fewer segments place_of would crowd a segment's beginning.
  TRADEIN_ASSERT(shape.depth >= 4 && shape.segment_bits >= 2 && shape.segment_bits <= 32);
  clear();
}

void HistoryTable::clear() {
  memory_.clear();
  segments_.clear();
  free_.clear();
  keys_ = 0;
  last_entry_ = 0;
  for (std::uint32_t prefix = 0; prefix < 1U << shape_.depth; ++prefix)
    segments_.push_back(
        {reinterpret_cast<HistorySlot*>(memory_.segment(prefix)), shape_.depth, prefix, 0});
  build_directory();
}

void HistoryTable::build_directory() {
  depth_ = shape_.depth;
  for (const Segment& segment : segments_) depth_ = std::max(depth_, segment.depth);
  directory_.assign(std::size_t{1} << depth_, 0);
  for (std::uint32_t n = 0; n < segments_.size(); ++n) {
    const Segment& segment = segments_[n];
    if (std::ranges::find(free_, n) != free_.end()) continue;
    const std::uint32_t below = depth_ - segment.depth;
    const auto first = directory_.begin() + (std::ptrdiff_t{segment.prefix} << below);
    std::fill(first, first + (std::ptrdiff_t{1} << below), n);
  }
}

HistorySlot& HistoryTable::locate(const Segment& segment, std::uint64_t place,
                                  const HistorySlot& key) const noexcept {
  const std::size_t mask = shape_.segment_slots() - 1;
  // A segment is never full, so there is a free slot at the end of every search.
  for (std::size_t i = home(segment, place);; i = (i + 1) & mask) {
    HistorySlot& slot = segment.slots[i];
    if (slot.same_key(key) || slot.free()) return slot;
  }
}

std::optional<std::uint64_t> HistoryTable::look(const Digest128& key) const noexcept {
  const std::uint64_t place = place_of(key.high);
  const HistorySlot& slot = locate(segments_[segment_of(place)], place, HistorySlot::of(key, 0));
  if (slot.free()) return std::nullopt;
  return slot.value();
}

std::uint64_t HistoryTable::find(const Digest128& key) const noexcept {
  return look(key).value_or(0);
}

void HistoryTable::prefetch(const Digest128& key) const noexcept {
  const std::uint64_t place = place_of(key.high);
  const Segment& segment = segments_[segment_of(place)];
  __builtin_prefetch(segment.slots + home(segment, place));
}

void HistoryTable::put(const Digest128& key, std::uint64_t value, std::uint64_t entry) {
  const HistorySlot now = HistorySlot::of(key, value);
  TRADEIN_ASSERT(!now.free() && value <= history_value_max && entry >= last_entry_);
  last_entry_ = entry;
  const std::uint64_t place = place_of(key.high);
  std::uint32_t n = segment_of(place);
  HistorySlot* slot = &locate(segments_[n], place, now);
  if (slot->free()) {
    while (segments_[n].filled >= split_at_) {
      split(n);
      n = segment_of(place);
      slot = &locate(segments_[n], place, now);
    }
    ++segments_[n].filled;
    ++keys_;
  }
  *slot = now;
}

std::uint32_t HistoryTable::take_segment() {
  if (!free_.empty()) {
    const std::uint32_t n = free_.back();
    free_.pop_back();
    std::memset(static_cast<void*>(segments_[n].slots), 0, shape_.segment_bytes());
    return n;
  }
  const auto n = static_cast<std::uint32_t>(segments_.size());
  TRADEIN_ASSERT(n < shape_.segments_max);
  segments_.push_back({reinterpret_cast<HistorySlot*>(memory_.segment(n)), 0, 0, 0});
  return n;
}

void HistoryTable::split(std::uint32_t n) {
  const std::uint32_t into[2] = {take_segment(), take_segment()};
  const Segment from = segments_[n];
  TRADEIN_ASSERT(from.depth < depth_max);
  for (const std::uint32_t half : {0U, 1U}) {
    Segment& segment = segments_[into[half]];
    segment.depth = from.depth + 1;
    segment.prefix = from.prefix << 1 | half;
    segment.filled = 0;
  }
  for (std::size_t i = 0; i < shape_.segment_slots(); ++i) {
    const HistorySlot& slot = from.slots[i];
    if (slot.free()) continue;
    const std::uint64_t place = place_of(slot.high);
    Segment& segment = segments_[into[place >> (63 - from.depth) & 1]];
    locate(segment, place, slot) = slot;
    ++segment.filled;
  }
  free_.push_back(n);
  if (from.depth == depth_) return build_directory();
  const std::uint32_t below = depth_ - from.depth;
  const auto first = directory_.begin() + (std::ptrdiff_t{from.prefix} << below);
  const auto middle = first + (std::ptrdiff_t{1} << (below - 1));
  std::fill(first, middle, into[0]);
  std::fill(middle, first + (std::ptrdiff_t{1} << below), into[1]);
}

/// Keys whose slots were taken stand behind their place, and round the segment's end at its
/// beginning; else the segment has them in order.
void HistoryTable::list_segment(const Segment& segment, std::vector<HistorySlot>& out) const {
  const auto begin = static_cast<std::ptrdiff_t>(out.size());
  std::vector<HistorySlot> wrapped;
  bool run_from_end = true;
  for (std::size_t i = 0; i < shape_.segment_slots(); ++i) {
    const HistorySlot& slot = segment.slots[i];
    if (slot.free()) {
      run_from_end = false;
      continue;
    }
    const bool is_wrapped = run_from_end && home(segment, place_of(slot.high)) > i;
    (is_wrapped ? wrapped : out).push_back(slot);
  }
  out.insert(out.end(), wrapped.begin(), wrapped.end());
  for (auto at = out.begin() + begin; at != out.end(); ++at) {
    const HistorySlot slot = *at;
    auto to = at;
    for (; to != out.begin() + begin && slot.before(*(to - 1)); --to) *to = *(to - 1);
    *to = slot;
  }
}

void HistoryTable::list(std::vector<HistorySlot>& out) const {
  out.reserve(out.size() + keys_);
  for (std::size_t i = 0; i < directory_.size();) {
    const Segment& segment = segments_[directory_[i]];
    list_segment(segment, out);
    i += std::size_t{1} << (depth_ - segment.depth);
  }
}

}  // namespace tradein
