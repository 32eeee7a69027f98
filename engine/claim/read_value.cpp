#include "engine/claim/read_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "engine/base/limits.hpp"
#include "engine/claim/check_digits.hpp"
#include "engine/claim/fold.hpp"
#include "engine/claim/value_parts.hpp"

namespace tradein {
namespace {

using Code = RowErrorCode;

/// Folds a name's middle dot, which keyboards spell in five ways.
std::string_view one_dot(std::string_view name, Arena& arena) {
  constexpr std::string_view dot = "·";
  std::string out;
  bool changed = false;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t before = at;
    const char32_t code = next_code_point(name, at);
    const bool other = code == 0x2022 || code == 0x2027 || code == 0x30FB || code == 0xFF65 ||
                       code == 0x22C5 || code == 0x2219;
    changed |= other;
    out += other ? dot : name.substr(before, at - before);
  }
  return changed ? arena.copy(out) : name;
}

bool may_have_other_dot(std::string_view name) noexcept {
  return name.find('\xE2') != name.npos || name.find("\xE3\x83\xBB") != name.npos ||
         name.find("\xEF\xBD\xA5") != name.npos;
}

std::size_t characters(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string_view without_spaces(std::string_view text) noexcept {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Takes away what keeps a spreadsheet from changing a cell: '1402, ="1402". As often as it stands
/// there, so that what was read once is read the same again.
std::string_view without_guard(std::string_view text) noexcept {
  while (true) {
    text = without_spaces(text);
    if (text.size() >= 3 && text.starts_with("=\"") && text.ends_with("\""))
      text = text.substr(2, text.size() - 3);
    else if (text.size() >= 2 && text.front() == '\'')
      text.remove_prefix(1);
    else
      return text;
  }
}

/// What Excel and WPS write into a CSV where a cell has no value, or its column is too narrow.
bool is_sheet_error(std::string_view text) noexcept {
  if (text.front() != '#') return false;
  constexpr std::array<std::string_view, 9> errors{
      "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"};
  const bool narrow = text.size() > 1 && text.find_first_not_of('#') == text.npos;
  return narrow || std::ranges::find(errors, text) != errors.end();
}

/// One reading of one value; the parts share their arguments.
class Reading {
 public:
  Reading(const Field& field, Cell cell, const IntakeContext& context, Arena& arena,
          RowFindings& findings)
      : field_{field}, cell_{cell}, context_{context}, arena_{arena}, findings_{findings} {}

  Slot run() {
    if (cell_.kind == CellKind::sheet_error) return fail(Code::cell_error, cell_.text);
    if (cell_.kind == CellKind::sheet_no_value) return fail(Code::cell_no_value);
    const Folded folded = fold(cell_.text, arena_);
    text_ = cell_.kind == CellKind::text ? without_guard(folded.text) : without_spaces(folded.text);
    if (text_.empty()) return {};
    if (is_sheet_error(text_)) return fail(Code::cell_error, text_);
    control_ = folded.control;
    if (folded.unknown_glyph) notice_glyph();
    switch (field_.type) {
      case FieldType::text:
      case FieldType::term:
        return text();
      case FieldType::choice:
        return choice();
      case FieldType::integer:
        return integer();
      case FieldType::number:
        return number();
      case FieldType::money:
        return money();
      case FieldType::date:
        return date();
      case FieldType::date_time:
        return date_time();
      case FieldType::boolean:
        return boolean();
    }
    return {};
  }

 private:
  Slot fail(Code code, std::string_view value = {}) {
    add_error(field_, code, shown(field_, value), findings_);
    return {};
  }
  Slot fail_with(Code code, const std::string& detail) {
    add_error(field_, code, {detail, detail}, findings_);
    return {};
  }
  bool from_sheet() const noexcept {
    return cell_.kind == CellKind::sheet_number || cell_.kind == CellKind::sheet_number_1904;
  }
  bool is_json_scalar() const noexcept {
    return cell_.kind == CellKind::json_number || cell_.kind == CellKind::json_boolean;
  }

  void notice_glyph() {
    findings_.notices.push_back(
        {"N-GLYPH",
         0,
         field_.name,
         {field_.label.zh + "用字无法识别，请改用通用字",
          field_.label.en + " holds a character of a private font that cannot be recognised"}});
  }

  Slot text() {
    if (is_json_scalar()) return fail(Code::json_type);
    if (control_ && (!settle_control() || text_.empty())) return {};
    if (is_excel_exponent(text_)) return fail(Code::excel_exponent, text_);
    if (from_sheet() && all_digits(text_) && text_.size() > 15) return fail(Code::excel_zeros);
    if (text_.size() > field_.chars_max && characters(text_) > field_.chars_max)
      return fail_with(Code::text_too_long, std::to_string(field_.chars_max));
    if (field_.type == FieldType::term) return term();
    if (field_.privacy == Privacy::name && may_have_other_dot(text_))
      text_ = one_dot(text_, arena_);
    const auto checked = read_format(field_, text_, arena_, findings_);
    if (!checked) return {};
    // `1.2E +19` of a serial number: its spaces are gone only now.
    if (is_excel_exponent(*checked)) return fail(Code::excel_exponent, *checked);
    return Slot::of_text(*checked);
  }

  /// Line breaks are part of a remark, several numbers in a serial (which read_format says), an
  /// error elsewhere.
  bool settle_control() {
    if (field_.format == Format::serial && text_.find('\n') != text_.npos) return true;
    if (field_.privacy != Privacy::free_text) {
      fail(Code::text_control);
      return false;
    }
    char* const place = arena_.allocate(text_.size());
    std::memcpy(place, text_.data(), text_.size());
    for (std::size_t i = 0; i < text_.size(); ++i)
      if (static_cast<unsigned char>(place[i]) < 0x20 || place[i] == 0x7F) place[i] = ' ';
    text_ = without_guard({place, text_.size()});
    return true;
  }

  const Term* known_term() const {
    auto found = field_.term_index.find(text_);
    if (found == field_.term_index.end() && !field_.term_index.empty())
      found = field_.term_index.find(word_key(text_));
    return found == field_.term_index.end() ? nullptr : &field_.terms[found->second];
  }

  Slot term() {
    const Term* known = known_term();
    return Slot::of_text(known != nullptr ? std::string_view{known->code} : text_);
  }

  Slot choice() {
    if (is_json_scalar()) return fail(Code::json_type);
    const Term* known = known_term();
    if (known == nullptr) return fail(Code::choice_unknown, text_);
    return Slot::of_number(known - field_.terms.data());
  }

  std::string range() const {
    const auto bound = [&](std::int64_t value) {
      std::int64_t unit = 1;
      for (int i = 0; i < field_.scale; ++i) unit *= 10;
      return fmt::format("{}", value / unit);
    };
    return bound(field_.min) + "–" + bound(field_.max);
  }

  Slot integer() {
    if (cell_.kind == CellKind::json_boolean) return fail(Code::json_type);
    auto plain = read_plain_number(text_, 0);
    if (!plain) {
      if (is_excel_exponent(text_)) return fail(Code::excel_exponent, text_);
      // A schema may know words for numbers: 一级 for grade 1.
      const Term* known = known_term();
      if (known != nullptr) plain = read_plain_number(known->code, 0);
    }
    if (!plain || plain->too_fine) return fail(Code::integer_form, text_);
    if (plain->too_large || plain->value < field_.min || plain->value > field_.max)
      return fail_with(Code::integer_range, range());
    return Slot::of_number(plain->value);
  }

  Slot number() {
    if (cell_.kind == CellKind::json_boolean) return fail(Code::json_type);
    std::string_view digits = text_;
    for (const std::string_view unit : {"L", "l", "升"})
      if (digits.ends_with(unit)) digits.remove_suffix(unit.size());
    const auto plain = read_plain_number(digits, field_.scale);
    if (!plain) {
      return fail(is_excel_exponent(text_) ? Code::excel_exponent : Code::number_form, text_);
    }
    if (plain->too_fine) return fail_with(Code::number_decimals, std::to_string(field_.scale));
    if (plain->too_large || plain->value < field_.min || plain->value > field_.max)
      return fail_with(Code::number_range, range());
    return Slot::of_number(plain->value);
  }

  Slot money();
  Slot money_of(const PlainNumber& plain);
  Slot odd_money(std::string_view digits);

  Slot boolean() {
    if (cell_.kind == CellKind::json_number) return fail(Code::json_type);
    if (text_ == "true" || text_ == "是") return Slot::of_number(1);
    if (text_ == "false" || text_ == "否") return Slot::of_number(0);
    const std::string key = word_key(text_);
    if (key == "true" || key == "yes" || key == "y") return Slot::of_number(1);
    if (key == "false" || key == "no" || key == "n") return Slot::of_number(0);
    if (from_sheet() && (text_ == "1" || text_ == "0")) return Slot::of_number(text_ == "1");
    return fail(Code::boolean_form, text_);
  }

  Slot checked_day(Date day, std::int64_t value) {
    if (context_.received_on && day > *context_.received_on) return fail(Code::date_future, text_);
    return Slot::of_number(value);
  }

  std::optional<SheetDay> sheet_day() const {
    return read_sheet_day(text_, cell_.kind == CellKind::sheet_number_1904);
  }

  /// The contract's own form, which most files have.
  std::optional<Date> iso_day() const {
    if (text_.size() != 10 || text_[4] != '-' || text_ < "1900-01-01" || text_ > "2200-00-00")
      return std::nullopt;
    return parse_iso_date(text_);
  }

  Slot date() {
    if (is_json_scalar()) return fail(Code::json_type);
    // 20250105 is a date typed as a number, no day of the year 57,000.
    if (from_sheet() && !(text_.size() == 8 && all_digits(text_))) {
      const auto day = sheet_day();
      if (!day) return fail(Code::date_no_such_day, text_);
      return checked_day(day->date, day->date.days());
    }
    if (const auto day = iso_day()) return checked_day(*day, day->days());
    const ReadDate read = read_date_text(text_);
    if (!read.date) return fail(read.wrong, text_);
    if (!read.rest.empty() && !read_time_text(read.rest)) return fail(Code::date_form, text_);
    return checked_day(*read.date, read.date->days());
  }

  Slot date_time() {
    if (is_json_scalar()) return fail(Code::json_type);
    if (from_sheet()) {
      const auto day = sheet_day();
      if (!day) return fail(Code::date_no_such_day, text_);
      if (day->whole) return fail(Code::time_form, text_);
      return checked_day(day->date, std::int64_t{day->date.days()} * 1440 + day->minute);
    }
    if (text_.size() == 16)
      if (const auto iso = parse_iso_minutes(text_))
        return checked_day(iso->date(), iso->minutes());
    const ReadDate read = read_date_text(text_);
    if (!read.date) return fail(read.wrong, text_);
    const auto minute = read_time_text(read.rest);
    if (!minute) return fail(Code::time_form, text_);
    return checked_day(*read.date, std::int64_t{read.date->days()} * 1440 + *minute);
  }

  const Field& field_;
  Cell cell_;
  const IntakeContext& context_;
  Arena& arena_;
  RowFindings& findings_;
  std::string_view text_;
  bool control_ = false;
};

Slot Reading::money_of(const PlainNumber& plain) {
  // Before the range: -0 and -12.345 are first of all negative.
  if (plain.negative) return fail(Code::money_negative, text_);
  if (plain.too_fine) return fail(Code::money_decimals, text_);
  if (plain.too_large || plain.value < field_.min || plain.value > field_.max)
    return fail_with(Code::money_range, range());
  return Slot::of_number(plain.value);
}

Slot Reading::money() {
  if (cell_.kind == CellKind::json_boolean) return fail(Code::json_type);
  if (const auto plain = read_plain_number(text_, 2)) return money_of(*plain);
  std::string_view digits = text_;
  for (const std::string_view sign : {"¥", "RMB", "CNY", "人民币"})
    if (digits.starts_with(sign)) digits.remove_prefix(sign.size());
  for (const std::string_view unit : {"元整", "元", "圆"})
    if (digits.ends_with(unit)) digits.remove_suffix(unit.size());
  while (!digits.empty() && digits.front() == ' ') digits.remove_prefix(1);
  while (!digits.empty() && digits.back() == ' ') digits.remove_suffix(1);
  if (const auto plain = read_plain_number(digits, 2)) return money_of(*plain);
  return odd_money(digits);
}

/// Thousands in groups of three are read; any other use of commas could mean two amounts.
Slot Reading::odd_money(std::string_view digits) {
  if (is_excel_exponent(digits)) return fail(Code::excel_exponent, text_);
  const auto allowed = digits.find_first_not_of("0123456789.,-");
  if (digits.find(',') == digits.npos || allowed != digits.npos)
    return fail(Code::money_form, text_);
  const std::string_view whole = digits.substr(0, digits.find('.'));
  bool grouped = whole.find(',') <= 3 && whole.find(',') > 0;
  std::string joined;
  std::size_t since = 0;
  for (const char c : whole) {
    if (c == ',') {
      grouped = grouped && (joined.size() <= 3 || since == 3);
      since = 0;
    } else {
      joined.push_back(c);
      ++since;
    }
  }
  grouped = grouped && since == 3;
  joined += digits.substr(whole.size());
  const auto plain = read_plain_number(joined, 2);
  if (!grouped || !plain) return fail(Code::money_separator, text_);
  return money_of(*plain);
}

}  // namespace

std::optional<PlainNumber> read_plain_number(std::string_view text, int scale) noexcept {
  PlainNumber number;
  if (text.starts_with('-')) {
    number.negative = true;
    text.remove_prefix(1);
  }
  if (text.empty() || text.size() > 40) return std::nullopt;
  std::size_t at = 0;
  int decimals = 0;
  constexpr std::int64_t safe = (std::int64_t{1} << 62U) / 10 - 10;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
    number.too_large |= number.value > safe;
    if (!number.too_large) number.value = number.value * 10 + (text[at] - '0');
  }
  if (at == 0) return std::nullopt;
  if (at < text.size()) {
    if (text[at] != '.' || at + 1 == text.size()) return std::nullopt;
    for (++at; at < text.size(); ++at) {
      if (text[at] < '0' || text[at] > '9') return std::nullopt;
      if (decimals == scale) {
        number.too_fine |= text[at] != '0';
        continue;
      }
      number.too_large |= number.value > safe;
      if (!number.too_large) number.value = number.value * 10 + (text[at] - '0');
      ++decimals;
    }
  }
  for (; decimals < scale; ++decimals) {
    number.too_large |= number.value > safe;
    if (!number.too_large) number.value *= 10;
  }
  if (number.negative) number.value = -number.value;
  return number;
}

bool is_excel_exponent(std::string_view text) noexcept {
  if (text.size() < 3 || text[0] < '1' || text[0] > '9') return false;
  if (text[1] != '.' && text[1] != 'E' && text[1] != 'e') return false;
  const auto mark = text.find_first_of("Ee");
  if (mark == std::string_view::npos || mark == 0 || mark + 2 > text.size()) return false;
  std::string_view power = text.substr(mark + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  // A model such as 5E12 is no mangled number: Excel writes a point or a plus sign.
  const std::string_view front = text.substr(0, mark);
  if (front.find('.') == std::string_view::npos && text[mark + 1] != '+') return false;
  const std::string_view decimals = front.size() > 2 ? front.substr(2) : std::string_view{"0"};
  return power.size() >= 1 && power.size() <= 3 && all_digits(power) && front[0] >= '1' &&
         front[0] <= '9' && (front.size() == 1 || front[1] == '.') && all_digits(decimals);
}

Text shown(const Field& field, std::string_view value) {
  if (field.privacy != Privacy::none) return {"…", "…"};
  constexpr std::size_t longest = 40;
  std::string text;
  std::size_t at = 0;
  while (at < value.size() && at < longest) {
    const char32_t code = next_code_point(value, at);
    append_utf8(code == '`' || code < 0x20 ? U' ' : code, text);
  }
  if (at < value.size()) text += "…";
  return {text, text};
}

void add_error(const Field& field, RowErrorCode code, const Text& detail, RowFindings& findings) {
  findings.errors.push_back(make_row_error(code, field.name, field.label, detail));
}

void read_value(const Field& field, Cell cell, const IntakeContext& context, Arena& arena,
                Slot& slot, RowFindings& findings) {
  if (cell.text.empty() && cell.kind == CellKind::text) return;
  if (cell.kind == CellKind::text && read_plainly(field, cell.text, context, slot)) return;
  slot = Reading{field, cell, context, arena, findings}.run();
}

}  // namespace tradein
