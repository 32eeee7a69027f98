#pragma once
#include <cstdint>
#include <cstdio>
#include <string>

#include "tools/claimgen/row.hpp"

namespace tradein::claimgen {

enum class Format : std::uint8_t { csv, ndjson };

/// Appends the header line that the format has.
void write_header(Format format, std::string& out);

/// Appends one line. No text of a generated claim needs quoting in either format (asserted by the
/// tests), so none is looked for here: that keeps generation cheaper than any reading.
void write_row(Format format, const Row& row, std::string& out);

}  // namespace tradein::claimgen
