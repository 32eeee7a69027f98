#pragma once
#include <cstdint>
#include <string>

#include "adapters/wire/server.hpp"
#include "engine/base/result.hpp"

namespace tradein::tool {

/// What serve.yaml says (schemas/wire.md). Paths in it are relative to its folder.
struct ServeConfig {
  std::string address;
  std::uint16_t port = 0;
  std::string health_address;  ///< empty: no health port
  std::uint16_t health_port = 0;
  wire::ServerSettings settings;
  wire::Limits limits;
  std::uint64_t free_bytes_min = 0;
};

/// E-CONFIG with file:line:column where a name or a value is not what schemas/wire.md knows;
/// E-YAML-… where it is no YAML.
[[nodiscard]] Result<ServeConfig> read_serve_config(const std::string& path);

/// The text of a development set's serve.yaml.
[[nodiscard]] std::string development_config(std::uint16_t port,
                                             const std::vector<std::string>& retailers);

}  // namespace tradein::tool
