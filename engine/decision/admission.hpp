#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/base/siphash.hpp"
#include "engine/decision/history.hpp"

/// (retailer, claim id) is kept for ever: what comes under it again is the same claim, a
/// correction, or a conflict. The history knows claim ids by two keyed digests: one of the id (its
/// latest entry), one of id and content (the entry that answered just that content).
namespace tradein {

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

/// The claim's two digests.
struct AdmissionTicket {
  Digest128 id, content;
};

/// `content` is a digest of the claim's content (engine/claim/claim.hpp) of any fixed length.
[[nodiscard]] AdmissionTicket admission_ticket(const SipKey& key, std::string_view retailer,
                                               std::string_view claim_id, std::string_view content);

[[nodiscard]] Admitted admit(const AdmissionTicket& ticket, const History& history);

/// The claim was decided by `entry`.
void remember(const AdmissionTicket& ticket, std::uint64_t entry, bool returned, History& history);

/// What the history knows of a claim id: its latest entry, and whether that was a return.
struct LatestEntry {
  std::uint64_t entry = 0;
  bool returned = false;
};
[[nodiscard]] std::optional<LatestEntry> latest_of(const AdmissionTicket& ticket,
                                                   const History& history);
/// The id alone, without the content.
void remember_latest(const AdmissionTicket& ticket, std::uint64_t entry, bool returned,
                     History& history);

/// Whether a claim can be withdrawn.
enum class Standing : std::uint8_t {
  holds,          ///< it is the claim's latest decision, and holds its rights
  superseded,     ///< another entry is
  holds_nothing,  ///< rejected or returned
  withdrawn,      ///< it was, before
};
/// Under which a withdrawal is remembered, beside the claim's own digests.
[[nodiscard]] Digest128 withdrawal_key(const SipKey& key, const AdmissionTicket& ticket);
[[nodiscard]] Standing standing_of(const AdmissionTicket& ticket, const Digest128& withdrawal,
                                   std::uint64_t claim_entry, bool holds, const History& history);

inline void prefetch(const AdmissionTicket& ticket, const History& history) {
  history.prefetch(ticket.id);
  history.prefetch(ticket.content);
}

}  // namespace tradein
