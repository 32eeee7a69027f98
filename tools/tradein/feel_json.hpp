#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/feel/evaluate.hpp"
#include "engine/feel/value.hpp"

namespace tradein {

/// A FEEL value as JSON on one line: numbers as JSON numbers where they are exact in 15 digits, else as strings; dates,
/// times, durations, ranges and functions as FEEL text.
[[nodiscard]] std::string feel_to_json(const feel::Value& value);

/// A JSON document as a FEEL value; numbers exactly as their digits say.
/// Errors: E-JSON.
[[nodiscard]] Result<feel::Value> feel_from_json(std::string_view bytes, std::string_view place);

/// The computer's time with its offset, for now() and today().
[[nodiscard]] feel::DateAndTime local_now();

/// Zh where the environment says so.
[[nodiscard]] Language language_of_locale();

/// Writes an error to standard error; gives the exit code of its trouble.
int report(const Error& error, Language language);

}  // namespace tradein
