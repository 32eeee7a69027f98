#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "adapters/wire/limits.hpp"

namespace tradein::wire {

/// Who may be connected, and who must make room. A newcomer that would be one too many takes the
/// place of the oldest connection that has not shown a certificate yet, or of an own one that is at
/// rest: so honest newcomers come in during a flood, and only work in hand is never pushed out.
class ConnectionCounts {
 public:
  explicit ConnectionCounts(const Limits& limits) : limits_{limits} {}

  struct Verdict {
    bool admitted = true;
    std::optional<std::uint64_t> evicted;  ///< close() has been done for it
  };
  /// `id` is higher than every one before.
  Verdict accept(std::uint64_t id, const std::string& address);
  Verdict authenticate(std::uint64_t id, const std::string& retailer,
                       const std::function<bool(std::uint64_t)>& at_rest);
  void close(std::uint64_t id);

  [[nodiscard]] std::size_t all() const noexcept { return peers_.size(); }
  [[nodiscard]] std::size_t strangers() const noexcept { return strangers_.size(); }

 private:
  struct Peer {
    std::string address, retailer;  ///< no retailer: a stranger yet
  };
  struct Address {
    std::size_t count = 0;
    std::set<std::uint64_t> strangers;
  };

  Limits limits_;
  std::unordered_map<std::uint64_t, Peer> peers_;
  std::set<std::uint64_t> strangers_;
  std::unordered_map<std::string, Address> addresses_;
  std::unordered_map<std::string, std::set<std::uint64_t>> retailers_;
};

}  // namespace tradein::wire
