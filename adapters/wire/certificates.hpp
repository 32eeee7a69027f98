#pragma once
#include <string>
#include <vector>

#include "engine/base/result.hpp"

namespace tradein::wire {

/// Makes in `folder` (made where it is not there) what a development service needs: an authority
/// (`ca.pem`, `ca.key`), a certificate for this machine's loopback (`server.pem`, `server.key`) and
/// one for each retailer, its USCC the subject's CN (`USCC.pem`, `USCC.key`). P-256; keys have mode
/// 0600. Nothing is written over: E-FILE-EXISTS where an authority or a certificate is there
/// already.
[[nodiscard]] Result<void> make_development_set(const std::string& folder,
                                                const std::vector<std::string>& retailers);

}  // namespace tradein::wire
