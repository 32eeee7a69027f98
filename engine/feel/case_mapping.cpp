#include "engine/feel/case_mapping.hpp"

#include <algorithm>
#include <array>

#include "engine/feel/text.hpp"

namespace tradein::feel {
namespace {

/// Upper-case letters `first`..`last`: the lower-case letter is `distance` away; with a step of 2
/// upper and lower alternate.
struct Block {
  char32_t first;
  char32_t last;
  char32_t distance;
  char32_t step;
};

constexpr std::array<Block, 27> blocks = {
    {{0x41, 0x5A, 32, 1},   {0xC0, 0xD6, 32, 1},     {0xD8, 0xDE, 32, 1},
     {0x100, 0x12E, 1, 2},  {0x132, 0x136, 1, 2},    {0x139, 0x147, 1, 2},
     {0x14A, 0x176, 1, 2},  {0x179, 0x17D, 1, 2},    {0x1CD, 0x1DB, 1, 2},
     {0x1DE, 0x1EE, 1, 2},  {0x1F8, 0x21E, 1, 2},    {0x222, 0x232, 1, 2},
     {0x386, 0x386, 38, 1}, {0x388, 0x38A, 37, 1},   {0x38C, 0x38C, 64, 1},
     {0x38E, 0x38F, 63, 1}, {0x391, 0x3A1, 32, 1},   {0x3A3, 0x3AB, 32, 1},
     {0x400, 0x40F, 80, 1}, {0x410, 0x42F, 32, 1},   {0x460, 0x480, 1, 2},
     {0x48A, 0x4BE, 1, 2},  {0x4C1, 0x4CD, 1, 2},    {0x4D0, 0x52E, 1, 2},
     {0x531, 0x556, 48, 1}, {0xFF21, 0xFF3A, 32, 1}, {0x10400, 0x10427, 40, 1}}};
constexpr std::array<Block, 2> late_latin = {{{0x1E00, 0x1E94, 1, 2}, {0x1EA0, 0x1EFE, 1, 2}}};

const Block* block_of(char32_t upper) noexcept {
  const auto in = [&](const Block& block) {
    return upper >= block.first && upper <= block.last && (upper - block.first) % block.step == 0;
  };
  for (const Block& block : blocks)
    if (in(block)) return &block;
  for (const Block& block : late_latin)
    if (in(block)) return &block;
  return nullptr;
}

}  // namespace

char32_t to_lower(char32_t c) noexcept {
  if (c == 0x178) return 0xFF;
  const Block* block = block_of(c);
  return block == nullptr ? c : c + block->distance;
}

char32_t to_upper(char32_t c) noexcept {
  if (c == 0xFF) return 0x178;
  if (c == 0x3C2) return 0x3A3;  // final sigma
  if (c == 0xB5) return 0x39C;   // micro sign
  if (c == 0x17F) return 'S';    // long s
  for (const Block& block : blocks)
    if (c >= block.distance && block_of(c - block.distance) == &block) return c - block.distance;
  for (const Block& block : late_latin)
    if (block_of(c - block.distance) == &block) return c - block.distance;
  return c;
}

char32_t fold_case(char32_t c) noexcept {
  if (c == 0x212A) return 'k';
  if (c == 0x212B) return 0xE5;
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  return to_lower(to_upper(c));
}

std::string upper_case(std::string_view text) {
  std::string out;
  for (const char32_t c : to_utf32(text)) {
    if (c == 0xDF)
      out += "SS";
    else
      append_utf8(out, to_upper(c));
  }
  return out;
}

std::string lower_case(std::string_view text) {
  std::string out;
  for (const char32_t c : to_utf32(text)) append_utf8(out, to_lower(c));
  return out;
}

}  // namespace tradein::feel
