#pragma once
#include <string>

#include "engine/base/result.hpp"

namespace tradein::store {

/// Makes an empty store at `path`, where no file or an empty one is. It is made whole under another
/// name and then moved there: a crash leaves no store or a good one. Requires: the caller holds the
/// writer's lock.
Result<void> make_new_store(const std::string& path, int page_bytes);

}  // namespace tradein::store
