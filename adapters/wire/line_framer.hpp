#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tradein::wire {

/// One line of a run, without its line end. A blank one has no length and is not answered.
struct LineSpan {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  bool too_long = false;
};

/// Whole lines that follow each other.
struct LineRun {
  static constexpr std::size_t padding = 128;  ///< bytes to spare behind the lines
  std::vector<char> bytes;
  std::vector<LineSpan> lines;  ///< blank ones too
  std::uint64_t first_row = 1;  ///< of lines[0]; the others follow without gaps
  std::size_t to_answer = 0;    ///< lines that are not blank
};

/// Cuts a stream of bytes into lines, however it was torn on its way.
///
/// A line ends in LF; a CR before it is part of the line (JSON takes it for white space). Of a line
/// over the limit nothing is kept but that it was there, so memory stays within the limit and one
/// read. What has no line end at the end of the stream is not a line.
class LineFramer {
 public:
  explicit LineFramer(std::size_t line_bytes_max) : line_bytes_max_{line_bytes_max} {}

  void add(std::string_view bytes);
  /// Up to `lines_max` lines to answer, and the blank ones between them. False where no line is
  /// whole; a line of `out` may still be blank.
  bool take(std::size_t lines_max, LineRun& out);

  /// Bytes of a line wait for its end.
  [[nodiscard]] bool in_line() const noexcept { return skipping_ || scanned_ < buffer_.size(); }
  [[nodiscard]] bool has_line() const noexcept { return !ends_.empty(); }
  [[nodiscard]] std::size_t buffered() const noexcept { return buffer_.size(); }
  [[nodiscard]] std::uint64_t next_row() const noexcept { return next_row_; }

 private:
  struct End {
    std::uint32_t at = 0;  ///< of the LF in buffer_
    bool too_long = false;
  };
  void end_line(std::size_t at);

  std::size_t line_bytes_max_;
  std::vector<char> buffer_;
  std::vector<End> ends_;       ///< of whole lines in buffer_
  std::size_t scanned_ = 0;     ///< up to the end of the last whole line
  bool skipping_ = false;       ///< the line in hand is over the limit; its bytes are dropped
  std::uint64_t next_row_ = 1;  ///< of the first line in buffer_
};

}  // namespace tradein::wire
