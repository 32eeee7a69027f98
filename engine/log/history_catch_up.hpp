#pragma once
#include <cstdint>
#include <functional>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/decision/history.hpp"
#include "engine/log/store.hpp"

namespace tradein {

/// Puts what one entry leaves behind. The caller knows how to read its entries.
using PutEntry =
    std::function<Result<void>(std::uint64_t number, std::string_view entry, History& history)>;

/// Brings the history to the end of the log: forgets it first where it is another log's, or ahead
/// of this one (its size and root are no commit of this store), then puts the entries that it
/// lacks. Gives the number of the first entry that was put, the log's size where none was.
Result<std::uint64_t> bring_up_to_date(LastingHistory& history, Store& store, const PutEntry& put);

}  // namespace tradein
