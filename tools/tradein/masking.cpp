#include "tools/tradein/masking.hpp"

#include <vector>

namespace tradein::tool {
namespace {

/// The signs of a text, each with its continuation bytes.
std::vector<std::string_view> signs_of(std::string_view text) {
  std::vector<std::string_view> signs;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    signs.push_back(text.substr(at, end - at));
    at = end;
  }
  return signs;
}

/// A value that is too short to keep half of its signs hidden shows none of them.
std::string keep_ends(std::string_view value, std::size_t head, std::size_t tail) {
  const auto signs = signs_of(value);
  if (signs.size() < 2 * (head + tail)) head = tail = 0;
  std::string out;
  for (std::size_t i = 0; i < signs.size(); ++i)
    out += i < head || i + tail >= signs.size() ? signs[i] : std::string_view{"*"};
  return out;
}

}  // namespace

std::string masked(Privacy privacy, std::string_view value) {
  switch (privacy) {
    case Privacy::identity:
      return keep_ends(value, 4, 4);
    case Privacy::name:
      return keep_ends(value, 1, 0);
    case Privacy::phone:
      return value.size() == 11
                 ? std::string{value.substr(0, 3)}.append("****").append(value.substr(7))
                 : keep_ends(value, 0, 2);
    case Privacy::account:
      return keep_ends(value, 0, 4);
    case Privacy::free_text:
    case Privacy::none:
      break;
  }
  return "***";
}

}  // namespace tradein::tool
