#pragma once
// The parts of read_value.cpp that have their own files; not for other folders.
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/claim/read_value.hpp"
#include "engine/claim/sheet_day.hpp"

namespace tradein {

/// A date that a person or program wrote; the code says what is wrong with it.
struct ReadDate {
  std::optional<Date> date;
  std::string_view rest;  ///< what follows the date, outer spaces away
  RowErrorCode wrong = RowErrorCode::date_form;
};
[[nodiscard]] ReadDate read_date_text(std::string_view text) noexcept;

/// Minutes of the day from "10:05", "10:05:33", "10:05:33.5+08:00", "10时05分".
[[nodiscard]] std::optional<int> read_time_text(std::string_view text) noexcept;

/// An exact decimal: digits without point, and how many of them stand after it.
struct PlainNumber {
  std::int64_t value = 0;  ///< scaled by 10^scale of the field
  bool negative = false;
  bool too_fine = false;  ///< more decimals than the scale holds
  bool too_large = false;
};
/// Digits with at most one point and an optional minus; nothing else.
[[nodiscard]] std::optional<PlainNumber> read_plain_number(std::string_view text,
                                                           int scale) noexcept;

/// Checks a folded text against the field's format and folds it further; nothing where it was wrong
/// (said in `findings`). consumer_id is checked by finish_claim, which knows its type.
[[nodiscard]] std::optional<std::string_view> read_format(const Field& field, std::string_view text,
                                                          Arena& arena, RowFindings& findings);
/// Folds and checks a person's or firm's number of a known kind of document.
void check_consumer_id(const Field& field, std::string_view type_code, Slot& slot,
                       RowFindings& findings);

/// Reads a cell's text that is written as the contract has it; false, with the slot untouched, for
/// any other.
[[nodiscard]] bool read_plainly(const Field& field, std::string_view text,
                                const IntakeContext& context, Slot& slot) noexcept;
/// True where read_format would give the text back unchanged and find nothing.
[[nodiscard]] bool holds_as_it_is(Format format, std::string_view text) noexcept;

/// "2.4952E+19": Excel's way of showing a number that it cut.
[[nodiscard]] bool is_excel_exponent(std::string_view text) noexcept;

void add_error(const Field& field, RowErrorCode code, const Text& detail, RowFindings& findings);

}  // namespace tradein
