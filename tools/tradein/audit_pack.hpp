#pragma once
#include <functional>
#include <string>

#include "adapters/store/audit_file.hpp"
#include "engine/log/store.hpp"

namespace tradein::tool {

/// Fills an audit pack from a store: the log as it is, and the tables that are read from it.
/// `packs`: another connection, as packs are read while entries are.
[[nodiscard]] Result<void> fill_audit_pack(
    Store& store, LogReader& packs, const std::string& vkey, store::AuditFile& out,
    const std::function<void(std::uint64_t done, std::uint64_t all)>& progress = {});

}  // namespace tradein::tool
