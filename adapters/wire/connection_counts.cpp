#include "adapters/wire/connection_counts.hpp"

namespace tradein::wire {

ConnectionCounts::Verdict ConnectionCounts::accept(std::uint64_t id, const std::string& address) {
  Verdict verdict;
  const auto make_room = [&](const std::set<std::uint64_t>& strangers) {
    if (strangers.empty()) {
      verdict.admitted = false;
      return;
    }
    verdict.evicted = *strangers.begin();
    close(*verdict.evicted);
  };
  if (addresses_[address].count >= limits_.connections_address)
    make_room(addresses_[address].strangers);
  else if (peers_.size() >= limits_.connections)
    make_room(strangers_);
  if (!verdict.admitted) return verdict;
  peers_[id] = {address, {}};
  strangers_.insert(id);
  Address& from = addresses_[address];
  ++from.count;
  from.strangers.insert(id);
  return verdict;
}

ConnectionCounts::Verdict ConnectionCounts::authenticate(
    std::uint64_t id, const std::string& retailer,
    const std::function<bool(std::uint64_t)>& at_rest) {
  Verdict verdict;
  if (const auto own = retailers_.find(retailer);
      own != retailers_.end() && own->second.size() >= limits_.connections_retailer) {
    for (const std::uint64_t other : own->second) {
      if (!at_rest(other)) continue;
      verdict.evicted = other;
      break;
    }
    if (!verdict.evicted) return {false, std::nullopt};
    close(*verdict.evicted);
  }
  Peer& peer = peers_.at(id);
  peer.retailer = retailer;
  strangers_.erase(id);
  addresses_[peer.address].strangers.erase(id);
  retailers_[retailer].insert(id);
  return verdict;
}

void ConnectionCounts::close(std::uint64_t id) {
  const auto found = peers_.find(id);
  if (found == peers_.end()) return;
  const Peer peer = found->second;
  peers_.erase(found);
  strangers_.erase(id);
  Address& from = addresses_[peer.address];
  from.strangers.erase(id);
  if (--from.count == 0) addresses_.erase(peer.address);
  if (peer.retailer.empty()) return;
  auto& own = retailers_[peer.retailer];
  own.erase(id);
  if (own.empty()) retailers_.erase(peer.retailer);
}

}  // namespace tradein::wire
