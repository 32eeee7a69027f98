#include <array>
#include <charconv>

#include "engine/claim/check_digits.hpp"
#include "engine/claim/fold.hpp"
#include "engine/claim/value_parts.hpp"

namespace tradein {
namespace {

constexpr int year_min = 1900;
constexpr int year_max = 2200;

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// The leading digits, at most eight.
std::string_view leading_digits(std::string_view text) noexcept {
  std::size_t n = 0;
  while (n < text.size() && n < 9 && is_digit(text[n])) ++n;
  return text.substr(0, n);
}

int number_of(std::string_view digits) noexcept {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

ReadDate dated(int year, int month, int day, std::string_view rest) noexcept {
  ReadDate result{std::nullopt, trimmed(rest), RowErrorCode::date_no_such_day};
  if (year >= year_min && year <= year_max)
    result.date = Date::from_ymd(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  return result;
}

/// Takes one of - / . or a Chinese sign off the front.
bool take_sign(std::string_view& text, std::string_view chinese) noexcept {
  text = trimmed(text);
  if (text.starts_with(chinese)) {
    text.remove_prefix(chinese.size());
  } else if (!text.empty() && (text[0] == '-' || text[0] == '/' || text[0] == '.')) {
    text.remove_prefix(1);
  } else {
    return false;
  }
  text = trimmed(text);
  return true;
}

/// -1 for no Chinese numeral.
int chinese_digit(char32_t code) noexcept {
  constexpr std::u32string_view numerals = U"〇一二三四五六七八九";
  if (code == U'零' || code == U'○' || code == U'Ｏ') return 0;
  const auto at = numerals.find(code);
  return at == std::u32string_view::npos ? -1 : static_cast<int>(at);
}

/// 一 to 三十一, or digit by digit (二〇二五); stops at the first other sign.
int chinese_number(std::string_view text, std::size_t& at) noexcept {
  int value = 0;
  int count = 0;
  while (at < text.size() && count < 5) {
    std::size_t after = at;
    const char32_t code = next_code_point(text, after);
    const int single = chinese_digit(code);
    if (single < 0 && code != U'十') break;
    if (code == U'十') {
      value = value == 0 ? 10 : value * 10;
      std::size_t further = after;
      const int unit = further < text.size() ? chinese_digit(next_code_point(text, further)) : -1;
      if (unit > 0) {
        value += unit;
        after = further;
      }
      at = after;
      return value;
    }
    value = value * 10 + single;
    at = after;
    ++count;
  }
  return count == 0 ? -1 : value;
}

std::optional<ReadDate> read_chinese_date(std::string_view text) noexcept {
  std::array<int, 3> parts{};
  constexpr std::array<std::string_view, 3> signs{"年", "月", "日"};
  std::size_t at = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    parts[i] = chinese_number(text, at);
    if (parts[i] < 0) return std::nullopt;
    if (text.substr(at).starts_with(signs[i])) {
      at += signs[i].size();
    } else if (i == 2 && text.substr(at).starts_with("号")) {
      at += std::string_view{"号"}.size();
    } else {
      return std::nullopt;
    }
  }
  if (parts[0] < 1000) return ReadDate{std::nullopt, {}, RowErrorCode::date_short_year};
  return dated(parts[0], parts[1], parts[2], text.substr(at));
}

bool looks_like_serial(std::string_view text) noexcept {
  const auto point = text.find('.');
  return leading_digits(text).size() == 5 &&
         (text.size() == 5 || (point == 5 && all_digits(text.substr(6))));
}

ReadDate wrong(RowErrorCode code) noexcept { return {std::nullopt, {}, code}; }

}  // namespace

ReadDate read_date_text(std::string_view text) noexcept {
  if (looks_like_serial(text)) return wrong(RowErrorCode::date_serial);
  const std::string_view first = leading_digits(text);
  if (first.empty()) {
    const auto chinese = read_chinese_date(text);
    return chinese ? *chinese : wrong(RowErrorCode::date_form);
  }
  std::string_view rest = text.substr(first.size());
  if (first.size() == 8 && (rest.empty() || rest[0] == ' ' || rest[0] == 'T'))
    return dated(number_of(first.substr(0, 4)), number_of(first.substr(4, 2)),
                 number_of(first.substr(6, 2)), rest);
  if (!take_sign(rest, "年")) return wrong(RowErrorCode::date_form);
  const std::string_view second = leading_digits(rest);
  rest.remove_prefix(second.size());
  if (second.empty() || second.size() > 2 || !take_sign(rest, "月"))
    return wrong(RowErrorCode::date_form);
  const std::string_view third = leading_digits(rest);
  rest.remove_prefix(third.size());
  if (third.empty()) return wrong(RowErrorCode::date_form);
  if (first.size() <= 2)
    return wrong(third.size() == 4 ? RowErrorCode::date_order : RowErrorCode::date_short_year);
  if (first.size() != 4 || third.size() > 2) return wrong(RowErrorCode::date_form);
  for (const std::string_view sign : {std::string_view{"日"}, std::string_view{"号"}})
    if (rest.starts_with(sign)) rest.remove_prefix(sign.size());
  return dated(number_of(first), number_of(second), number_of(third), rest);
}

std::optional<int> read_time_text(std::string_view text) noexcept {
  if (text.starts_with('T')) text.remove_prefix(1);
  text = trimmed(text);
  if (text.ends_with("+08:00")) text = trimmed(text.substr(0, text.size() - 6));
  std::array<int, 3> parts{0, 0, 0};
  constexpr std::array<std::string_view, 3> signs{"时", "分", "秒"};
  std::size_t count = 0;
  for (; count < 3 && !text.empty(); ++count) {
    const std::string_view digits = leading_digits(text);
    if (digits.empty() || digits.size() > 2) return std::nullopt;
    parts[count] = number_of(digits);
    text.remove_prefix(digits.size());
    if (text.starts_with(signs[count])) {
      text.remove_prefix(signs[count].size());
    } else if (count < 2 && text.starts_with(':')) {
      text.remove_prefix(1);
      if (text.empty()) return std::nullopt;
    } else if (count == 2 && text.starts_with('.') && all_digits(text.substr(1))) {
      text = {};
    } else if (!text.empty()) {
      return std::nullopt;
    }
  }
  if (count < 2 || !text.empty() || parts[0] > 23 || parts[1] > 59 || parts[2] > 59)
    return std::nullopt;
  return parts[0] * 60 + parts[1];
}

std::optional<SheetDay> read_sheet_day(std::string_view number, bool from_1904) noexcept {
  const auto scaled = read_plain_number(number, 9);
  constexpr std::int64_t day_parts = 1'000'000'000;
  std::int64_t parts = 0;
  if (scaled && !scaled->too_fine) {
    parts = scaled->value;
  } else {
    // A fraction with more digits than nine: a third of a second does not matter for minutes.
    const auto cut = read_plain_number(number.substr(0, number.find('.') + 10), 9);
    if (!cut || cut->too_fine) return std::nullopt;
    parts = cut->value;
  }
  if (parts < 0 || (scaled && scaled->too_large)) return std::nullopt;
  const std::int64_t day = parts / day_parts;
  const std::int64_t fraction = parts % day_parts;
  // Excel believes in 1900-02-29: numbers up to 60 are not worth trusting.
  if (day < (from_1904 ? 1 : 61) || day > 110'000) return std::nullopt;
  const Date epoch = from_1904 ? *Date::from_ymd(1904, 1, 1) : *Date::from_ymd(1899, 12, 30);
  SheetDay result;
  result.date = Date::from_days(static_cast<std::int32_t>(epoch.days() + day));
  // Half a second is added because 10:05 is stored as 0.42013888….
  result.minute = static_cast<int>((fraction * 86'400 + day_parts / 2) / day_parts / 60);
  result.whole = fraction == 0;
  if (result.minute > 1439) result.minute = 1439;
  return result;
}

}  // namespace tradein
