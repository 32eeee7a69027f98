#include "tools/tradein/text_table.hpp"

#include <algorithm>
#include <cstdint>

namespace tradein::tool {
namespace {

/// East Asian wide signs, as far as our texts use them.
bool is_wide(std::uint32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
         (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF00 && c <= 0xFF60) ||
         (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x20000 && c <= 0x3FFFD);
}

void append_cell(std::string& out, const std::string& cell, std::size_t width, bool right,
                 bool last) {
  const std::size_t own = display_width(cell);
  const std::size_t pad = width > own ? width - own : 0;
  if (right) out.append(pad, ' ');
  out += cell;
  if (!right && !last) out.append(pad, ' ');
  if (!last) out += "  ";
}

}  // namespace

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t sign = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k)
      sign = sign << 6 | (static_cast<unsigned char>(utf8[i + k]) & 63u);
    width += is_wide(sign) ? 2u : 1u;
    i += length;
  }
  return width;
}

TextTable::TextTable(std::vector<std::string> head)
    : head_{std::move(head)}, right_(head_.size(), false) {}

std::string TextTable::text() const {
  std::vector<std::size_t> widths;
  for (const std::string& cell : head_) widths.push_back(display_width(cell));
  for (const auto& cells : rows_)
    for (std::size_t c = 0; c < cells.size() && c < widths.size(); ++c)
      widths[c] = std::max(widths[c], display_width(cells[c]));
  std::string out;
  const auto line = [&](const std::vector<std::string>& cells) {
    for (std::size_t c = 0; c < cells.size() && c < widths.size(); ++c)
      append_cell(out, cells[c], widths[c], right_[c], c + 1 == cells.size());
    out += '\n';
  };
  line(head_);
  std::vector<std::string> rule;
  for (const std::size_t width : widths) {
    std::string dashes;
    for (std::size_t i = 0; i < width; ++i) dashes += "─";
    rule.push_back(std::move(dashes));
  }
  line(rule);
  for (const auto& cells : rows_) line(cells);
  return out;
}

}  // namespace tradein::tool
