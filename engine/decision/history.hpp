#pragma once
#include <cstdint>

#include "engine/base/siphash.hpp"

namespace tradein {

/// What earlier claims left behind: one number under each keyed digest (a serial number's entry, a
/// person's count). Derived from the log and disposable: it may be rebuilt from there at any time.
class History {
 public:
  virtual ~History() = default;
  /// 0 where nothing was put.
  [[nodiscard]] virtual std::uint64_t find(const Digest128& key) const noexcept = 0;
  /// Puts or replaces. `value` is never 0; `entry` is the number of the entry that this belongs to
  /// and never falls. Visible to find() at once, kept for good when the group that holds `entry` is
  /// committed.
  virtual void put(const Digest128& key, std::uint64_t value, std::uint64_t entry) = 0;
  /// A hint that find() or put() of this key comes soon: a table of 40 million keys is not in any
  /// cache.
  virtual void prefetch(const Digest128& key) const noexcept = 0;
};

}  // namespace tradein
