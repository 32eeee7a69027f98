#include "tools/claimgen/identifiers.hpp"

#include <cstring>

namespace tradein::claimgen {
namespace {

constexpr unsigned digit(char sign) noexcept { return static_cast<unsigned>(sign - '0'); }

/// The last digit that makes the whole pass Luhn's test; `size` digits stand before it.
char luhn_digit(const char* signs, std::size_t size) noexcept {
  unsigned sum = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const bool doubled = (size - i) % 2 == 1;
    const unsigned value = digit(signs[i]) * (doubled ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

/// ISO 3779: what a sign of a VIN counts.
constexpr std::array<unsigned, 128> vin_values = [] {
  std::array<unsigned, 128> values{};
  for (unsigned i = 0; i < 10; ++i) values['0' + i] = i;
  for (unsigned i = 0; i < 8; ++i) values['A' + i] = i + 1;
  for (unsigned i = 0; i < 5; ++i) values['J' + i] = i + 1;
  values['P'] = 7;
  values['R'] = 9;
  for (unsigned i = 0; i < 8; ++i) values['S' + i] = i + 2;
  return values;
}();

constexpr std::string_view vin_signs = "ABCDEFGHJKLMNPRSTUVWXYZ123456789";
constexpr std::string_view serial_signs = "0123456789ABCDEFGHJKLMNPQRSTUVWX";
static_assert(vin_signs.size() == 32 && serial_signs.size() == 32);

}  // namespace

void write_digits(std::uint64_t value, char* out, std::size_t digits) noexcept {
  for (std::size_t i = digits; i-- > 0;) {
    out[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

Code<18> resident_id(std::string_view county, std::string_view birth, unsigned order) noexcept {
  constexpr std::array<unsigned, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  Code<18> id;
  std::memcpy(id.signs.data(), county.data(), 6);
  std::memcpy(id.signs.data() + 6, birth.data(), 8);
  write_digits(order, id.signs.data() + 14, 3);
  unsigned sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += digit(id.signs[i]) * weights[i];
  id.signs[17] = std::string_view{"10X98765432"}[sum % 11];
  return id;
}

Code<13> gtin(std::uint32_t article) noexcept {
  Code<13> code;
  std::memcpy(code.signs.data(), "690", 3);
  write_digits(article, code.signs.data() + 3, 9);
  unsigned sum = 0;
  for (std::size_t i = 0; i < 12; ++i) sum += digit(code.signs[i]) * (i % 2 == 0 ? 1 : 3);
  code.signs[12] = static_cast<char>('0' + (10 - sum % 10) % 10);
  return code;
}

Code<15> imei(std::uint64_t twelve_digits) noexcept {
  Code<15> code;
  std::memcpy(code.signs.data(), "86", 2);
  write_digits(twelve_digits, code.signs.data() + 2, 12);
  code.signs[14] = luhn_digit(code.signs.data(), 14);
  return code;
}

Code<19> bank_card(std::uint64_t twelve_digits) noexcept {
  Code<19> code;
  std::memcpy(code.signs.data(), "621700", 6);
  write_digits(twelve_digits, code.signs.data() + 6, 12);
  code.signs[18] = luhn_digit(code.signs.data(), 18);
  return code;
}

Code<17> vin(std::string_view maker, std::uint64_t number, char year) noexcept {
  constexpr std::array<unsigned, 17> weights{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
  Code<17> code;
  std::memcpy(code.signs.data(), maker.data(), 3);
  write_digits(number % 1'000'000, code.signs.data() + 11, 6);
  std::uint64_t rest = number / 1'000'000;
  for (std::size_t i = 3; i < 8; ++i, rest /= 32) code.signs[i] = vin_signs[rest % 32];
  code.signs[9] = year;
  code.signs[10] = vin_signs[rest % 23];
  unsigned sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (i != 8) sum += vin_values[static_cast<unsigned char>(code.signs[i])] * weights[i];
  }
  code.signs[8] = std::string_view{"0123456789X"}[sum % 11];
  return code;
}

Code<20> invoice_no(unsigned year, std::string_view province, unsigned channel, unsigned six,
                    std::uint64_t nine) noexcept {
  Code<20> code;
  write_digits(year, code.signs.data(), 2);
  std::memcpy(code.signs.data() + 2, province.data(), 2);
  write_digits(channel, code.signs.data() + 4, 1);
  write_digits(six, code.signs.data() + 5, 6);
  write_digits(nine, code.signs.data() + 11, 9);
  return code;
}

Code<13> serial(std::uint64_t number) noexcept {
  Code<13> code;
  for (std::size_t i = 13; i-- > 0; number /= 32) code.signs[i] = serial_signs[number % 32];
  return code;
}

}  // namespace tradein::claimgen
