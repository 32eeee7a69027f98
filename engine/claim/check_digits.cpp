#include "engine/claim/check_digits.hpp"

#include <array>
#include <cstdint>

#include "engine/base/assert.hpp"

namespace tradein {
namespace {

using Table = std::array<std::int8_t, 256>;

constexpr Table table_of(std::string_view signs) {
  Table table{};
  table.fill(-1);
  for (std::size_t i = 0; i < signs.size(); ++i)
    table[static_cast<unsigned char>(signs[i])] = static_cast<std::int8_t>(i);
  return table;
}

constexpr Table uscc_values = table_of("0123456789ABCDEFGHJKLMNPQRTUWXY");

constexpr Table vin_table() {
  Table table = table_of("0123456789");
  constexpr std::string_view letters = "ABCDEFGHJKLMNPRSTUVWXYZ";
  constexpr std::string_view values = "12345678123457923456789";
  for (std::size_t i = 0; i < letters.size(); ++i)
    table[static_cast<unsigned char>(letters[i])] = static_cast<std::int8_t>(values[i] - '0');
  return table;
}
constexpr Table vin_values = vin_table();

constexpr std::array<std::uint8_t, 17> id_weights{7, 9, 10, 5,  8, 4, 2, 1, 6,
                                                  3, 7, 9,  10, 5, 8, 4, 2};
constexpr std::array<std::uint8_t, 17> uscc_weights{1,  3,  9,  27, 19, 26, 16, 17, 20,
                                                    29, 25, 13, 8,  24, 10, 30, 28};
constexpr std::array<std::uint8_t, 17> vin_weights{8, 7, 6, 5, 4, 3, 2, 10, 0,
                                                   9, 8, 7, 6, 5, 4, 3, 2};

int digit(char c) noexcept { return c - '0'; }
int value_in(const Table& table, char c) noexcept { return table[static_cast<unsigned char>(c)]; }

bool all_in(const Table& table, std::string_view text) noexcept {
  bool good = true;
  for (const char c : text) good &= value_in(table, c) >= 0;
  return good;
}

}  // namespace

bool all_digits(std::string_view text) noexcept {
  bool good = !text.empty();
  for (const char c : text) good &= c >= '0' && c <= '9';
  return good;
}

bool resident_id_shape(std::string_view text) noexcept {
  return text.size() == 18 && all_digits(text.substr(0, 17)) &&
         (all_digits(text.substr(17)) || text[17] == 'X');
}

bool resident_id_check(std::string_view text) noexcept {
  TRADEIN_ASSERT(text.size() == 18);
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += digit(text[i]) * id_weights[i];
  return "10X98765432"[sum % 11] == text[17];
}

std::optional<Date> resident_id_birthday(std::string_view text) noexcept {
  TRADEIN_ASSERT(text.size() == 18);
  const auto two = [&](std::size_t at) { return digit(text[at]) * 10 + digit(text[at + 1]); };
  const int year = two(6) * 100 + two(8);
  if (year < 1880) return std::nullopt;
  return Date::from_ymd(year, static_cast<unsigned>(two(10)), static_cast<unsigned>(two(12)));
}

bool uscc_shape(std::string_view text) noexcept {
  return text.size() == 18 && all_in(uscc_values, text);
}

bool uscc_check(std::string_view text) noexcept {
  TRADEIN_ASSERT(text.size() == 18);
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += value_in(uscc_values, text[i]) * uscc_weights[i];
  return (31 - sum % 31) % 31 == value_in(uscc_values, text[17]);
}

bool vin_shape(std::string_view text) noexcept {
  return text.size() == 17 && all_in(vin_values, text);
}

bool vin_check(std::string_view text) noexcept {
  TRADEIN_ASSERT(text.size() == 17);
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += value_in(vin_values, text[i]) * vin_weights[i];
  return "0123456789X"[sum % 11] == text[8];
}

bool gtin13_check(std::string_view digits) noexcept {
  TRADEIN_ASSERT(digits.size() == 13);
  int sum = 0;
  for (std::size_t i = 0; i < 13; ++i) sum += digit(digits[i]) * (i % 2 == 0 ? 1 : 3);
  return sum % 10 == 0;
}

bool luhn_check(std::string_view digits) noexcept {
  constexpr std::array<std::uint8_t, 10> doubled{0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
  int sum = 0;
  bool twice = false;
  for (std::size_t i = digits.size(); i-- > 0; twice = !twice) {
    const int value = digit(digits[i]);
    sum += twice ? doubled[static_cast<std::size_t>(value)] : value;
  }
  return sum % 10 == 0;
}

}  // namespace tradein
