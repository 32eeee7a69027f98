#pragma once
#include <cstddef>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// Loops that reading and writing of entry text share. Replay spends its time here, so they look at
/// 16 bytes at once.
namespace tradein {

/// Is this byte ASCII and written in a JSON string as it is? Not so: `"`, `\`, below 0x20, above
/// 0x7f.
[[nodiscard]] inline bool is_plain(char c) noexcept {
  return static_cast<signed char>(c) >= 0x20 && c != '"' && c != '\\';
}

/// The first byte in [at, end) that is not plain.
[[nodiscard]] inline const char* plain_end(const char* at, const char* end) noexcept {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i space = _mm_set1_epi8(0x20);
  while (end - at >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    // Signed: a byte above 0x7f is below 0x20 as well.
    const __m128i special =
        _mm_or_si128(_mm_cmplt_epi8(bytes, space),
                     _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)));
    const int mask = _mm_movemask_epi8(special);
    if (mask != 0) return at + __builtin_ctz(static_cast<unsigned>(mask));
    at += 16;
  }
#endif
  while (at != end && is_plain(*at)) ++at;
  return at;
}

/// The end of the run of well-formed UTF-8 sequences of two to four bytes that begins at `at`; `at`
/// itself where the first is not well-formed (overlong, surrogate, above U+10FFFF, cut short).
[[nodiscard]] inline const char* multibyte_end(const char* at, const char* end) noexcept {
  const auto byte = [](const char* p) { return static_cast<unsigned char>(*p); };
  const auto tail = [&](const char* p) { return (byte(p) & 0xC0) == 0x80; };
  while (at != end) {
    const unsigned lead = byte(at);
    const std::ptrdiff_t left = end - at;
    if (lead >= 0xE0 && lead <= 0xEF) {
      if (left < 3 || !tail(at + 1) || !tail(at + 2)) return at;
      if (lead == 0xE0 && byte(at + 1) < 0xA0) return at;
      if (lead == 0xED && byte(at + 1) > 0x9F) return at;
      at += 3;
    } else if (lead >= 0xC2 && lead <= 0xDF) {
      if (left < 2 || !tail(at + 1)) return at;
      at += 2;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      if (left < 4 || !tail(at + 1) || !tail(at + 2) || !tail(at + 3)) return at;
      if (lead == 0xF0 && byte(at + 1) < 0x90) return at;
      if (lead == 0xF4 && byte(at + 1) > 0x8F) return at;
      at += 4;
    } else {
      return at;
    }
  }
  return at;
}

}  // namespace tradein
