#pragma once
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/feel/value.hpp"

namespace tradein {

/// A FEEL value as JSON on one line: numbers as JSON numbers where they are exact in 15 digits,
/// else as strings; dates, times, durations, ranges and functions as FEEL text.
[[nodiscard]] std::string feel_to_json(const feel::Value& value);

/// A JSON object as a FEEL context; numbers exactly as their digits say.
/// Errors: E-JSON.
[[nodiscard]] Result<feel::Value> feel_from_json(std::string_view bytes, std::string_view place);

}  // namespace tradein
