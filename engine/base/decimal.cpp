#include "engine/base/decimal.hpp"

#include <bid_conf.h>
#include <bid_functions.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace tradein {
namespace {

constexpr unsigned half_even = 0;  // BID_ROUNDING_TO_NEAREST

BID_UINT128 wide(const Decimal& value) noexcept {
  BID_UINT128 bits;
  std::memcpy(&bits, &value.bits(), sizeof bits);
  return bits;
}

Decimal::Bits narrow(BID_UINT128 bits) noexcept {
  Decimal::Bits out;
  std::memcpy(&out, &bits, sizeof out);
  return out;
}

using Operation = BID_UINT128 (*)(BID_UINT128, BID_UINT128, unsigned, unsigned*);

std::optional<Decimal> apply(Operation operation, const Decimal& a, const Decimal& b) noexcept {
  unsigned flags = 0;
  return Decimal::from_bits(narrow(operation(wide(a), wide(b), half_even, &flags)));
}

}  // namespace

Decimal::Decimal(std::int64_t value) noexcept : bits_{narrow(bid128_from_int64(value))} {}

std::optional<Decimal> Decimal::from_bits(Bits bits) noexcept {
  Decimal value;
  value.bits_ = bits;
  if (bid128_isFinite(wide(value)) == 0) return std::nullopt;
  return value;
}

std::optional<Decimal> Decimal::parse(std::string_view text) noexcept {
  // Digits with an optional sign, point and exponent; the library also takes names such as "inf",
  // which are no numbers.
  std::array<char, 128> copy{};
  if (text.empty() || text.size() >= copy.size()) return std::nullopt;
  std::size_t at = text[0] == '-' || text[0] == '+' ? 1 : 0;
  const auto run = [&] {
    const std::size_t first = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - first;
  };
  std::size_t digits = run();
  if (at < text.size() && text[at] == '.') {
    ++at;
    digits += run();
  }
  if (digits == 0) return std::nullopt;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (run() == 0) return std::nullopt;
  }
  if (at != text.size()) return std::nullopt;
  std::copy(text.begin(), text.end(), copy.begin());
  unsigned flags = 0;
  return from_bits(narrow(bid128_from_string(copy.data(), half_even, &flags)));
}

Decimal Decimal::scaled(std::int64_t mantissa, int scale) noexcept {
  unsigned flags = 0;
  return *from_bits(narrow(bid128_scalbn(wide(Decimal{mantissa}), -scale, half_even, &flags)));
}

std::optional<Decimal> Decimal::add(Decimal other) const noexcept {
  return apply(bid128_add, *this, other);
}
std::optional<Decimal> Decimal::subtract(Decimal other) const noexcept {
  return apply(bid128_sub, *this, other);
}
std::optional<Decimal> Decimal::multiply(Decimal other) const noexcept {
  return apply(bid128_mul, *this, other);
}
std::optional<Decimal> Decimal::divide(Decimal other) const noexcept {
  return apply(bid128_div, *this, other);
}
Decimal Decimal::negate() const noexcept { return *from_bits(narrow(bid128_negate(wide(*this)))); }
Decimal Decimal::abs() const noexcept { return *from_bits(narrow(bid128_abs(wide(*this)))); }

bool Decimal::is_integer() const noexcept {
  unsigned flags = 0;
  const BID_UINT128 whole = bid128_round_integral_zero(wide(*this), &flags);
  return bid128_quiet_equal(whole, wide(*this), &flags) != 0;
}

int Decimal::sign() const noexcept {
  if (bid128_isZero(wide(*this)) != 0) return 0;
  return bid128_isSigned(wide(*this)) != 0 ? -1 : 1;
}

std::optional<std::int64_t> Decimal::to_int64() const noexcept {
  unsigned flags = 0;
  const std::int64_t value = bid128_to_int64_xint(wide(*this), &flags);
  if (flags != 0) return std::nullopt;  // inexact or out of range
  return value;
}

std::optional<std::int64_t> Decimal::to_scaled(int scale) const noexcept {
  unsigned flags = 0;
  const auto moved = from_bits(narrow(bid128_scalbn(wide(*this), scale, half_even, &flags)));
  if (!moved || flags != 0) return std::nullopt;
  return moved->to_int64();
}

std::string Decimal::text() const {
  std::array<char, 64> raw{};  // sign, up to 34 digits, E, sign, exponent
  unsigned flags = 0;
  bid128_to_string(raw.data(), wide(*this), &flags);
  const std::string_view form = raw.data();
  const std::size_t e = form.find('E');
  std::string digits{form.substr(1, e - 1)};
  int exponent = std::stoi(std::string{form.substr(e + 1)});
  if (digits.find_first_not_of('0') == std::string::npos) return "0";
  digits.erase(0, digits.find_first_not_of('0'));
  while (exponent < 0 && digits.back() == '0') {
    digits.pop_back();
    ++exponent;
  }
  if (exponent >= 0) {
    digits.append(static_cast<std::size_t>(exponent), '0');
  } else {
    const auto places = static_cast<std::size_t>(-exponent);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    digits.insert(digits.size() - places, 1, '.');
  }
  return (form[0] == '-' ? "-" : "") + digits;
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) noexcept {
  unsigned flags = 0;
  if (bid128_quiet_equal(wide(a), wide(b), &flags) != 0) return std::strong_ordering::equal;
  return bid128_quiet_less(wide(a), wide(b), &flags) != 0 ? std::strong_ordering::less
                                                          : std::strong_ordering::greater;
}

bool operator==(const Decimal& a, const Decimal& b) noexcept {
  return (a <=> b) == std::strong_ordering::equal;
}

}  // namespace tradein
