#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"

namespace tradein {

/// Why a row is no claim. The names in `row_error_texts` are stable; the numbers are not stored.
enum class RowErrorCode : std::uint8_t {
  field_missing,
  kind_unknown,
  text_too_long,
  text_control,
  encoding,
  choice_unknown,
  integer_form,
  integer_range,
  number_form,
  number_decimals,
  number_range,
  money_form,
  money_decimals,
  money_separator,
  money_negative,
  money_range,
  boolean_form,
  date_form,
  date_short_year,
  date_order,
  date_serial,
  date_no_such_day,
  date_future,
  time_form,
  id_15_digits,
  id_form,
  id_birthday,
  id_check,
  document_form,
  uscc_form,
  uscc_check,
  vin_form,
  vin_letter,
  vin_check,
  gtin_form,
  gtin_check,
  imei_form,
  imei_check,
  invoice_form,
  invoice_zero_lost,
  region_form,
  mobile_form,
  card_form,
  card_check,
  serial_form,
  serial_several,
  identifier_form,
  excel_exponent,
  excel_zeros,
  cell_error,
  cell_no_value,
  json_syntax,
  json_not_object,
  json_nested,
  json_twice,
  json_type,
  header_twice,
  row_columns,
  row_quote,
  row_nul,
  row_too_long,
  row_torn,
  key_conflict,
};

/// One line of the table of codes. In the texts {0} is the field's label and {1} the detail.
struct RowErrorText {
  RowErrorCode code;
  std::string_view name;  ///< E-…
  std::string_view zh;
  std::string_view en;
  std::string_view fix_zh;
  std::string_view fix_en;
};

[[nodiscard]] std::span<const RowErrorText> row_error_texts() noexcept;
[[nodiscard]] const RowErrorText& text_of(RowErrorCode code) noexcept;

/// One error of a row. `column` is the field's name, empty when it belongs to no one column; `cell`
/// is A1 notation in tables, empty in NDJSON.
struct RowError {
  RowErrorCode code = RowErrorCode::row_columns;
  std::string column;
  std::string cell;
  Text what;
  Text fix;
  [[nodiscard]] std::string_view name() const noexcept { return text_of(code).name; }
};

/// Fills the table's texts; `label` of the field, `detail` as the code's text says.
[[nodiscard]] RowError make_row_error(RowErrorCode code, std::string_view column, const Text& label,
                                      const Text& detail = {});

/// What a file's answer says besides its rows: ignored columns, skipped lines, doubtful values. Row
/// 0: the file.
struct Notice {
  std::string code;  ///< N-…
  std::uint64_t row = 0;
  std::string column;
  Text what;
};

}  // namespace tradein
