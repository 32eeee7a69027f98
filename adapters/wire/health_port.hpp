#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/base/result.hpp"

namespace tradein::wire {

/// `GET /ready` (200 or 503) and `GET /metrics` over plain HTTP, for a supervisor on the same
/// machine. Has a thread of its own, so that it answers however busy the service is.
class HealthPort {
 public:
  struct Pages {
    std::function<bool()> ready;
    std::function<std::string()> metrics;  ///< Prometheus' text form
  };
  /// E-LISTEN; also where the address is no loopback address: nothing here asks who is there.
  static Result<std::unique_ptr<HealthPort>> open(const std::string& address, std::uint16_t port,
                                                  Pages pages);
  ~HealthPort();

 private:
  struct Core;
  explicit HealthPort(std::unique_ptr<Core> core);
  std::unique_ptr<Core> core_;
};

}  // namespace tradein::wire
