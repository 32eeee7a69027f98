#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/date.hpp"
#include "engine/claim/arena.hpp"
#include "engine/claim/claim.hpp"
#include "engine/claim/kind.hpp"
#include "engine/claim/row_errors.hpp"

namespace tradein {

/// How the file gave a value; a number that identifies something must not come as a number.
enum class CellKind : std::uint8_t {
  text,               ///< CSV cell, JSON string, text cell of a sheet
  json_number,        ///< the token as it stands
  json_boolean,       ///< true or false
  sheet_number,       ///< shortest decimal of the stored value; days count from 1900
  sheet_number_1904,  ///< the same in a workbook whose days count from 1904
  sheet_error,        ///< #REF! and its kin
  sheet_no_value,     ///< a formula without a stored result
};

struct Cell {
  std::string_view text;  ///< valid UTF-8
  CellKind kind = CellKind::text;
};

/// What a value is judged against besides its schema.
struct IntakeContext {
  std::string retailer;             ///< USCC of the batch
  std::optional<Date> received_on;  ///< no date may be later
};

/// What was found in one row.
struct RowFindings {
  std::vector<RowError> errors;
  std::vector<Notice> notices;
  void clear() noexcept {
    errors.clear();
    notices.clear();
  }
};

/// Reads one value into its slot: folds, converts, checks its format. An empty cell leaves the slot
/// absent. What is doubtful is an error in `findings`, never a guess; the slot stays absent then.
void read_value(const Field& field, Cell cell, const IntakeContext& context, Arena& arena,
                Slot& slot, RowFindings& findings);

/// A value to show in an error: shortened, without backticks; a personal one is not shown.
[[nodiscard]] Text shown(const Field& field, std::string_view value);

/// Ends a row whose values are read: defaults, required fields, the id number by its type, derived
/// facts.
void finish_claim(const Kind& kind, std::span<Slot> slots, const IntakeContext& context,
                  Arena& arena, RowFindings& findings);

}  // namespace tradein
