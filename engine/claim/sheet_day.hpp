#pragma once
#include <optional>
#include <string_view>

#include "engine/base/date.hpp"

namespace tradein {

/// A day number of a sheet, with minutes where it has a fraction.
struct SheetDay {
  Date date;
  int minute = 0;
  bool whole = true;
};
[[nodiscard]] std::optional<SheetDay> read_sheet_day(std::string_view number,
                                                     bool from_1904) noexcept;

}  // namespace tradein
