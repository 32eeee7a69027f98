#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tradein::claimgen {

/// Made-up identifiers in the published shapes, with right check digits. Their digits come from a
/// number that is unique in the file, so two claims share an identifier only where a fault wants
/// it. The check digits are worked out here and not by engine/claim: one mistake in both would
/// hide.
template <std::size_t Size>
struct Code {
  std::array<char, Size> signs{};
  [[nodiscard]] operator std::string_view() const noexcept { return {signs.data(), Size}; }
};

/// A number below `modulus` (at most 10^9) that is another one for each index below it.
[[nodiscard]] constexpr std::uint64_t scattered(std::uint64_t index, std::uint64_t modulus,
                                                std::uint64_t offset) noexcept {
  constexpr std::uint64_t prime = 982'451'653;  // divides no modulus used: a permutation
  return (index % modulus * prime + offset % modulus) % modulus;
}
inline constexpr std::uint64_t nine_digits = 1'000'000'000;

/// `value` with leading zeros.
void write_digits(std::uint64_t value, char* out, std::size_t digits) noexcept;

/// GB 11643: six digits of a county, the day of birth as YYYYMMDD, an order number below 1000.
[[nodiscard]] Code<18> resident_id(std::string_view county, std::string_view birth,
                                   unsigned order) noexcept;
/// GTIN-13 with prefix 690.
[[nodiscard]] Code<13> gtin(std::uint32_t article) noexcept;
[[nodiscard]] Code<15> imei(std::uint64_t twelve_digits) noexcept;
/// A bank card of 19 digits (Luhn).
[[nodiscard]] Code<19> bank_card(std::uint64_t twelve_digits) noexcept;
/// GB 16735; `year` is the model year's sign, `plant` any capital letter of the set.
[[nodiscard]] Code<17> vin(std::string_view maker, std::uint64_t number, char year) noexcept;
/// 数电票: two digits of the year, two of the province, then channel and serial: 20 in all.
[[nodiscard]] Code<20> invoice_no(unsigned year, std::string_view province, unsigned channel,
                                  unsigned six, std::uint64_t nine) noexcept;
/// 13 signs that differ for every number (base 32 without the signs that people confuse).
[[nodiscard]] Code<13> serial(std::uint64_t number) noexcept;

}  // namespace tradein::claimgen
