#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <istream>
#include <optional>
#include <string>

#include "tools/tradein/answers.hpp"

namespace tradein::tool {

/// What a retailer sends, and what came back: a file's lines in flight over however many
/// connections it takes. Knows no socket and no clock.
///
/// A line is sent again until it is answered by an outcome, always as it stands in the file: its
/// claim id makes sure that it is decided once.
class Submission {
 public:
  struct Answered {
    std::uint64_t row = 0;  ///< of the file
    std::string claim_id;
    std::string outcome, code, zh, en;
    Money amount;
    bool repeated = false;
    std::string line;     ///< the answer with the file's row, with its line end
    std::string receipt;  ///< of a receipt's answer
  };
  using Take = std::function<Result<void>(const Answered&)>;
  using Time = std::chrono::steady_clock::time_point;

  Submission(std::istream& file, bool wants_receipts, Take take)
      : file_{file}, wants_receipts_{wants_receipts}, take_{std::move(take)} {}

  /// Lines to send now, at most `window` being unanswered.
  void append_lines(std::size_t window, Time now, std::string& out);
  /// One line from the service.
  Result<void> answer(std::string_view line, Time now);
  /// The connection is gone: what was not answered is to be sent again.
  void broken();
  [[nodiscard]] bool finished() const noexcept {
    return at_end_ && waiting_.empty() && again_.empty();
  }
  /// When a line that was refused may be sent again; none where nothing waits for that.
  [[nodiscard]] std::optional<Time> next_try() const noexcept;
  [[nodiscard]] const FileAnswer& counts() const noexcept { return counts_; }
  [[nodiscard]] std::uint64_t answered() const noexcept { return answered_; }
  [[nodiscard]] std::uint64_t bytes_read() const noexcept { return bytes_read_; }

 private:
  struct Line {
    std::uint64_t row = 0;
    std::string text;
    bool receipt = false;
    Time not_before{};
  };
  std::optional<Line> next(Time now);
  void count(const Answered& answered);

  std::istream& file_;
  bool wants_receipts_;
  Take take_;
  std::deque<Line> waiting_;  ///< sent, in the order of their answers
  std::deque<Line> again_;    ///< to be sent before the file goes on
  std::uint64_t row_ = 0, answered_ = 0, bytes_read_ = 0;
  bool at_end_ = false;
  FileAnswer counts_;
};

}  // namespace tradein::tool
