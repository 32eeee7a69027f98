#include "adapters/batch/csv_rows.hpp"

#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "engine/base/limits.hpp"

namespace tradein {
namespace {

#ifdef __SSE2__
unsigned equal_mask(__m128i bytes, __m128i sign) noexcept {
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, sign)));
}
#endif

/// The start of what may open a quoted cell: spaces between the separator and the mark do not
/// count.
bool opens_cell(std::string_view bytes, std::size_t begin, std::size_t quote,
                char separator) noexcept {
  std::size_t at = quote;
  while (at > begin && bytes[at - 1] == ' ') --at;
  return at == begin || bytes[at - 1] == separator;
}

/// Behind the mark that closes the cell opened at `quote`, or npos.
std::size_t after_closing(std::string_view bytes, std::size_t quote) noexcept {
  std::size_t at = quote + 1;
  while (true) {
    at = bytes.find('"', at);
    if (at == std::string_view::npos) return at;
    if (at + 1 >= bytes.size() || bytes[at + 1] != '"') return at + 1;
    at += 2;
  }
}

RowEnd line_end(std::string_view bytes, std::size_t at, RowFault fault,
                bool at_end_of_file) noexcept {
  if (at >= bytes.size()) return {bytes.size(), bytes.size(), fault, at_end_of_file};
  if (bytes[at] == '\n') return {at, at + 1, fault, true};
  if (at + 1 < bytes.size()) return {at, bytes[at + 1] == '\n' ? at + 2 : at + 1, fault, true};
  return {at, at + 1, fault, at_end_of_file};  // a CR whose LF may come yet
}

/// The row whose quotation mark at `quote` is wrong ends at the first line break after it.
RowEnd broken_row(std::string_view bytes, std::size_t quote, bool at_end_of_file) noexcept {
  const char* const end = bytes.data() + bytes.size();
  const char* const stop = find_sign(bytes.data() + quote, end, '\n', '\r', '\n');
  return line_end(bytes, static_cast<std::size_t>(stop - bytes.data()), RowFault::quote,
                  at_end_of_file);
}

void split_quoted(std::string_view row, char separator, Arena& arena,
                  std::vector<std::string_view>& cells) {
  std::size_t at = 0;
  while (true) {
    std::size_t first = at;
    while (first < row.size() && row[first] == ' ') ++first;
    if (first < row.size() && row[first] == '"') {
      const std::size_t after = after_closing(row, first);
      const std::string_view inner = row.substr(first + 1, after - first - 2);
      if (inner.find('"') == std::string_view::npos) {
        cells.push_back(inner);
      } else {
        char* const place = arena.allocate(inner.size());
        char* out = place;
        for (std::size_t i = 0; i < inner.size(); ++i) {
          *out++ = inner[i];
          if (inner[i] == '"') ++i;
        }
        const auto used = static_cast<std::size_t>(out - place);
        arena.shrink(inner.size(), used);
        cells.emplace_back(place, used);
      }
      at = row.find(separator, after);
    } else {
      const std::size_t begin = at;
      at = row.find(separator, at);
      cells.push_back(row.substr(begin, at == row.npos ? row.npos : at - begin));
    }
    if (at == std::string_view::npos) return;
    ++at;
  }
}

}  // namespace

const char* find_sign(const char* at, const char* end, char a, char b, char c) noexcept {
#ifdef __SSE2__
  const __m128i sign_a = _mm_set1_epi8(a);
  const __m128i sign_b = _mm_set1_epi8(b);
  const __m128i sign_c = _mm_set1_epi8(c);
  for (; end - at >= 16; at += 16) {
    __m128i bytes;
    std::memcpy(&bytes, at, 16);
    const unsigned found =
        equal_mask(bytes, sign_a) | equal_mask(bytes, sign_b) | equal_mask(bytes, sign_c);
    if (found != 0) return at + std::countr_zero(found);
  }
#endif
  for (; at != end; ++at)
    if (*at == a || *at == b || *at == c) return at;
  return end;
}

RowEnd find_row_end(std::string_view bytes, std::size_t begin, char separator,
                    bool at_end_of_file) noexcept {
  const char* const data = bytes.data();
  const char* const end = data + bytes.size();
  const char* at = data + begin;
  while (true) {
    at = find_sign(at, end, '\n', '\r', '"');
    const auto place = static_cast<std::size_t>(at - data);
    if (at == end) return {bytes.size(), bytes.size(), RowFault::none, at_end_of_file};
    if (*at != '"') return line_end(bytes, place, RowFault::none, at_end_of_file);
    if (!opens_cell(bytes, begin, place, separator)) {
      ++at;
      continue;
    }
    const std::size_t after = after_closing(bytes, place);
    if (after == std::string_view::npos || (after == bytes.size() && !at_end_of_file)) {
      // A cell that long is taken for a mark that nobody closed.
      if (at_end_of_file || bytes.size() - begin > limits::line_bytes_max)
        return broken_row(bytes, place, at_end_of_file);
      return {bytes.size(), bytes.size(), RowFault::none, false};
    }
    if (after - begin > limits::line_bytes_max) return broken_row(bytes, place, at_end_of_file);
    std::size_t follow = after;
    while (follow < bytes.size() && bytes[follow] == ' ') ++follow;
    const bool good = follow >= bytes.size() || bytes[follow] == separator ||
                      bytes[follow] == '\n' || bytes[follow] == '\r';
    if (!good) return broken_row(bytes, place, at_end_of_file);
    at = data + follow;
  }
}

void split_row(std::string_view row, char separator, Arena& arena,
               std::vector<std::string_view>& cells) {
  cells.clear();
  const char* const end = row.data() + row.size();
  const char* begin = row.data();
  const char* at = begin;
#ifdef __SSE2__
  const __m128i sign = _mm_set1_epi8(separator);
  const __m128i quote = _mm_set1_epi8('"');
  for (; end - at >= 16; at += 16) {
    __m128i bytes;
    std::memcpy(&bytes, at, 16);
    if (equal_mask(bytes, quote) != 0) {
      cells.clear();
      split_quoted(row, separator, arena, cells);
      return;
    }
    for (unsigned found = equal_mask(bytes, sign); found != 0; found &= found - 1) {
      const char* const stop = at + std::countr_zero(found);
      cells.emplace_back(begin, static_cast<std::size_t>(stop - begin));
      begin = stop + 1;
    }
  }
#endif
  for (; at != end; ++at) {
    if (*at == '"') {
      cells.clear();
      split_quoted(row, separator, arena, cells);
      return;
    }
    if (*at != separator) continue;
    cells.emplace_back(begin, static_cast<std::size_t>(at - begin));
    begin = at + 1;
  }
  cells.emplace_back(begin, static_cast<std::size_t>(end - begin));
}

}  // namespace tradein
