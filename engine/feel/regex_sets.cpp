#include "engine/feel/regex_sets.hpp"

#include <array>

#include "engine/feel/case_mapping.hpp"

namespace tradein::feel {
namespace {

using Set = Regex::Set;
using Span = Set::Span;

struct Block {
  std::string_view name;
  Span span;
};

constexpr std::array<Block, 22> blocks = {{{"IsBasicLatin", {0x0, 0x7F}},
                                           {"IsLatin-1Supplement", {0x80, 0xFF}},
                                           {"IsLatinExtended-A", {0x100, 0x17F}},
                                           {"IsLatinExtended-B", {0x180, 0x24F}},
                                           {"IsIPAExtensions", {0x250, 0x2AF}},
                                           {"IsGreek", {0x370, 0x3FF}},
                                           {"IsGreekandCoptic", {0x370, 0x3FF}},
                                           {"IsCyrillic", {0x400, 0x4FF}},
                                           {"IsArmenian", {0x530, 0x58F}},
                                           {"IsHebrew", {0x590, 0x5FF}},
                                           {"IsArabic", {0x600, 0x6FF}},
                                           {"IsThai", {0xE00, 0xE7F}},
                                           {"IsGeneralPunctuation", {0x2000, 0x206F}},
                                           {"IsCurrencySymbols", {0x20A0, 0x20CF}},
                                           {"IsArrows", {0x2190, 0x21FF}},
                                           {"IsMathematicalOperators", {0x2200, 0x22FF}},
                                           {"IsCJKSymbolsandPunctuation", {0x3000, 0x303F}},
                                           {"IsHiragana", {0x3040, 0x309F}},
                                           {"IsKatakana", {0x30A0, 0x30FF}},
                                           {"IsCJKUnifiedIdeographs", {0x4E00, 0x9FFF}},
                                           {"IsHangulSyllables", {0xAC00, 0xD7A3}},
                                           {"IsHalfwidthandFullwidthForms", {0xFF00, 0xFFEF}}}};

Set of(std::vector<Span> spans) {
  Set set;
  set.spans = std::move(spans);
  return set;
}

Set joined(std::initializer_list<Set> sets) {
  Set all;
  all.unions = sets;
  return all;
}

Set marks() {
  return of({{0x300, 0x36F},
             {0x483, 0x489},
             {0x591, 0x5BD},
             {0x610, 0x61A},
             {0x64B, 0x65F},
             {0x900, 0x903},
             {0x93A, 0x93C},
             {0x93E, 0x94F},
             {0xE31, 0xE31},
             {0xE34, 0xE3A},
             {0xE47, 0xE4E},
             {0x1AB0, 0x1AFF},
             {0x1DC0, 0x1DFF},
             {0x20D0, 0x20F0},
             {0x302A, 0x302F},
             {0x3099, 0x309A},
             {0xFE00, 0xFE0F},
             {0xFE20, 0xFE2F}});
}

Set decimal_digits() {
  return of({{'0', '9'},
             {0x660, 0x669},
             {0x6F0, 0x6F9},
             {0x966, 0x96F},
             {0x9E6, 0x9EF},
             {0xE50, 0xE59},
             {0x1040, 0x1049},
             {0x17E0, 0x17E9},
             {0xFF10, 0xFF19}});
}

Set numbers() {
  return joined({decimal_digits(), of({{0xB2, 0xB3},
                                       {0xB9, 0xB9},
                                       {0xBC, 0xBE},
                                       {0x2070, 0x2070},
                                       {0x2074, 0x2079},
                                       {0x2080, 0x2089},
                                       {0x2150, 0x2189},
                                       {0x2460, 0x249B},
                                       {0x24EA, 0x24FF},
                                       {0x2776, 0x2793},
                                       {0x3007, 0x3007},
                                       {0x3021, 0x3029},
                                       {0x3038, 0x303A},
                                       {0x3192, 0x3195},
                                       {0x3220, 0x3229},
                                       {0x3280, 0x3289}})});
}

Set separators() {
  return of({{' ', ' '},
             {0xA0, 0xA0},
             {0x1680, 0x1680},
             {0x2000, 0x200A},
             {0x2028, 0x2029},
             {0x202F, 0x202F},
             {0x205F, 0x205F},
             {0x3000, 0x3000}});
}

Set controls() {
  return of({{0, 0x1F},
             {0x7F, 0x9F},
             {0xAD, 0xAD},
             {0x200B, 0x200F},
             {0x202A, 0x202E},
             {0x2060, 0x206F},
             {0xD800, 0xF8FF},
             {0xFEFF, 0xFEFF},
             {0xF0000, 0x10FFFF}});
}

Set punctuation() {
  return of(
      {{'!', '#'},       {'%', '*'},       {',', '/'},       {':', ';'},       {'?', '@'},
       {'[', ']'},       {'_', '_'},       {'{', '{'},       {'}', '}'},       {0xA1, 0xA1},
       {0xA7, 0xA7},     {0xAB, 0xAB},     {0xB6, 0xB7},     {0xBB, 0xBB},     {0xBF, 0xBF},
       {0x37E, 0x37E},   {0x387, 0x387},   {0x55A, 0x55F},   {0x589, 0x58A},   {0x60C, 0x60D},
       {0x61B, 0x61F},   {0x2010, 0x2027}, {0x2030, 0x2043}, {0x2045, 0x2051}, {0x2053, 0x205E},
       {0x3001, 0x3003}, {0x3008, 0x3011}, {0x3014, 0x301F}, {0x3030, 0x3030}, {0x303D, 0x303D},
       {0x30A0, 0x30A0}, {0x30FB, 0x30FB}, {0xFF01, 0xFF03}, {0xFF05, 0xFF0A}, {0xFF0C, 0xFF0F},
       {0xFF1A, 0xFF1B}, {0xFF1F, 0xFF20}, {0xFF3B, 0xFF3D}, {0xFF3F, 0xFF3F}, {0xFF5B, 0xFF5B},
       {0xFF5D, 0xFF5D}, {0xFF5F, 0xFF65}});
}

Set symbols() {
  return of(
      {{'$', '$'},       {'+', '+'},       {'<', '>'},       {'^', '^'},        {'`', '`'},
       {'|', '|'},       {'~', '~'},       {0xA2, 0xA6},     {0xA8, 0xA9},      {0xAC, 0xAC},
       {0xAE, 0xB1},     {0xB4, 0xB4},     {0xB8, 0xB8},     {0xD7, 0xD7},      {0xF7, 0xF7},
       {0x2044, 0x2044}, {0x2052, 0x2052}, {0x207A, 0x207C}, {0x208A, 0x208C},  {0x20A0, 0x20C0},
       {0x2100, 0x214F}, {0x2190, 0x23FF}, {0x2500, 0x2767}, {0x2794, 0x27C4},  {0x2900, 0x2982},
       {0x3004, 0x3004}, {0x3012, 0x3013}, {0x3020, 0x3020}, {0x3036, 0x3037},  {0x309B, 0x309C},
       {0xFF04, 0xFF04}, {0xFF0B, 0xFF0B}, {0xFF1C, 0xFF1E}, {0xFF3E, 0xFF3E},  {0xFF40, 0xFF40},
       {0xFF5C, 0xFF5C}, {0xFF5E, 0xFF5E}, {0xFFE0, 0xFFE6}, {0x1F000, 0x1FAFF}});
}

// What is none of the others, in the planes where characters are assigned.
Set letters() {
  Set set = of({{'A', 'Z'},         {'a', 'z'},        {0xAA, 0xAA},     {0xB5, 0xB5},
                {0xBA, 0xBA},       {0xC0, 0x1FFF},    {0x2071, 0x2071}, {0x207F, 0x207F},
                {0x2C00, 0x2DFF},   {0x3005, 0x3006},  {0x3031, 0x3035}, {0x303B, 0x303C},
                {0x3041, 0x31FF},   {0x3400, 0x4DBF},  {0x4E00, 0xA4CF}, {0xA4D0, 0xABFF},
                {0xAC00, 0xD7A3},   {0xF900, 0xFDFF},  {0xFE70, 0xFEFC}, {0xFF21, 0xFFDC},
                {0x10000, 0x1EFFF}, {0x20000, 0x3FFFF}});
  set.minus.push_back(
      joined({marks(), numbers(), separators(), controls(), punctuation(), symbols()}));
  return set;
}

Set cased(bool upper) {
  std::vector<Span> spans;
  for (char32_t c = 0; c < 0x10430; ++c) {
    const bool is = upper ? to_lower(c) != c : to_upper(c) != c || c == 0xDF;
    if (!is) continue;
    if (!spans.empty() && spans.back().last + 1 == c)
      spans.back().last = c;
    else
      spans.push_back({c, c});
  }
  return of(std::move(spans));
}

Set name_start() {
  return of({{':', ':'},
             {'A', 'Z'},
             {'_', '_'},
             {'a', 'z'},
             {0xC0, 0xD6},
             {0xD8, 0xF6},
             {0xF8, 0x2FF},
             {0x370, 0x37D},
             {0x37F, 0x1FFF},
             {0x200C, 0x200D},
             {0x2070, 0x218F},
             {0x2C00, 0x2FEF},
             {0x3001, 0xD7FF},
             {0xF900, 0xFDCF},
             {0xFDF0, 0xFFFD},
             {0x10000, 0xEFFFF}});
}

}  // namespace

std::optional<Set> escape_set(char32_t letter) {
  switch (letter) {
    case 's':
      return of({{' ', ' '}, {'\t', '\n'}, {'\r', '\r'}});
    case 'd':
      return decimal_digits();
    case 'i':
      return name_start();
    case 'c':
      return joined({name_start(),
                     of({{'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}})});
    case 'w': {
      Set set = joined({punctuation(), separators(), controls()});
      set.negated = true;
      return set;
    }
    default:
      return std::nullopt;
  }
}

std::optional<Set> category_set(std::string_view name) {
  for (const Block& block : blocks)
    if (block.name == name) return of({block.span});
  if (name == "L") return letters();
  if (name == "Lu") return cased(true);
  if (name == "Ll") return cased(false);
  if (name == "Lo") {
    Set set = letters();
    Set both = joined({cased(true), cased(false)});
    Set made = joined({set});
    made.minus.push_back(std::move(both));
    return made;
  }
  if (name == "M" || name == "Mn") return marks();
  if (name == "N") return numbers();
  if (name == "Nd") return decimal_digits();
  if (name == "P") return punctuation();
  if (name == "S") return symbols();
  if (name == "Sc")
    return of({{'$', '$'},
               {0xA2, 0xA5},
               {0x20A0, 0x20C0},
               {0xFF04, 0xFF04},
               {0xFFE0, 0xFFE1},
               {0xFFE5, 0xFFE6}});
  if (name == "Sm")
    return of({{'+', '+'},
               {'<', '>'},
               {'|', '|'},
               {'~', '~'},
               {0xAC, 0xAC},
               {0xB1, 0xB1},
               {0xD7, 0xD7},
               {0xF7, 0xF7},
               {0x2200, 0x22FF}});
  if (name == "Z" || name == "Zs") return separators();
  if (name == "C") return controls();
  if (name == "Cc") return of({{0, 0x1F}, {0x7F, 0x9F}});
  if (name == "Pd")
    return of({{'-', '-'}, {0x58A, 0x58A}, {0x2010, 0x2015}, {0x301C, 0x301C}, {0xFF0D, 0xFF0D}});
  if (name == "Ps")
    return of(
        {{'(', '('}, {'[', '['}, {'{', '{'}, {0x3008, 0x3008}, {0x300A, 0x300A}, {0xFF08, 0xFF08}});
  if (name == "Pe")
    return of(
        {{')', ')'}, {']', ']'}, {'}', '}'}, {0x3009, 0x3009}, {0x300B, 0x300B}, {0xFF09, 0xFF09}});
  return std::nullopt;
}

}  // namespace tradein::feel
