#include "tools/claimgen/row.hpp"

#include <cstring>

#include "engine/base/assert.hpp"
#include "engine/base/money.hpp"

namespace tradein::claimgen {
namespace {

constexpr std::array<std::string_view, column_count> names{
    "claim_id",
    "kind",
    "region",
    "applied_on",
    "consumer_id",
    "consumer_name",
    "consumer_phone",
    "bank_card",
    "invoice_no",
    "invoice_date",
    "invoice_title",
    "invoice_remark",
    "invoice_items",
    "invoice_total",
    "price",
    "price_excl_tax",
    "consumer_paid",
    "subsidy_claimed",
    "category",
    "brand",
    "model",
    "gtin",
    "serial_no",
    "imei",
    "efficiency_grade",
    "list_price",
    "merchant_discount",
    "channel",
    "delivered_on",
    "delivery_region",
    "activated",
    "old_item_returned",
    "issuer_id",
    "qualified_at",
    "redeemed_at",
    "qualification_attempt",
    "order_items",
    "old_vin",
    "old_fuel",
    "old_vehicle_class",
    "old_registered_on",
    "old_owned_since",
    "old_owner_id",
    "scrap_certificate_no",
    "scrapped_on",
    "deregistered_on",
    "old_sold_on",
    "used_car_invoice_no",
    "transfer",
    "sold_through",
    "new_vin",
    "new_energy",
    "new_displacement_l",
    "new_in_catalogue",
    "new_registered_on",
    "registration_region",
    "new_owner_id",
    "project",
    "dwelling_id",
    "dwelling_completed_on",
    "beneficiary",
    "age",
    "disabled",
};
static_assert(names.back() == "disabled" &&
              names[static_cast<std::size_t>(Column::imei)] == "imei");

}  // namespace

std::string_view name_of(Column column) noexcept { return names[static_cast<std::size_t>(column)]; }

void Row::clear() noexcept {
  cells_.fill(Cell{});
  used_ = 0;
}

void Row::text(Column column, std::string_view value) noexcept {
  cell(column) = {value.data(), static_cast<std::uint16_t>(value.size()), Shape::text};
}

void Row::put(Column column, const char* end, Shape shape) noexcept {
  const char* begin = memory_.data() + used_;
  const auto size = static_cast<std::uint16_t>(end - begin);
  cell(column) = {begin, size, shape};
  used_ += size;
  TRADEIN_ASSERT(used_ < memory_.size() - 64);
}

void Row::number(Column column, std::uint32_t value) noexcept {
  std::array<char, 10> digits{};
  std::size_t first = digits.size();
  do {
    digits[--first] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  char* const out = memory_.data() + used_;
  std::memcpy(out, digits.data() + first, digits.size() - first);
  put(column, out + (digits.size() - first), Shape::bare);
}

void Row::boolean(Column column, bool value) noexcept {
  text(column, value ? "true" : "false");
  cell(column).shape = Shape::bare;
}

void Row::money(Column column, std::int64_t fen) noexcept {
  put(column, write_yuan(Money::from_fen(fen), memory_.data() + used_), Shape::text);
}

void Row::date(Column column, Date day) noexcept {
  put(column, write_iso(day, memory_.data() + used_), Shape::text);
}

void Row::time(Column column, Date day, unsigned minute) noexcept {
  const auto when = DateTime::of(day, static_cast<int>(minute / 60), static_cast<int>(minute % 60));
  put(column, write_iso(when, memory_.data() + used_), Shape::text);
}

std::string_view Row::keep(std::string_view a, std::string_view b, std::string_view c,
                           std::string_view d, std::string_view e, std::string_view f) noexcept {
  char* const begin = memory_.data() + used_;
  for (const std::string_view part : {a, b, c, d, e, f}) {
    TRADEIN_ASSERT(used_ + part.size() < memory_.size() - 64);
    if (part.empty()) continue;
    std::memcpy(memory_.data() + used_, part.data(), part.size());
    used_ += part.size();
  }
  return {begin, static_cast<std::size_t>(memory_.data() + used_ - begin)};
}

std::string_view Row::at(Column column) const noexcept {
  return cells_[static_cast<std::size_t>(column)].view();
}

}  // namespace tradein::claimgen
