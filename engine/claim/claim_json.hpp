#pragma once
#include <string>

#include "engine/claim/claim.hpp"

namespace tradein {

/// A present value of a field as the contract writes it: text as it is, a choice's code, plain
/// digits, yuan with two decimals, YYYY-MM-DD, YYYY-MM-DDTHH:MM, true or false. Read again it gives
/// the same slot. Not for personal fields (asserted).
[[nodiscard]] std::string value_text(const Field& field, const Slot& value);

/// Appends the claim as its retailer would write it in one line of NDJSON, without line end:
/// present fields in schema order, a value that is the schema's default left out, amounts as
/// strings. Read again it gives the same claim, however that was written first. Holds personal
/// data: for the connection to the office, never for log or output.
void append_claim_json(const Claim& claim, std::string& out);

}  // namespace tradein
