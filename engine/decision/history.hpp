#pragma once
#include <array>
#include <cstdint>

#include "engine/base/siphash.hpp"

namespace tradein {

/// The largest number that a history keeps.
inline constexpr std::uint64_t history_value_max = (std::uint64_t{1} << 48) - 1;

/// What earlier claims left behind: one number under each keyed digest (a claim id's entry, a
/// person's count). Of a digest 80 bits count: `high` and the last 16 of `low`. Among a billion
/// keys one pair in two million such histories would be taken for the same. Derived from the log
/// and disposable: it may be rebuilt from there at any time.
class History {
 public:
  virtual ~History() = default;
  /// 0 where nothing was put, or 0 was.
  [[nodiscard]] virtual std::uint64_t find(const Digest128& key) const noexcept = 0;
  /// Puts or replaces; `value` is at most history_value_max. `entry` is the number of the entry
  /// that this belongs to and never falls. Visible to find() at once, kept for good when the group
  /// that holds `entry` is committed.
  virtual void put(const Digest128& key, std::uint64_t value, std::uint64_t entry) = 0;
  /// A hint that find() or put() of this key comes soon: a table of 40 million keys is not in any
  /// cache.
  virtual void prefetch(const Digest128& key) const noexcept = 0;
};

/// A history that outlives its process, up to some commit of the log. What entries that were not
/// committed left behind does not outlive it.
class LastingHistory : public History {
 public:
  using Root = std::array<std::uint8_t, 32>;
  /// Everything that the entries below `size` leave behind is put, and the log's next commit has
  /// just this size.
  virtual void close_group(std::uint64_t size) = 0;
  /// Entries below `size` are durable in the log, whose root is then `root`.
  virtual void commit(std::uint64_t size, const Root& root) = 0;
  /// Up to which entry, and of which log, it is good.
  [[nodiscard]] virtual std::uint64_t size() const noexcept = 0;
  [[nodiscard]] virtual const Root& root() const noexcept = 0;
  /// Forgets everything: size() is 0.
  virtual void clear() = 0;
};

/// `key` moved to where `place` lies, so that who looks for both finds them in one place of memory
/// or of a file. Of its 80 bits 40 stay its own, beside the 40 that they share.
[[nodiscard]] constexpr Digest128 beside(const Digest128& place, const Digest128& key) noexcept {
  constexpr std::uint64_t place_bits = 0xffff'ffff'ff00'0000;  // histories find a key by its first
  return {.low = key.low, .high = (place.high & place_bits) | (key.high & ~place_bits)};
}

}  // namespace tradein
