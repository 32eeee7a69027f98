#include <algorithm>
#include <array>

#include "engine/base/decimal_math.hpp"
#include "engine/feel/builtins.hpp"
#include "engine/feel/case_mapping.hpp"
#include "engine/feel/regex.hpp"
#include "engine/feel/text.hpp"

namespace tradein::feel {
namespace {

constexpr std::size_t string_bytes_max = 4 * 1024 * 1024;

Value too_long(const Call& call) { return call.fail("字符串过长", "the string is too long"); }

Value string(const Call& call) {
  if (call[0].is_null()) return call.wrong_arguments();
  std::string text = text_of(call[0]);
  if (text.size() > string_bytes_max || !call.run.spend(text.size() / 64)) return too_long(call);
  return Value{std::move(text)};
}

Value substring(const Call& call) {
  const Value* text = call.as(0, Type::string);
  const Value* start = call.as(1, Type::number);
  const Value* count = call.as(2, Type::number);
  if (text == nullptr || start == nullptr || (call.has(2) && count == nullptr))
    return call.wrong_arguments();
  const auto whole = [](const Value& value) {
    const auto cut = round(value.number(), 0, DigitRounding::down);
    return cut ? cut->to_int64() : std::nullopt;
  };
  const auto size = static_cast<std::int64_t>(length(text->string()));
  const auto first = whole(*start);
  const auto wanted = count == nullptr ? std::optional{size} : whole(*count);
  if (!first || !wanted || *first == 0 || *wanted < 0 || *first > size || -*first > size)
    return call.fail("位置不在字符串中", "the position is not in the string");
  const std::int64_t from = *first > 0 ? *first - 1 : size + *first;
  const std::size_t begin = offset_of(text->string(), static_cast<std::size_t>(from));
  const std::string rest = text->string().substr(begin);
  return Value{
      rest.substr(0, offset_of(rest, static_cast<std::size_t>(std::min(*wanted, size - from))))};
}

Value string_length(const Call& call) {
  const Value* text = call.as(0, Type::string);
  if (text == nullptr) return call.wrong_arguments();
  return Value{Decimal{static_cast<std::int64_t>(length(text->string()))}};
}

Value mapped(const Call& call, std::string (*map)(std::string_view)) {
  const Value* text = call.as(0, Type::string);
  return text == nullptr ? call.wrong_arguments() : Value{map(text->string())};
}

Value upper(const Call& call) { return mapped(call, &upper_case); }
Value lower(const Call& call) { return mapped(call, &lower_case); }

// Two strings, or nullptr.
struct Pair {
  const std::string* text = nullptr;
  const std::string* match = nullptr;
};
std::optional<Pair> two_strings(const Call& call) {
  const Value* text = call.as(0, Type::string);
  const Value* match = call.as(1, Type::string);
  if (text == nullptr || match == nullptr) return std::nullopt;
  return Pair{&text->string(), &match->string()};
}

Value substring_before(const Call& call) {
  const auto pair = two_strings(call);
  if (!pair) return call.wrong_arguments();
  const std::size_t at = pair->text->find(*pair->match);
  return Value{at == std::string::npos ? std::string{} : pair->text->substr(0, at)};
}

Value substring_after(const Call& call) {
  const auto pair = two_strings(call);
  if (!pair) return call.wrong_arguments();
  const std::size_t at = pair->text->find(*pair->match);
  return Value{at == std::string::npos ? std::string{}
                                       : pair->text->substr(at + pair->match->size())};
}

Value contains_text(const Call& call) {
  const auto pair = two_strings(call);
  return pair ? Value{pair->text->find(*pair->match) != std::string::npos} : call.wrong_arguments();
}

Value starts_with(const Call& call) {
  const auto pair = two_strings(call);
  return pair ? Value{pair->text->starts_with(*pair->match)} : call.wrong_arguments();
}

Value ends_with(const Call& call) {
  const auto pair = two_strings(call);
  return pair ? Value{pair->text->ends_with(*pair->match)} : call.wrong_arguments();
}

// Flags given and no string.
bool bad_flags(const Call& call, std::size_t index) {
  return call.has(index) && call.as(index, Type::string) == nullptr;
}

std::string_view flags_of(const Call& call, std::size_t index) {
  const Value* flags = call.as(index, Type::string);
  return flags == nullptr ? std::string_view{} : std::string_view{flags->string()};
}

Value regex_failure(const Call& call, RegexTrouble trouble) {
  if (trouble == RegexTrouble::too_complex)
    return call.fail("正则表达式对该文本过于复杂", "the pattern is too complex for this text");
  return call.fail("正则表达式不正确", "the pattern is not a regular expression");
}

Value matches(const Call& call) {
  const auto pair = two_strings(call);
  if (!pair || bad_flags(call, 2)) return call.wrong_arguments();
  const auto regex = Regex::compile(*pair->match, flags_of(call, 2));
  if (!regex) return regex_failure(call, regex.error());
  const auto found = regex->found_in(*pair->text);
  return found ? Value{*found} : regex_failure(call, found.error());
}

Value replace(const Call& call) {
  const auto pair = two_strings(call);
  const Value* replacement = call.as(2, Type::string);
  if (!pair || replacement == nullptr || bad_flags(call, 3)) return call.wrong_arguments();
  const auto regex = Regex::compile(*pair->match, flags_of(call, 3));
  if (!regex) return regex_failure(call, regex.error());
  auto result = regex->replaced(*pair->text, replacement->string(), string_bytes_max);
  return result ? Value{*std::move(result)} : regex_failure(call, result.error());
}

Value split(const Call& call) {
  const auto pair = two_strings(call);
  if (!pair) return call.wrong_arguments();
  const auto regex = Regex::compile(*pair->match, "");
  if (!regex) return regex_failure(call, regex.error());
  auto parts = regex->split(*pair->text);
  if (!parts) return regex_failure(call, parts.error());
  List list;
  for (std::string& part : *parts) list.emplace_back(std::move(part));
  return Value{std::move(list)};
}

Value string_join(const Call& call) {
  if (call[0].is_null() || (call.has(1) && call.as(1, Type::string) == nullptr))
    return call.wrong_arguments();
  const List list = call[0].is(Type::list) ? call[0].list() : List{call[0]};
  const std::string delimiter = call.has(1) ? call.as(1, Type::string)->string() : std::string{};
  std::string out;
  bool first = true;
  for (const Value& item : list) {
    if (item.is_null()) continue;
    if (!item.is(Type::string))
      return call.fail("列表中有非字符串", "the list holds something that is no string");
    if (!first) out += delimiter;
    first = false;
    out += item.string();
    if (out.size() > string_bytes_max) return too_long(call);
  }
  return Value{std::move(out)};
}

constexpr std::array<Builtin, 14> table = {{
    {"contains", "string, match", contains_text},
    {"ends with", "string, match", ends_with},
    {"lower case", "string", lower},
    {"matches", "input, pattern, flags?", matches},
    {"replace", "input, pattern, replacement, flags?", replace},
    {"split", "string, delimiter", split},
    {"starts with", "string, match", starts_with},
    {"string", "from", string},
    {"string join", "list, delimiter?", string_join},
    {"string length", "string", string_length},
    {"substring", "string, start position, length?", substring},
    {"substring after", "string, match", substring_after},
    {"substring before", "string, match", substring_before},
    {"upper case", "string", upper},
}};

}  // namespace

std::span<const Builtin> string_builtins() noexcept { return table; }

}  // namespace tradein::feel
