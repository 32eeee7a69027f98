#include <algorithm>
#include <array>
#include <cstring>

#include "engine/claim/check_digits.hpp"
#include "engine/claim/fold.hpp"
#include "engine/claim/value_parts.hpp"

namespace tradein {
namespace {

using Code = RowErrorCode;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }

using Signs = std::array<bool, 256>;

constexpr Signs signs_of(std::string_view extra) {
  Signs signs{};
  for (int c = '0'; c <= '9'; ++c) signs[static_cast<std::size_t>(c)] = true;
  for (int c = 'A'; c <= 'Z'; ++c) signs[static_cast<std::size_t>(c)] = true;
  for (const char c : extra) signs[static_cast<unsigned char>(c)] = true;
  return signs;
}
constexpr Signs capitals = signs_of("");
constexpr Signs serial_signs = signs_of("-_.:#+()*");
constexpr Signs identifier_signs = signs_of("-_.:#+()*/");

bool all_of(const Signs& signs, std::string_view text) noexcept {
  bool good = true;
  for (const char c : text) good &= signs[static_cast<unsigned char>(c)];
  return good;
}

/// Capitals, without spaces and the signs of `dropped`; the text itself where nothing changes.
std::string_view squeezed(std::string_view text, std::string_view dropped, Arena& arena) {
  if (all_of(capitals, text)) return text;
  char* const place = arena.allocate(text.size());
  char* out = place;
  for (const char c : text) {
    if (c == ' ' || dropped.find(c) != dropped.npos) continue;
    *out++ = is_lower(c) ? static_cast<char>(c - 32) : c;
  }
  return {place, static_cast<std::size_t>(out - place)};
}

/// Excel keeps 15 digits and writes zeros for the rest; three zeros or more are its mark.
bool ends_in_excel_zeros(std::string_view digits) noexcept {
  if (digits.size() < 18 || digits.back() != '0') return false;
  return all_digits(digits) && digits.find_first_not_of('0', 15) == std::string_view::npos;
}

std::optional<std::string_view> fail(const Field& field, Code code, std::string_view value,
                                     RowFindings& findings) {
  add_error(field, code, shown(field, value), findings);
  return std::nullopt;
}

/// A resident id, folded; the last sign may be ×.
std::string_view folded_id(std::string_view text, Arena& arena) {
  constexpr std::string_view times = "×";
  std::string_view id = squeezed(text, "", arena);
  if (id.size() == 19 && id.ends_with(times)) {
    char* const place = arena.allocate(18);
    std::memcpy(place, id.data(), 17);
    place[17] = 'X';
    return {place, 18};
  }
  return id;
}

/// What is wrong with a resident id; nothing when it holds.
std::optional<Code> resident_id_fault(std::string_view id) noexcept {
  if (id.size() == 15 && all_digits(id)) return Code::id_15_digits;
  if (!resident_id_shape(id)) return Code::id_form;
  if (!resident_id_check(id)) {
    const bool cut = ends_in_excel_zeros(id);
    if (cut) return Code::excel_zeros;
    return resident_id_birthday(id) ? Code::id_check : Code::id_birthday;
  }
  if (!resident_id_birthday(id)) return Code::id_birthday;
  return std::nullopt;
}

std::optional<Code> uscc_fault(std::string_view code) noexcept {
  if (!uscc_shape(code)) return Code::uscc_form;
  if (!uscc_check(code)) return ends_in_excel_zeros(code) ? Code::excel_zeros : Code::uscc_check;
  return std::nullopt;
}

/// Passports and travel permits: letters and digits, five to twenty.
bool document_shape(std::string_view text) noexcept {
  if (text.size() < 5 || text.size() > 20) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || is_upper(c); });
}

std::optional<std::string_view> read_person_or_firm(const Field& field, std::string_view text,
                                                    Arena& arena, RowFindings& findings) {
  const std::string_view id = folded_id(text, arena);
  if (id.size() == 18 && is_digit(id[0])) {
    const auto as_person = resident_id_fault(id);
    if (!as_person || !uscc_fault(id)) return id;
    // Firms begin with 9 and mostly hold letters; anything else was meant as a person's number.
    const bool firm = id[0] == '9' && !resident_id_shape(id);
    return fail(field, firm ? *uscc_fault(id) : *as_person, id, findings);
  }
  if (id.size() == 15 && all_digits(id)) return fail(field, Code::id_15_digits, id, findings);
  if (!document_shape(id) || (id.size() > 15 && all_digits(id)))
    return fail(field, Code::document_form, id, findings);
  return id;
}

std::optional<std::string_view> read_uscc(const Field& field, std::string_view text, Arena& arena,
                                          RowFindings& findings) {
  const std::string_view code = squeezed(text, "", arena);
  if (const auto fault = uscc_fault(code)) return fail(field, *fault, code, findings);
  return code;
}

std::optional<std::string_view> read_vin(const Field& field, std::string_view text, Arena& arena,
                                         RowFindings& findings) {
  const std::string_view vin = squeezed(text, "", arena);
  if (vin.size() == 17 && vin.find_first_of("IOQ") != std::string_view::npos)
    return fail(field, Code::vin_letter, vin, findings);
  if (!vin_shape(vin)) return fail(field, Code::vin_form, vin, findings);
  if (vin_check(vin)) return vin;
  // GB 16735 binds cars made in China (L…); others need not keep the check digit.
  if (vin[0] == 'L') return fail(field, Code::vin_check, vin, findings);
  const Text value = shown(field, vin);
  findings.notices.push_back(
      {"N-VIN-CHECK",
       0,
       field.name,
       {"进口车的" + field.label.zh + " `" + value.zh + "` 校验位不符，请核对",
        "the check digit of " + field.label.en + " `" + value.en +
            "`, an imported car's, does not hold; please check it"}});
  return vin;
}

std::optional<std::string_view> read_digits(const Field& field, std::string_view text,
                                            std::size_t length, bool (*check)(std::string_view),
                                            Code form, Code wrong_digit, Arena& arena,
                                            RowFindings& findings) {
  const std::string_view digits = squeezed(text, "-", arena);
  if (digits.size() != length || !all_digits(digits)) return fail(field, form, digits, findings);
  if (!check(digits)) return fail(field, wrong_digit, digits, findings);
  return digits;
}

std::optional<std::string_view> read_invoice(const Field& field, std::string_view text,
                                             Arena& arena, RowFindings& findings) {
  const std::string_view number = squeezed(text, "-/:", arena);
  if (!all_digits(number)) return fail(field, Code::invoice_form, number, findings);
  if (ends_in_excel_zeros(number)) return fail(field, Code::excel_zeros, number, findings);
  switch (number.size()) {
    case 18:  // code of 10 and number of 8
    case 20:  // digital invoice, or code of 12 and number of 8
      return number;
    case 17:
    case 19:
      return fail(field, Code::invoice_zero_lost, number, findings);
    default:
      return fail(field, Code::invoice_form, number, findings);
  }
}

bool is_region(std::string_view code) noexcept {
  constexpr std::string_view provinces =
      "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 "
      "65 71 81 82 ";
  if (code.size() != 6 || !all_digits(code)) return false;
  for (std::size_t at = 0; at < provinces.size(); at += 3)
    if (provinces[at] == code[0] && provinces[at + 1] == code[1]) return true;
  return false;
}

std::optional<std::string_view> read_region(const Field& field, std::string_view text, Arena& arena,
                                            RowFindings& findings) {
  const std::string_view code = squeezed(text, "", arena);
  if (is_region(code)) return code;
  return fail(field, Code::region_form, code, findings);
}

bool is_mobile(std::string_view number) noexcept {
  return number.size() == 11 && all_digits(number) && number[0] == '1' && number[1] >= '3';
}

std::optional<std::string_view> read_mobile(const Field& field, std::string_view text, Arena& arena,
                                            RowFindings& findings) {
  std::string_view number = squeezed(text, "-()", arena);
  for (const std::string_view country : {std::string_view{"+86"}, std::string_view{"0086"}})
    if (number.starts_with(country)) number.remove_prefix(country.size());
  if (number.size() == 13 && number.starts_with("86")) number.remove_prefix(2);
  if (is_mobile(number)) return number;
  return fail(field, Code::mobile_form, number, findings);
}

std::optional<std::string_view> read_card(const Field& field, std::string_view text, Arena& arena,
                                          RowFindings& findings) {
  const std::string_view number = squeezed(text, "-", arena);
  if (number.size() < 16 || number.size() > 19 || !all_digits(number))
    return fail(field, Code::card_form, number, findings);
  if (luhn_check(number)) return number;
  return fail(field, ends_in_excel_zeros(number) ? Code::excel_zeros : Code::card_check, number,
              findings);
}

/// A letter O, I or l between two digits is mostly a 0 or 1 that was read wrongly; makers use such
/// letters, too, so it is said and nothing more.
bool looks_misread(std::string_view serial) noexcept {
  for (std::size_t i = 1; i + 1 < serial.size(); ++i) {
    const char c = serial[i];
    const bool alike = c == 'O' || c == 'I' || c == 'l' || c == 'o' || c == 'i';
    if (alike && is_digit(serial[i - 1]) && is_digit(serial[i + 1])) return true;
  }
  return false;
}

void notice_misread(const Field& field, RowFindings& findings) {
  findings.notices.push_back(
      {"N-SERIAL-LETTER",
       0,
       field.name,
       {field.label.zh + "的数字之间有字母 O、I 或 l，可能是 0 或 1，请对照铭牌核对",
        field.label.en +
            " has a letter O, I or l between digits, which may be a 0 or 1; please check it "
            "against the nameplate"}});
}

std::optional<std::string_view> read_serial(const Field& field, std::string_view text, Arena& arena,
                                            RowFindings& findings) {
  std::string_view serial = text;
  if (!all_of(serial_signs, text)) {
    for (const std::string_view between : {"、", ",", "/", ";", "\n", "\r", "|"})
      if (text.find(between) != std::string_view::npos)
        return fail(field, Code::serial_several, text, findings);
    serial = squeezed(text, "", arena);
    if (!all_of(serial_signs, serial)) return fail(field, Code::serial_form, serial, findings);
  }
  const bool any =
      std::any_of(serial.begin(), serial.end(), [](char c) { return is_digit(c) || is_upper(c); });
  if (!any) return fail(field, Code::serial_form, serial, findings);
  if (ends_in_excel_zeros(serial)) return fail(field, Code::excel_zeros, serial, findings);
  if (looks_misread(text)) notice_misread(field, findings);
  return serial;
}

std::optional<std::string_view> read_identifier(const Field& field, std::string_view text,
                                                Arena& arena, RowFindings& findings) {
  std::string_view number = text;
  if (!all_of(identifier_signs, text)) {
    number = squeezed(text, "", arena);
    // Certificates of old houses hold Chinese signs; only what separates numbers is refused.
    for (const std::string_view sign : {",", ";", "、", "\"", "'", "`", "<", ">", "|", "\n", "\r"})
      if (number.find(sign) != std::string_view::npos)
        return fail(field, Code::identifier_form, number, findings);
  }
  if (ends_in_excel_zeros(number)) return fail(field, Code::excel_zeros, number, findings);
  return number;
}

}  // namespace

std::optional<std::string_view> read_format(const Field& field, std::string_view text, Arena& arena,
                                            RowFindings& findings) {
  switch (field.format) {
    case Format::none:
      return text;
    case Format::identifier:
      return read_identifier(field, text, arena, findings);
    case Format::serial:
      return read_serial(field, text, arena, findings);
    case Format::consumer_id:
      return folded_id(text, arena);
    case Format::person_or_firm:
      return read_person_or_firm(field, text, arena, findings);
    case Format::uscc:
      return read_uscc(field, text, arena, findings);
    case Format::vin:
      return read_vin(field, text, arena, findings);
    case Format::gtin:
      return read_digits(field, text, 13, gtin13_check, Code::gtin_form, Code::gtin_check, arena,
                         findings);
    case Format::imei:
      return read_digits(field, text, 15, luhn_check, Code::imei_form, Code::imei_check, arena,
                         findings);
    case Format::invoice_number:
      return read_invoice(field, text, arena, findings);
    case Format::region:
      return read_region(field, text, arena, findings);
    case Format::mobile:
      return read_mobile(field, text, arena, findings);
    case Format::bank_card:
      return read_card(field, text, arena, findings);
  }
  return text;
}

bool holds_as_it_is(Format format, std::string_view text) noexcept {
  const auto digits = [&](std::size_t size) { return text.size() == size && all_digits(text); };
  switch (format) {
    case Format::none:
      return false;
    case Format::identifier:
      return all_of(capitals, text) && !ends_in_excel_zeros(text);
    case Format::serial:
      return all_of(capitals, text) && !ends_in_excel_zeros(text) && !looks_misread(text);
    case Format::consumer_id:
      return all_of(capitals, text);
    case Format::person_or_firm:
      return text.size() == 18 && (!resident_id_fault(text) || !uscc_fault(text));
    case Format::uscc:
      return !uscc_fault(text);
    case Format::vin:
      return vin_shape(text) && vin_check(text);
    case Format::gtin:
      return digits(13) && gtin13_check(text);
    case Format::imei:
      return digits(15) && luhn_check(text);
    case Format::invoice_number:
      return (digits(20) || digits(18)) && !ends_in_excel_zeros(text);
    case Format::region:
      return is_region(text);
    case Format::mobile:
      return is_mobile(text);
    case Format::bank_card:
      return text.size() >= 16 && text.size() <= 19 && all_digits(text) && luhn_check(text);
  }
  return false;
}

void check_consumer_id(const Field& field, std::string_view type_code, Slot& slot,
                       RowFindings& findings) {
  const std::string_view id = slot.text();
  std::optional<Code> fault;
  if (type_code == "resident-id" || type_code == "foreign-resident") {
    // A foreigner's card of the new form has a resident number, the old form has 15 signs.
    const bool old_card = type_code == "foreign-resident" && id.size() == 15 && !all_digits(id);
    if (!old_card) fault = resident_id_fault(id);
  } else if (type_code == "uscc") {
    fault = uscc_fault(id);
  } else if (!document_shape(id)) {
    fault = Code::document_form;
  }
  if (!fault) return;
  add_error(field, *fault, shown(field, id), findings);
  slot = Slot{};
}

}  // namespace tradein
