#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "tools/tradein/claim_lines.hpp"
#include "tools/tradein/service_answer.hpp"

namespace tradein::tool {

/// What a retailer sends, and what came back: a file's lines in flight over however many
/// connections it takes. Knows no socket and no clock.
///
/// A line is sent again until it is answered by an outcome, always the same: its claim id makes
/// sure that it is decided once. A row that its reader refused keeps its own errors; the service's
/// answer to its line says only that it was counted. The batch's receipt is that of the last
/// connection's batch, and there is none where all its rows were repetitions.
class Submission {
 public:
  /// Who hears what came back.
  class Taker {
   public:
    virtual ~Taker() = default;
    /// Each row once, in the file's order.
    virtual Result<void> row(const RowAnswer& answer) = 0;
    virtual Result<void> receipt(const std::string& claim_id, const std::string& text) = 0;
  };
  struct Wishes {
    bool receipts = false;       ///< of every claim
    bool batch_receipt = false;  ///< in counts(), once it is finished
  };
  using Source = std::function<Result<bool>(ClaimLine&)>;  ///< as ClaimLines::next
  using Time = std::chrono::steady_clock::time_point;

  Submission(Source source, Wishes wishes, Taker& taker)
      : source_{std::move(source)}, wishes_{wishes}, taker_{taker} {}

  /// Lines to send now, at most `window` being unanswered. Errors: the source's.
  Result<void> append_lines(std::size_t window, Time now, std::string& out);
  /// One line from the service. Errors: E-ANSWER, the taker's.
  Result<void> answer(std::string_view line, Time now);
  /// The connection is gone: what was not answered is to be sent again.
  void broken();
  [[nodiscard]] bool finished() const noexcept {
    return at_end_ && waiting_.empty() && again_.empty() && (closing_ || !wishes_.batch_receipt);
  }
  [[nodiscard]] const FileAnswer& counts() const noexcept { return counts_; }
  [[nodiscard]] std::uint64_t answered() const noexcept { return counts_.rows; }

 private:
  enum class Asks : std::uint8_t { decision, receipt, batch_receipt };
  struct Line {
    ClaimLine claim;
    Asks asks = Asks::decision;
    Time not_before{};
  };
  Result<std::optional<Line>> next(Time now);
  std::optional<Line> batch_end();
  void count(const RowAnswer& answer);
  Result<void> hand_over();

  Source source_;
  Wishes wishes_;
  Taker& taker_;
  std::deque<Line> waiting_;                      ///< sent, in the order of their answers
  std::deque<Line> again_;                        ///< to be sent before the file goes on
  std::deque<std::uint64_t> open_;                ///< rows of the file that were not handed over
  std::map<std::uint64_t, ServiceAnswer> early_;  ///< answered, a row before them is not
  bool at_end_ = false;
  bool closing_ = false;  ///< the batch's end was asked for
  FileAnswer counts_;
};

}  // namespace tradein::tool
