#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tools/claimgen/catalogue.hpp"
#include "tools/claimgen/faults.hpp"
#include "tools/claimgen/random.hpp"
#include "tools/claimgen/row.hpp"

namespace tradein::claimgen {

struct Plan {
  Kind kind;
  Fault fault;
};

/// Claims from a seed: the n-th is a pure function of (seed, retailer, n), on any machine.
/// Shares: 85 % appliances and digital goods, 10 % cars, 5 % renovation; 5 % carry one fault.
/// A claim without a fault is meant to be approved, except for replaced cars (the sums are the
/// provinces') and the rare consumer who comes twice.
class Generator {
 public:
  Generator(std::uint64_t seed, std::string_view retailer);

  [[nodiscard]] Plan plan(std::uint64_t index) const noexcept;

  /// Fills `row` with claim `index`, counted from 0.
  void make(std::uint64_t index, Row& row) const noexcept;

 private:
  struct Person {
    std::string_view name, id, phone;
    Date birth;
  };

  [[nodiscard]] Random plan_random(std::uint64_t index) const noexcept;
  [[nodiscard]] Random content_random(std::uint64_t index) const noexcept;
  /// Where goods and cars of that claim were sold.
  [[nodiscard]] const Place& place_of(std::uint64_t index) const noexcept;
  [[nodiscard]] std::optional<std::uint64_t> earlier(std::uint64_t index, Kind kind) const noexcept;
  Person person(std::uint64_t index, const Place& place, bool elderly, Row& row) const noexcept;
  void common(std::uint64_t index, const Place& place, const Person& who, Row& row) const noexcept;
  void goods(std::uint64_t index, Plan plan, Random& random, Row& row) const noexcept;
  void article(std::uint64_t index, Plan plan, Random& random, Row& row) const noexcept;
  static void old_car(Fault fault, std::uint64_t number, Random& random, Row& row) noexcept;
  void car(std::uint64_t index, Plan plan, Random& random, Row& row) const noexcept;
  void renovation(std::uint64_t index, Random& random, Row& row) const noexcept;
  std::string_view id_of(std::uint64_t index, Row& row) const noexcept;
  std::string_view serial_of(std::uint64_t index, Row& row) const noexcept;
  std::string_view invoice_of(std::uint64_t index, const Place& place, Row& row) const noexcept;
  static void remark(Row& row) noexcept;
  std::string_view vin_of(std::uint64_t index, Row& row) const noexcept;
  static void spoil(Plan plan, Row& row) noexcept;
  void borrow(std::uint64_t index, Plan plan, Row& row) const noexcept;

  std::uint64_t seed_;
  std::uint64_t key_;
  std::string retailer_;
  std::string id_prefix_;
};

}  // namespace tradein::claimgen
