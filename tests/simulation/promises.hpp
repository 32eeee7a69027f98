#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "adapters/wire/server.hpp"
#include "engine/log/checkpoint.hpp"
#include "tests/simulation/claims.hpp"
#include "tests/simulation/json_line.hpp"
#include "tests/simulation/log_watch.hpp"

namespace tradein::simulation {

/// Every answer that the service gives, held against the log as it is synced at that moment, the
/// line that was asked, and every answer before. Throws Broken.
class Promises {
 public:
  Promises(Disk& disk, LogWatch& log, std::vector<LogKey> keys)
      : disk_{disk}, log_{log}, keys_{std::move(keys)} {}

  /// A claim's line that some client may send; what is not told here is no claim.
  void sends(const std::string& retailer, const ClaimLine& line);
  /// Lines that the service took.
  void taken(const wire::SessionLines& lines);
  /// Before they leave.
  void given(const std::vector<wire::SessionAnswers>& answers);
  void forget_sessions() { sessions_.clear(); }

  /// Retailers and claim ids that were ever sent.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> sent() const;
  [[nodiscard]] std::uint64_t acknowledged() const noexcept { return fresh_.size(); }
  [[nodiscard]] std::uint64_t repeated() const noexcept { return repeated_; }
  [[nodiscard]] std::uint64_t conflicts() const noexcept { return conflicts_; }
  [[nodiscard]] std::uint64_t refused() const noexcept { return refused_; }

 private:
  struct Asked {
    std::uint64_t row = 0;
    std::string text;
  };
  struct Session {
    std::string retailer;
    std::vector<Asked> asked;  ///< not answered yet, in order
    std::size_t next = 0;
  };

  void line(const std::string& retailer, const Asked& asked, std::string_view answer);
  void claim(const std::string& retailer, const Asked& asked, const JsonLine& answer,
             std::string_view text);
  void decided(const std::string& retailer, const ClaimLine& line, const JsonLine& answer,
               std::string_view text);
  void conflict(const std::string& retailer, const ClaimLine& line);
  void op(const std::string& retailer, const Asked& asked, const JsonLine& answer);
  void op_error(const std::string& retailer, const std::string& claim_id, std::string_view code,
                std::string_view op);
  void status(const std::string& retailer, const std::string& claim_id, const JsonLine& answer);
  void receipt(const std::string& retailer, const std::string& claim_id, const JsonLine& answer);
  void resume(const std::string& retailer, const JsonLine& answer);
  void withdrawal(const std::string& retailer, const JsonLine& answer);
  /// The entry that an answer names: on disk, and covered by the anchor on its disk.
  const LogWatch::Entry& entry_of(const JsonLine& answer);
  void same_content(std::uint64_t entry, const std::string& retailer, const ClaimLine& line);

  Disk& disk_;
  LogWatch& log_;
  std::vector<LogKey> keys_;
  crypto::Sha256 hash_;
  std::map<std::pair<std::string, std::string>, ClaimLine> lines_;  ///< by retailer and text
  std::map<std::uint64_t, Session> sessions_;
  using Content = std::tuple<std::string, std::string, std::string>;  ///< retailer, id, content
  std::map<Content, std::string> answers_, digests_;
  std::set<std::uint64_t> fresh_;  ///< entries that were answered for the first time
  std::uint64_t group_first_ = 0;  ///< the first entry of the group that is answered
  std::uint64_t repeated_ = 0, conflicts_ = 0, refused_ = 0;
};

}  // namespace tradein::simulation
