#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/siphash.hpp"
#include "engine/decision/history.hpp"

namespace tradein {

/// (retailer, claim id) is kept for ever: what comes under it again is the same claim, a correction, or a conflict.
enum class Admission : std::uint8_t {
  fresh,       ///< never seen
  repeated,    ///< the same content: its first answer, at `entry`
  correction,  ///< other content, and the latest outcome at `entry` was returned
  conflict,    ///< other content (E-KEY-CONFLICT)
};

struct Admitted {
  Admission admission = Admission::fresh;
  std::uint64_t entry = 0;
};

/// Knows claim ids by two keyed digests in the history: one of the id (its latest entry), one of id and content (the
/// entry that answered just that content).
class Admitting {
 public:
  explicit Admitting(const SipKey& key) : key_{key} {}

  /// `content` is a digest of the claim's content (engine/claim/claim.hpp) of any fixed length.
  [[nodiscard]] Admitted ask(std::string_view retailer, std::string_view claim_id, std::string_view content, const History& history);
  /// Remembers the claim just asked about as decided by `entry`.
  void remember(std::uint64_t entry, bool returned, History& history) const;

 private:
  SipKey key_;
  std::string text_;
  Digest128 id_, content_;
};

}  // namespace tradein
