#pragma once
#include <cstdint>
#include <string>

namespace tradein::simulation {

/// One connection as the network has it. Bytes are on their way until they are delivered; a link
/// that is cut delivers nothing more, and each side learns of it in its own time.
struct Link {
  std::uint64_t session = 0;
  std::size_t retailer = 0;
  std::string up, down;    ///< on their way
  std::string at_service;  ///< delivered, not read yet
  bool up_ends = false;    ///< the client sends no more
  bool up_ended = false;   ///< and the service has been told
  bool down_ends = false;  ///< the service closed
  bool cut = false;
  bool client_knows = false;  ///< that it is cut or closed
  bool service_knows = false;
};

}  // namespace tradein::simulation
