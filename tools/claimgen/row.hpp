#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/date.hpp"

namespace tradein::claimgen {

/// Every column that a generated batch has, in the order of the file: the union over the kinds.
enum class Column : std::uint8_t {
  claim_id,
  kind,
  region,
  applied_on,
  consumer_id,
  consumer_name,
  consumer_phone,
  bank_card,
  invoice_no,
  invoice_date,
  invoice_title,
  invoice_remark,
  invoice_items,
  invoice_total,
  price,
  price_excl_tax,
  consumer_paid,
  subsidy_claimed,
  category,
  brand,
  model,
  gtin,
  serial_no,
  imei,
  efficiency_grade,
  list_price,
  merchant_discount,
  channel,
  delivered_on,
  delivery_region,
  activated,
  old_item_returned,
  issuer_id,
  qualified_at,
  redeemed_at,
  qualification_attempt,
  order_items,
  old_vin,
  old_fuel,
  old_vehicle_class,
  old_registered_on,
  old_owned_since,
  old_owner_id,
  scrap_certificate_no,
  scrapped_on,
  deregistered_on,
  old_sold_on,
  used_car_invoice_no,
  transfer,
  sold_through,
  new_vin,
  new_energy,
  new_displacement_l,
  new_in_catalogue,
  new_registered_on,
  registration_region,
  new_owner_id,
  project,
  dwelling_id,
  dwelling_completed_on,
  beneficiary,
  age,
  disabled,
};
inline constexpr std::size_t column_count = static_cast<std::size_t>(Column::disabled) + 1;
[[nodiscard]] std::string_view name_of(Column column) noexcept;

enum class Shape : std::uint8_t { absent, text, bare };  // bare: a JSON number or boolean

struct Cell {
  const char* data = nullptr;
  std::uint16_t size = 0;
  Shape shape = Shape::absent;
  [[nodiscard]] std::string_view view() const noexcept { return {data, size}; }
};

/// One claim on its way to the file. Texts given to `text` are literals or come from `keep`.
class Row {
 public:
  void clear() noexcept;
  void text(Column column, std::string_view value) noexcept;
  void number(Column column, std::uint32_t value) noexcept;
  void boolean(Column column, bool value) noexcept;
  void money(Column column, std::int64_t fen) noexcept;  // fen >= 0
  void date(Column column, Date day) noexcept;
  void time(Column column, Date day, unsigned minute) noexcept;
  void drop(Column column) noexcept { cell(column) = Cell{}; }

  /// Copies the parts one after the other into the row's own memory.
  std::string_view keep(std::string_view a, std::string_view b = {}, std::string_view c = {},
                        std::string_view d = {}, std::string_view e = {},
                        std::string_view f = {}) noexcept;

  [[nodiscard]] std::string_view at(Column column) const noexcept;
  [[nodiscard]] const std::array<Cell, column_count>& cells() const noexcept { return cells_; }

 private:
  Cell& cell(Column column) noexcept { return cells_[static_cast<std::size_t>(column)]; }
  void put(Column column, const char* end, Shape shape) noexcept;

  std::array<Cell, column_count> cells_{};
  std::array<char, 4096> memory_{};
  std::size_t used_ = 0;
};

}  // namespace tradein::claimgen
