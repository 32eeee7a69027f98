#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/batch/batch_file.hpp"
#include "engine/claim/arena.hpp"

namespace tradein {

/// What the first bytes of a text say. `marks` is how many bytes its byte order mark takes.
struct GuessedEncoding {
  Encoding encoding = Encoding::utf8;
  std::size_t marks = 0;
  bool certain = true;  ///< false where all is ASCII so far
};
/// Nothing where the bytes are no text in an encoding that we read (UTF-16BE and UTF-32 among
/// them).
[[nodiscard]] std::optional<GuessedEncoding> guess_encoding(std::string_view sample);

/// Converts between UTF-8 and another encoding. Not for two threads at once.
class Converter {
 public:
  /// From or to UTF-8; `encoding` is not utf8.
  enum class Direction : std::uint8_t { to_utf8, from_utf8 };
  Converter(Encoding encoding, Direction direction);
  ~Converter();
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  /// Whole characters; the text in the arena, or nothing and the place of the first bad byte.
  [[nodiscard]] std::optional<std::string_view> convert(std::string_view text, Arena& arena,
                                                        std::size_t& bad_at);
  /// Appends what can be converted; unfinished bytes at the end stay (their count comes back). What
  /// cannot be converted becomes `bad` in `out`.
  [[nodiscard]] std::size_t convert_stream(std::string_view text, std::string& out,
                                           std::string_view bad);

 private:
  void* handle_;
};

/// Text as the file's encoding writes it; signs that the encoding lacks become '?'. GB18030 lacks
/// none.
[[nodiscard]] std::string encoded(std::string_view utf8, Encoding encoding);

}  // namespace tradein
