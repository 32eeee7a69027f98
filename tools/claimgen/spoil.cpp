#include "tools/claimgen/generator.hpp"
#include "tools/claimgen/identifiers.hpp"

namespace tradein::claimgen {
namespace {

/// The same text with the sign at `at` replaced by the next digit.
std::string_view with_other_digit(Row& row, std::string_view text, std::size_t at) noexcept {
  const char sign = text[at];
  const char other = sign >= '0' && sign < '9' ? static_cast<char>(sign + 1) : '0';
  return row.keep(text.substr(0, at), {&other, 1}, text.substr(at + 1));
}

Column goods_code(Kind kind) noexcept {
  if (kind == Kind::appliance) return Column::gtin;
  return kind == Kind::digital ? Column::imei : Column::new_vin;
}

}  // namespace

/// The faults that do not already stand in the making of the claim (price, grade, days).
void Generator::spoil(Plan plan, Row& row) noexcept {
  const Fault fault = plan.fault;
  const Column code = goods_code(plan.kind);
  if (fault == Fault::unreadable_date) row.text(Column::invoice_date, "2025-02-30");
  if (fault == Fault::wrong_id_check_digit) {
    row.text(Column::consumer_id, with_other_digit(row, row.at(Column::consumer_id), 17));
  }
  if (fault == Fault::wrong_goods_check_digit) {
    row.text(code, with_other_digit(row, row.at(code), row.at(code).size() - 2));
  }
  if (fault == Fault::missing_invoice_no) row.drop(Column::invoice_no);
  if (fault == Fault::mangled_invoice_no) row.text(Column::invoice_no, "2.5372E+19");
  if (fault == Fault::too_many_decimals) {
    row.text(Column::price, row.keep(row.at(Column::price), "5"));
  }
  if (fault == Fault::company_title) row.text(Column::invoice_title, "云杉信息咨询有限公司");
  if (fault == Fault::other_title) row.text(Column::invoice_title, "尉迟无忌");
  if (fault == Fault::missing_serial) row.drop(Column::serial_no);
  if (fault == Fault::unlisted_category) row.text(Column::category, "扫地机器人");
}

/// The faults that borrow from an earlier claim; without one the claim stays as it is.
void Generator::borrow(std::uint64_t index, Plan plan, Row& row) const noexcept {
  const auto other = earlier(index, plan.kind);
  if (!other) return;
  if (plan.fault == Fault::duplicate_serial) {
    row.text(Column::serial_no, serial_of(*other, row));
    remark(row);
  }
  if (plan.fault == Fault::duplicate_vin) row.text(Column::new_vin, vin_of(*other, row));
  if (plan.fault == Fault::two_on_one_invoice) {
    row.text(Column::invoice_no, invoice_of(*other, place_of(*other), row));
  }
  if (plan.fault == Fault::conflicting_claim_id) row.text(Column::claim_id, id_of(*other, row));
}

}  // namespace tradein::claimgen
