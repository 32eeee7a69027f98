#include "tools/claimgen/generator.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "tools/claimgen/identifiers.hpp"

namespace tradein::claimgen {
namespace {

constexpr std::uint64_t look_back = 2000;

Date day(int year, unsigned month, unsigned day_of_month) noexcept {
  return *Date::from_ymd(year, month, day_of_month);
}

Date after(Date from, std::uint32_t days) noexcept {
  return Date::from_days(from.days() + static_cast<std::int32_t>(days));
}

Date before(Date from, std::uint32_t days) noexcept {
  return Date::from_days(from.days() - static_cast<std::int32_t>(days));
}

/// Where goods are sold; a city without rules of its own is decided by the layer above.
const Place& place_of_sale(Random& random) noexcept {
  const std::uint32_t share = random.below(100);
  if (share < 45) return jinan;
  if (share < 65) return qingdao;
  if (share < 80) return yantai;
  return fuzhou;
}

/// The shop's own sum, as the notices of 2025 have it: a grade's rate of the price, at most a cap.
std::int64_t shop_sum(Kind kind, unsigned grade, std::int64_t price_fen) noexcept {
  if (kind == Kind::digital) return std::min<std::int64_t>(price_fen * 15 / 100, 50'000);
  return std::min<std::int64_t>(price_fen * (grade == 1 ? 20 : 15) / 100, 200'000);
}

std::uint32_t full_years(Date birth, Date on) noexcept {
  const auto from = birth.ymd(), to = on.ymd();
  const bool birthday_ahead = std::pair{to.month(), to.day()} < std::pair{from.month(), from.day()};
  const int years = static_cast<int>(to.year()) - static_cast<int>(from.year());
  return static_cast<std::uint32_t>(years - (birthday_ahead ? 1 : 0));
}

/// The sign of a VIN's model year, 2001 to 2030.
char year_sign(int year) noexcept {
  constexpr std::string_view signs = "123456789ABCDEFGHJKLMNPRSTVWXY";
  return signs[static_cast<std::size_t>(year - 2001)];
}

}  // namespace

Generator::Generator(std::uint64_t seed, std::string_view retailer)
    : seed_{seed},
      key_{mix(seed + 0x9e3779b97f4a7c15U)},
      retailer_{retailer},
      id_prefix_{"G" + std::to_string(seed) + "-"} {}

Random Generator::plan_random(std::uint64_t index) const noexcept {
  return Random{key_ ^ mix(index + 1)};
}

Random Generator::content_random(std::uint64_t index) const noexcept {
  return Random{mix(key_ + mix(index + 7))};
}

Plan Generator::plan(std::uint64_t index) const noexcept {
  Random random = plan_random(index);
  const std::uint32_t share = random.below(1000);
  Plan plan{Kind::renovation, Fault::none};
  if (share < 550)
    plan.kind = Kind::appliance;
  else if (share < 850)
    plan.kind = Kind::digital;
  else if (share < 930)
    plan.kind = Kind::car_scrap;
  else if (share < 950)
    plan.kind = Kind::car_replace;
  if (random.below(1000) >= 50) return plan;
  // A draw that does not concern this kind is drawn again, so that the share of faults stays.
  for (;;) {
    const FaultInfo& drawn = faults[random.below(faults.size())];
    if (drawn.kinds.find(letter(plan.kind)) == std::string_view::npos) continue;
    plan.fault = drawn.fault;
    return plan;
  }
}

const Place& Generator::place_of(std::uint64_t index) const noexcept {
  Random random = content_random(index);
  return place_of_sale(random);
}

std::optional<std::uint64_t> Generator::earlier(std::uint64_t index, Kind kind) const noexcept {
  if (index == 0) return std::nullopt;
  const std::uint64_t back = 1 + mix(key_ + index) % look_back;
  std::uint64_t at = index - std::min(back, index);
  for (; at < index; ++at) {
    const Plan plan = this->plan(at);
    if (plan.kind == kind && plan.fault == Fault::none) return at;
  }
  return std::nullopt;
}

Generator::Person Generator::person(std::uint64_t index, const Place& place, bool elderly,
                                    Row& row) const noexcept {
  // One in fifty has come before, so that limits a person are felt at times.
  Random random{mix(key_ + index * 3)};
  const std::uint64_t back = 1 + random.below(look_back);
  const std::uint64_t who = random.below(50) == 0 && back <= index ? index - back : index;
  // Day of birth x order number x county, each combination once before any comes again.
  const std::uint32_t birth_days = elderly ? 5'400 : 20'000;
  const std::uint64_t number = scattered(who, std::uint64_t{990} * birth_days * 4, key_);
  const std::uint64_t traits = mix(key_ ^ number);

  const auto order = static_cast<unsigned>(number % 990 + 1);
  const auto born = static_cast<std::uint32_t>(number / 990 % birth_days);
  const Date birth = after(day(1944, 3, 1), born);
  std::array<char, 10> iso{};
  write_iso(birth, iso.data());
  const std::array<char, 8> compact{iso[0], iso[1], iso[2], iso[3], iso[5], iso[6], iso[8], iso[9]};
  const std::string_view birth_text{compact.data(), compact.size()};
  const std::size_t county = number / 990 / birth_days % place.counties.size();

  std::array<char, 11> phone{'1'};
  phone[1] = "3578"[traits % 4];
  write_digits(scattered(who, nine_digits, traits), phone.data() + 2, 9);
  const auto pick = [&](unsigned shift) { return traits >> shift & 31; };
  const std::string_view second = pick(30) < 20 ? given_names[pick(20)] : std::string_view{};
  return {.name = row.keep(surnames[pick(10)], given_names[pick(15)], second),
          .id = row.keep(resident_id(place.counties[county], birth_text, order)),
          .phone = row.keep({phone.data(), phone.size()}),
          .birth = birth};
}

std::string_view Generator::id_of(std::uint64_t index, Row& row) const noexcept {
  std::array<char, 9> number{};
  write_digits(index + 1, number.data(), number.size());
  return row.keep(id_prefix_, {number.data(), number.size()});
}

std::string_view Generator::serial_of(std::uint64_t index, Row& row) const noexcept {
  return row.keep("SN", serial(mix(key_ ^ (index * 2 + 1))));
}

std::string_view Generator::invoice_of(std::uint64_t index, const Place& place,
                                       Row& row) const noexcept {
  const auto high = static_cast<unsigned>(mix(key_ + index) % 1'000'000);
  return row.keep(
      invoice_no(25, place.region.substr(0, 2), 2, high, scattered(index, nine_digits, key_)));
}

std::string_view Generator::vin_of(std::uint64_t index, Row& row) const noexcept {
  const std::string_view maker = car_makers[mix(index) % car_makers.size()];
  return row.keep(vin(maker, scattered(index, nine_digits, key_) + mix(key_) % 1000 * nine_digits,
                      year_sign(2025)));
}

void Generator::common(std::uint64_t index, const Place& place, const Person& who,
                       Row& row) const noexcept {
  row.text(Column::claim_id, id_of(index, row));
  row.text(Column::region, place.region);
  row.text(Column::consumer_id, who.id);
  row.text(Column::consumer_name, who.name);
  row.text(Column::consumer_phone, who.phone);
  row.text(Column::invoice_no, invoice_of(index, place, row));
  row.text(Column::invoice_title, who.name);
  row.number(Column::invoice_items, 1);
}

void Generator::remark(Row& row) noexcept {
  row.text(Column::invoice_remark,
           row.keep("型号:", row.at(Column::model), " 商品条码:", row.at(Column::gtin),
                    " SN:", row.at(Column::serial_no)));
}

/// What was sold, and its price.
void Generator::article(std::uint64_t index, Plan plan, Random& random, Row& row) const noexcept {
  const bool digital = plan.kind == Kind::digital;
  const std::uint32_t which =
      digital ? random.below(digital_goods.size()) : random.below(appliances.size());
  const Goods& sold = digital ? digital_goods[which] : appliances[which];
  const std::uint32_t brand = random.below(brands.size());
  const std::uint32_t version = brand * 100 + random.below(40);
  std::array<char, 4> suffix{};
  write_digits(1000 + version, suffix.data(), suffix.size());
  row.text(Column::category, sold.category);
  row.text(Column::brand, brands[brand]);
  row.text(Column::model, row.keep(sold.model, {suffix.data(), suffix.size()}));
  row.text(Column::gtin, row.keep(gtin(((digital ? 50 : 10) + which) * 100'000 + version)));
  row.text(Column::serial_no, serial_of(index, row));
  remark(row);

  // Every price ends in 9.00 yuan: its 15 and 20 per cent are whole fen, whatever rounds them.
  const std::uint32_t steps = (sold.price_to_yuan - sold.price_from_yuan) / 10;
  std::int64_t price_fen = std::int64_t{sold.price_from_yuan + 10 * random.below(steps + 1)} * 100;
  unsigned grade = random.below(100) < 65 ? 1 : 2;
  if (plan.fault == Fault::low_grade) grade = 3;
  if (plan.fault == Fault::claimed_above_cap) price_fen = 1'399'900;
  if (plan.fault == Fault::price_above_limit) price_fen = 629'900;
  const bool capped = plan.fault != Fault::claimed_above_cap;
  const std::int64_t subsidy_fen = capped ? shop_sum(plan.kind, grade, price_fen) : price_fen / 5;
  const std::int64_t discount_fen = std::int64_t{random.below(4)} * 10'000;
  if (!digital) row.number(Column::efficiency_grade, grade);
  row.money(Column::invoice_total, price_fen);
  row.money(Column::price, price_fen);
  row.money(Column::consumer_paid, price_fen - subsidy_fen);
  row.money(Column::subsidy_claimed, subsidy_fen);
  row.money(Column::list_price, price_fen + discount_fen);
  row.money(Column::merchant_discount, discount_fen);
}

void Generator::goods(std::uint64_t index, Plan plan, Random& random, Row& row) const noexcept {
  const bool digital = plan.kind == Kind::digital;
  const Place& place = place_of_sale(random);
  common(index, place, person(index, place, false, row), row);
  row.text(Column::kind, digital ? "digital" : "appliance");
  article(index, plan, random, row);

  Date sold_on = after(day(2025, 2, 1), random.below(300));
  if (plan.fault == Fault::before_programme) sold_on = day(2024, 12, 20);
  const bool late = plan.fault == Fault::late_delivery;
  const Date delivered = after(sold_on, late ? 40 : random.below(11));
  const std::uint32_t taken = random.between(8 * 60, 12 * 60);
  row.date(Column::invoice_date, sold_on);
  row.date(Column::delivered_on, delivered);
  row.date(Column::applied_on, after(delivered, random.below(6)));
  row.time(Column::qualified_at, sold_on, taken);
  row.time(Column::redeemed_at, sold_on, taken + random.between(5, 400));
  row.number(Column::qualification_attempt, random.below(20) == 0 ? 2 : 1);
  row.number(Column::order_items, 1);
  row.text(Column::channel, random.below(10) < 6 ? "offline" : "online");
  row.text(Column::delivery_region, place.region);
  row.text(Column::issuer_id, retailer_);
  if (digital) {
    const std::uint64_t high = mix(key_ + index) % 1000;
    row.text(Column::imei,
             row.keep(imei(high * nine_digits + scattered(index, nine_digits, key_))));
    row.boolean(Column::activated, true);
  } else {
    row.boolean(Column::old_item_returned, random.below(10) < 7);
  }
}

void Generator::old_car(Fault fault, std::uint64_t number, Random& random, Row& row) noexcept {
  const std::uint32_t share = random.below(100);
  const bool nev = share >= 90;
  const Date first = nev ? day(2014, 1, 1) : day(2006, 1, 1);
  Date registered = after(first, random.below(nev ? 1'800 : 2'300));
  if (fault == Fault::old_car_too_new) registered = day(2019, 6, 3);
  row.text(Column::old_fuel, nev ? "nev" : share >= 75 ? "diesel" : "petrol");
  row.text(Column::old_vehicle_class, "passenger");
  row.date(Column::old_registered_on, registered);
  row.date(Column::old_owned_since, after(registered, random.below(1'500)));
  row.text(Column::old_owner_id, row.at(Column::consumer_id));
  const int year = static_cast<int>(registered.ymd().year());
  row.text(Column::old_vin, row.keep(vin("LGH", number, year_sign(year))));
  // Who scraps a new-energy car is paid for nothing but another.
  const bool buys_nev = nev || random.below(100) < 60;
  row.text(Column::new_energy, buys_nev ? "nev" : "fuel");
  if (buys_nev) {
    row.boolean(Column::new_in_catalogue, true);
  } else {
    row.text(Column::new_displacement_l, random.below(2) == 0 ? "1.5" : "2.0");
  }
}

void Generator::car(std::uint64_t index, Plan plan, Random& random, Row& row) const noexcept {
  const bool scrap = plan.kind == Kind::car_scrap;
  const Place& place = place_of_sale(random);
  const std::uint64_t number = scattered(index, nine_digits, key_);
  common(index, place, person(index, place, false, row), row);
  row.text(Column::kind, scrap ? "car-scrap" : "car-replace");
  row.text(Column::bank_card, row.keep(bank_card(mix(key_) % 1000 * nine_digits + number)));
  const std::int64_t price_fen = std::int64_t{random.between(70, 320)} * 100'000 - 20'000;
  row.money(Column::invoice_total, price_fen);
  row.money(Column::price, price_fen);
  row.money(Column::price_excl_tax, (price_fen * 200 + 113) / 226);  // 13 % VAT
  old_car(plan.fault, number, random, row);
  row.text(Column::new_vin, vin_of(index, row));

  Date sold_on = after(day(2025, 2, 10), random.below(280));
  if (plan.fault == Fault::before_programme) sold_on = day(2024, 6, 18);
  const Date given_up = before(sold_on, random.between(1, 14));
  const Date registered = after(sold_on, random.between(5, 9));
  row.date(Column::invoice_date, sold_on);
  row.date(Column::new_registered_on, registered);
  row.date(Column::applied_on, after(registered, random.between(1, 10)));
  row.text(Column::registration_region, place.region);
  row.text(Column::new_owner_id, row.at(Column::consumer_id));
  if (scrap) {
    std::array<char, 9> digits{};
    write_digits(number, digits.data(), digits.size());
    row.text(Column::scrap_certificate_no, row.keep("BF2025", {digits.data(), digits.size()}));
    row.date(Column::scrapped_on, given_up);
    row.date(Column::deregistered_on, after(given_up, random.between(1, 4)));
  } else {
    row.date(Column::old_sold_on, given_up);
    row.text(Column::used_car_invoice_no,
             row.keep(invoice_no(25, place.region.substr(0, 2), 7, 0, number)));
    row.text(Column::transfer, "sale");
    row.text(Column::sold_through, "filed-dealer");
  }
}

void Generator::renovation(std::uint64_t index, Random& random, Row& row) const noexcept {
  const Person who = person(index, taiyuan, true, row);
  common(index, taiyuan, who, row);
  row.text(Column::kind, "renovation");
  row.text(Column::project, "elderly");
  row.text(Column::category, "适老化");
  // Whole tens of yuan, so that 30 per cent are whole yuan.
  const std::int64_t price_fen = std::int64_t{random.between(30, 600)} * 1'000;
  const std::int64_t subsidy_fen = price_fen * 30 / 100;
  row.money(Column::invoice_total, price_fen);
  row.money(Column::price, price_fen);
  row.money(Column::consumer_paid, price_fen - subsidy_fen);
  row.money(Column::subsidy_claimed, subsidy_fen);

  const Date sold_on = after(day(2025, 8, 1), random.below(120));
  row.date(Column::invoice_date, sold_on);
  const Date applied_on = after(sold_on, random.between(1, 12));
  row.date(Column::applied_on, applied_on);
  std::array<char, 9> house{};
  write_digits(scattered(index, nine_digits, key_), house.data(), house.size());
  const std::string_view county = taiyuan.counties[random.below(4)];
  row.text(Column::dwelling_id, row.keep(county, "001", {house.data(), house.size()}, "F0001"));
  row.date(Column::dwelling_completed_on, after(day(1988, 5, 1), random.below(10'000)));
  const std::uint32_t share = random.below(100);
  row.text(Column::beneficiary, share < 90   ? "general"
                                : share < 97 ? "low-income"
                                             : "extreme-poverty");
  row.number(Column::age, full_years(who.birth, applied_on));
  row.boolean(Column::disabled, random.below(10) == 0);
}

void Generator::make(std::uint64_t index, Row& row) const noexcept {
  Plan plan = this->plan(index);
  if (plan.fault == Fault::sent_twice) {
    if (const auto at = earlier(index, plan.kind)) return make(*at, row);
    plan.fault = Fault::none;
  }
  row.clear();
  Random random = content_random(index);
  switch (plan.kind) {
    case Kind::appliance:
    case Kind::digital:
      goods(index, plan, random, row);
      break;
    case Kind::car_scrap:
    case Kind::car_replace:
      car(index, plan, random, row);
      break;
    case Kind::renovation:
      renovation(index, random, row);
      break;
  }
  if (plan.fault == Fault::none) return;
  spoil(plan, row);
  borrow(index, plan, row);
}

}  // namespace tradein::claimgen
