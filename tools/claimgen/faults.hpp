#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tradein::claimgen {

enum class Kind : std::uint8_t { appliance, digital, car_scrap, car_replace, renovation };

/// What is wrong with a claim. Each is a mistake that retailers really make.
enum class Fault : std::uint8_t {
  none,
  unreadable_date,
  wrong_id_check_digit,
  wrong_goods_check_digit,
  missing_invoice_no,
  mangled_invoice_no,
  too_many_decimals,
  company_title,
  other_title,
  conflicting_claim_id,
  sent_twice,
  missing_serial,
  duplicate_serial,
  two_on_one_invoice,
  late_delivery,
  unlisted_category,
  low_grade,
  claimed_above_cap,
  price_above_limit,
  before_programme,
  old_car_too_new,
  duplicate_vin,
};

struct FaultInfo {
  Fault fault;
  std::string_view name;
  std::string_view
      kinds;  // "a" appliance, "d" digital, "s" scrapped car, "r" replaced car, "h" home
  std::string_view what;
};

inline constexpr std::array<FaultInfo, 21> faults{{
    {Fault::unreadable_date, "unreadable-date", "adsrh", "the invoice is dated 2025-02-30"},
    {Fault::wrong_id_check_digit, "wrong-id-check-digit", "adsrh",
     "the identity number's last sign is another one"},
    {Fault::wrong_goods_check_digit, "wrong-goods-check-digit", "adsr",
     "a digit of the bar code, IMEI or new car's VIN is another one"},
    {Fault::missing_invoice_no, "missing-invoice-no", "adsrh", "no invoice number"},
    {Fault::mangled_invoice_no, "mangled-invoice-no", "adsrh",
     "a spreadsheet made the invoice number 2.5372E+19"},
    {Fault::too_many_decimals, "too-many-decimals", "adsrh", "the price has three decimals"},
    {Fault::company_title, "company-title", "adsrh", "the invoice is titled to a company"},
    {Fault::other_title, "other-title", "adsrh", "the invoice is titled to another person"},
    {Fault::conflicting_claim_id, "conflicting-claim-id", "adsrh",
     "the claim id of an earlier claim with other content"},
    {Fault::sent_twice, "sent-twice", "adsrh", "an earlier claim once more, unchanged"},
    {Fault::missing_serial, "missing-serial", "ad", "no serial number"},
    {Fault::duplicate_serial, "duplicate-serial", "ad", "the serial number of an earlier claim"},
    {Fault::two_on_one_invoice, "two-on-one-invoice", "ad", "the invoice of an earlier claim"},
    {Fault::late_delivery, "late-delivery", "ad", "delivered 40 days after the sale"},
    {Fault::unlisted_category, "unlisted-category", "a", "a category that no programme lists"},
    {Fault::low_grade, "low-grade", "a", "energy grade 3"},
    {Fault::claimed_above_cap, "claimed-above-cap", "a", "the shop forgot the cap for one item"},
    {Fault::price_above_limit, "price-above-limit", "d", "dearer than the programme allows"},
    {Fault::before_programme, "before-programme", "adsr", "bought before the first day"},
    {Fault::old_car_too_new, "old-car-too-new", "s", "the scrapped car is of 2019"},
    {Fault::duplicate_vin, "duplicate-vin", "sr", "the new car of an earlier claim"},
}};

[[nodiscard]] constexpr char letter(Kind kind) noexcept {
  return std::string_view{"adsrh"}[static_cast<std::size_t>(kind)];
}

}  // namespace tradein::claimgen
