#pragma once
#include <optional>
#include <string_view>

#include "engine/base/date.hpp"

namespace tradein {

/// The check digits of the numbers that a claim carries. Each takes text of the right length and
/// signs (see the
/// `_shape` tests) and says whether its check digit holds.

/// 17 digits and a digit or X (GB 11643).
[[nodiscard]] bool resident_id_shape(std::string_view text) noexcept;
[[nodiscard]] bool resident_id_check(std::string_view text) noexcept;
/// The birthday inside, digits 7 to 14; nothing where there is no such day.
[[nodiscard]] std::optional<Date> resident_id_birthday(std::string_view text) noexcept;

/// 18 of 0-9 A-Z without I O S V Z (GB 32100).
[[nodiscard]] bool uscc_shape(std::string_view text) noexcept;
[[nodiscard]] bool uscc_check(std::string_view text) noexcept;

/// 17 of 0-9 A-Z without I O Q (GB 16735, ISO 3779); the check digit stands at position 9.
[[nodiscard]] bool vin_shape(std::string_view text) noexcept;
[[nodiscard]] bool vin_check(std::string_view text) noexcept;

/// The last digit of a number by weights 1, 3, 1, 3 … (13 digits) or by Luhn.
[[nodiscard]] bool gtin13_check(std::string_view digits) noexcept;
[[nodiscard]] bool luhn_check(std::string_view digits) noexcept;

[[nodiscard]] bool all_digits(std::string_view text) noexcept;

}  // namespace tradein
