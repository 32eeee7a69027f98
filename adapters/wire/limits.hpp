#pragma once
#include <chrono>
#include <cstddef>

/// Every bound of the service, under the name that serve.yaml has for it (schemas/wire.md).
namespace tradein::wire {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

struct Limits {
  std::size_t line_bytes = 64 * 1024;  ///< without its line end; a longer line is invalid
  std::chrono::milliseconds handshake{5'000};
  std::chrono::milliseconds idle{60'000};   ///< nothing asked and nothing owed
  std::chrono::milliseconds line{30'000};   ///< from a line's first byte to its end
  std::chrono::milliseconds write{10'000};  ///< without a byte taken by the peer
  std::chrono::milliseconds drain{8'000};   ///< after SIGTERM; the contract allows 10 s
  std::size_t connections = 15'000;         ///< at once, of everybody
  std::size_t connections_retailer = 256;
  std::size_t connections_address = 12'000;
  /// Of one connection: lines that are not answered, and bytes of answers that it has not taken.
  /// Reading stops at either, so that a slow reader costs no more than this.
  std::size_t lines_unanswered = 64;
  std::size_t answer_bytes = 32 * 1024;
  std::size_t queue_lines = 4'096;  ///< of everybody; beyond it E-BUSY
  std::size_t queue_bytes = 64 * 1024 * 1024;
  std::size_t group_claims = 1'024;  ///< of one commit
};

}  // namespace tradein::wire
