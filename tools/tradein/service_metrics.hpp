#pragma once
#include <string>

#include "tools/tradein/service_desk.hpp"

namespace tradein::tool {

/// The service's counters as Prometheus reads them. No name, no claim id, no retailer.
[[nodiscard]] std::string metrics_text(const wire::ServerMetrics& server, const ServiceDesk& desk);

}  // namespace tradein::tool
