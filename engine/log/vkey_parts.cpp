#include "engine/log/vkey_parts.hpp"

#include <algorithm>

#include "engine/log/base64.hpp"

namespace tradein {

bool good_key_name(std::string_view name) {
  return !name.empty() && std::ranges::none_of(name, [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '+' || c == 0x7f;
  });
}

std::string vkey_line(std::string_view name, const std::array<std::uint8_t, 4>& id,
                      std::string_view typed) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = std::string{name} + "+";
  for (const std::uint8_t byte : id) {
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 15]);
  }
  out.push_back('+');
  append_base64(out, typed);
  return out;
}

Error no_vkey(std::string_view line) {
  const std::string shown{line};
  return {.code = "E-KEY-VKEY",
          .place = "vkey",
          .what = {"`" + shown + "` 不是公钥行", "`" + shown + "` is no public key line"},
          .fix = {"使用 `tradein keys show` 输出的整行",
                  "use the whole line that `tradein keys show` prints"},
          .trouble = Trouble::input};
}

Result<void> each_vkey_line(std::string_view text,
                            const std::function<bool(const VkeyLine&)>& take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    if (line.empty() || line[0] == '#') continue;
    const std::size_t first = line.find('+');
    const std::size_t second = first == std::string_view::npos ? first : line.find('+', first + 1);
    const auto typed =
        second == std::string_view::npos ? std::nullopt : from_base64(line.substr(second + 1));
    if (typed && !typed->empty() && good_key_name(line.substr(0, first)) &&
        take({line.substr(0, first), *typed, line}))
      continue;
    return std::unexpected(no_vkey(line));
  }
  return {};
}

}  // namespace tradein
