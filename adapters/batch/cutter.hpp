#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "adapters/batch/block.hpp"
#include "adapters/batch/bytes.hpp"
#include "engine/base/result.hpp"

namespace tradein {

/// Cuts a byte source into chunks of whole rows. A row over the limit is dropped while it is read,
/// so memory stays within the longest row and a chunk, whatever the file holds.
class Cutter {
 public:
  /// Some 600 rows: with all that is made of them they stay in a core's cache.
  static constexpr std::size_t chunk_bytes = 256 * 1024;
  enum class Rows : std::uint8_t { lines, table };

  /// `ahead`: bytes already read from the source.
  Cutter(std::unique_ptr<ByteSource> source, std::string ahead, Rows rows, char separator,
         std::uint64_t first_row)
      : source_{std::move(source)},
        carry_{ahead.begin(), ahead.end()},
        rows_{rows},
        separator_{separator},
        next_row_{first_row} {}

  /// Errors: those of the source.
  [[nodiscard]] Result<bool> next(Chunk& chunk);

 private:
  [[nodiscard]] Result<void> fill(Chunk& chunk);
  void skip_rest_of_row(Chunk& chunk, std::size_t& begin);
  void cut(Chunk& chunk);

  std::unique_ptr<ByteSource> source_;
  std::vector<char> carry_;
  Rows rows_;
  char separator_;
  std::uint64_t next_row_;
  std::uint64_t sequence_ = 0;
  bool at_end_ = false;
  bool skipping_ = false;  ///< inside a row that was too long
  bool after_cr_ = false;  ///< the skipped row ended in CR; its LF may follow
};

/// So much of a file is looked at to tell what it is, before its first row is read.
inline constexpr std::size_t head_bytes = 1024 * 1024;

/// Up to `wanted` bytes of the source; fewer at its end.
[[nodiscard]] Result<std::string> read_ahead(ByteSource& source, std::size_t wanted);

/// Passes bytes on and tells the listener.
[[nodiscard]] std::unique_ptr<ByteSource> listened(std::unique_ptr<ByteSource> source,
                                                   ByteListener listener);
/// Bytes already read, then the rest.
[[nodiscard]] std::unique_ptr<ByteSource> joined(std::string ahead,
                                                 std::unique_ptr<ByteSource> rest);
/// UTF-16LE as UTF-8; a broken surrogate becomes the byte 0xFF, which makes its row invalid.
[[nodiscard]] std::unique_ptr<ByteSource> utf16_as_utf8(std::unique_ptr<ByteSource> source);

}  // namespace tradein
