#include "adapters/batch/text_encoding.hpp"

#include <iconv.h>

#include <algorithm>
#include <cerrno>

#include "engine/base/assert.hpp"
#include "engine/claim/fold.hpp"

namespace tradein {
namespace {

const char* name_of(Encoding encoding) {
  return encoding == Encoding::gb18030 ? "GB18030" : "UTF-16LE";
}

/// Characters of more than one byte, and bytes that fit none.
struct Census {
  std::size_t good = 0;
  std::size_t bad = 0;
};

Census census_utf8(std::string_view text) {
  Census census;
  while (!text.empty()) {
    const std::size_t bad = first_bad_utf8(text);
    const std::string_view fine = text.substr(0, bad);
    census.good += static_cast<std::size_t>(std::count_if(
        fine.begin(), fine.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xC0; }));
    if (bad == std::string_view::npos) break;
    // The sample may end inside a character.
    if (text.size() - bad < 4 && static_cast<unsigned char>(text[bad]) >= 0xC0) break;
    ++census.bad;
    text.remove_prefix(bad + 1);
  }
  return census;
}

Census census_gb18030(std::string_view text) {
  Census census;
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  for (std::size_t at = 0; at < text.size();) {
    const unsigned lead = byte(at);
    const unsigned second = byte(at + 1);
    if (lead < 0x80) {
      ++at;
    } else if (lead >= 0x81 && lead <= 0xFE && second >= 0x40 && second != 0x7F && second <= 0xFE) {
      ++census.good;
      at += 2;
    } else if (lead >= 0x81 && lead <= 0xFE && second >= 0x30 && second <= 0x39) {
      ++census.good;
      at += 4;
    } else {
      if (at + 4 < text.size()) ++census.bad;
      ++at;
    }
  }
  return census;
}

}  // namespace

std::optional<GuessedEncoding> guess_encoding(std::string_view sample) {
  if (sample.starts_with("\xEF\xBB\xBF")) return GuessedEncoding{Encoding::utf8, 3, true};
  if (sample.starts_with(std::string_view{"\xFF\xFE\0\0", 4})) return std::nullopt;
  if (sample.starts_with("\xFF\xFE")) return GuessedEncoding{Encoding::utf16le, 2, true};
  if (sample.starts_with("\xFE\xFF")) return std::nullopt;
  if (sample.starts_with("\x84\x31\x95\x33")) return GuessedEncoding{Encoding::gb18030, 4, true};
  const Census utf8 = census_utf8(sample);
  if (utf8.good == 0 && utf8.bad == 0) return GuessedEncoding{Encoding::utf8, 0, false};
  // A few bad bytes do not change what the file is; they are errors of their rows.
  if (utf8.bad * 8 <= utf8.good) return GuessedEncoding{Encoding::utf8, 0, true};
  const Census gb = census_gb18030(sample);
  if (gb.good > 0 && gb.bad * 8 <= gb.good) return GuessedEncoding{Encoding::gb18030, 0, true};
  // Almost all ASCII with single bad bytes: rows tell.
  if ((gb.bad + utf8.bad) * 64 <= sample.size()) return GuessedEncoding{Encoding::utf8, 0, true};
  return std::nullopt;
}

Converter::Converter(Encoding encoding, Direction direction)
    : handle_{direction == Direction::to_utf8 ? iconv_open("UTF-8", name_of(encoding))
                                              : iconv_open(name_of(encoding), "UTF-8")} {
  // glibc has both encodings built in or beside it; a system without them cannot run this program.
  TRADEIN_ASSERT(handle_ != reinterpret_cast<void*>(-1));
}

Converter::~Converter() { iconv_close(handle_); }

std::optional<std::string_view> Converter::convert(std::string_view text, Arena& arena,
                                                   std::size_t& bad_at) {
  // GB18030 grows by at most a half (2 bytes become 3), UTF-8 to others not over twice.
  const std::size_t room = text.size() * 2 + 16;
  char* const place = arena.allocate(room);
  char* out = place;
  std::size_t out_left = room;
  char* in = const_cast<char*>(text.data());  // iconv does not write to its input
  std::size_t in_left = text.size();
  const auto count = iconv(handle_, &in, &in_left, &out, &out_left);
  if (count == static_cast<std::size_t>(-1) || in_left > 0) {
    bad_at = text.size() - in_left;
    iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    arena.shrink(room, 0);
    return std::nullopt;
  }
  arena.shrink(room, room - out_left);
  return std::string_view{place, room - out_left};
}

std::size_t Converter::convert_stream(std::string_view text, std::string& out,
                                      std::string_view bad) {
  char* in = const_cast<char*>(text.data());
  std::size_t in_left = text.size();
  char buffer[16'384];
  while (in_left > 0) {
    char* to = buffer;
    std::size_t room = sizeof buffer;
    const auto count = iconv(handle_, &in, &in_left, &to, &room);
    const int why = errno;
    out.append(buffer, sizeof buffer - room);
    if (count != static_cast<std::size_t>(-1) || why == E2BIG) continue;
    if (why == EINVAL) return in_left;
    out += bad;
    const std::size_t skip = std::min<std::size_t>(in_left, 2);
    in += skip;
    in_left -= skip;
  }
  return 0;
}

std::string encoded(std::string_view utf8, Encoding encoding) {
  if (encoding == Encoding::utf8) return std::string{utf8};
  Converter converter{encoding, Converter::Direction::from_utf8};
  std::string out;
  const std::string_view unknown =
      encoding == Encoding::utf16le ? std::string_view{"?\0", 2} : std::string_view{"?", 1};
  static_cast<void>(converter.convert_stream(utf8, out, unknown));
  return out;
}

}  // namespace tradein
