#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "adapters/batch/batch_file.hpp"
#include "adapters/wire/server.hpp"
#include "tools/tradein/claim_desk.hpp"
#include "tools/tradein/desk_world.hpp"
#include "tools/tradein/first_answers.hpp"
#include "tools/tradein/open_store.hpp"
#include "tools/tradein/service_lines.hpp"
#include "tools/tradein/withdrawal.hpp"

namespace tradein::tool {

/// Counters of the deciding thread; read from any.
struct DeskMetrics {
  std::atomic<std::uint64_t> approved{0}, rejected{0}, review{0}, returned{0}, invalid{0},
      repeated{0}, refused_full{0}, groups{0}, commit_us{0}, commit_us_max{0}, entries{0},
      rule_loads{0}, rule_failures{0}, stores_reopened{0};
  std::atomic<bool> full{false};
};

/// Decides and commits what the service receives, on one thread of its own, or by turns of its
/// caller's.
///
/// Order:  lines of a session are decided in their order; groups of at most limits.group_claims,
///         of whatever waits, are one commit; nothing is answered before its commit is durable.
/// Errors: a full disk refuses lines (E-STORE-FULL) and the store is opened anew, as at start,
///         until there is room. Any other failure of a commit ends the process with exit 4: what
///         reached the disk is unknown, and the next start looks.
class ServiceDesk final : public wire::LineTaker {
 public:
  struct Options {
    std::string store;
    RuleOptions rules;
    Language language = Language::zh;
    wire::Limits limits;
    std::uint64_t free_bytes_min = 0;  ///< on the store's disk; below it lines are refused
  };
  using Answers = std::function<void(std::vector<wire::SessionAnswers>)>;
  ServiceDesk(Options options, wire::Tell tell);
  ServiceDesk(Options options, wire::Tell tell, DeskWorld world);
  ~ServiceDesk() override;

  /// Rules and store. Errors: those of either.
  [[nodiscard]] Result<void> open();
  /// Where answers go. Before start() or the first turn().
  void answer_to(Answers answers) { answers_ = std::move(answers); }
  /// A thread that takes turns until finish().
  void start();
  /// Without start(): one group of what waits now, or a look around where nothing does.
  void turn();
  /// Decides what still waits and closes the store.
  [[nodiscard]] Result<void> finish();
  /// From any thread: the packs anew, between two groups.
  void reload_rules();

  [[nodiscard]] Room room() const noexcept override;
  void take(wire::SessionLines lines) override;
  std::string busy(const wire::LineRun& run) override;

  [[nodiscard]] const DeskMetrics& metrics() const noexcept { return metrics_; }
  [[nodiscard]] std::uint64_t queued() const noexcept { return queued_lines_; }

 private:
  /// What one store that is open needs.
  struct OpenDesk {
    explicit OpenDesk(std::unique_ptr<WrittenStore> opened)
        : store{std::move(opened)},
          first{store->store()},
          withdrawals{store->store(), sip_key(store->keys().history_key)} {}
    std::unique_ptr<WrittenStore> store;
    FirstAnswers first;
    WithdrawalDesk withdrawals;
    crypto::Sha256 hash;
    std::optional<crypto::Hmac> hmac;
    std::optional<Decider> decider;
    std::optional<ClaimSealer> sealer;  ///< where the store has a vault
    std::optional<ClaimDesk> desk;
  };
  struct SessionBatch {
    OpenBatch batch;
    IntakeContext context;
    std::int64_t claimed_fen = 0;  ///< of the batch: subsidy_claimed of its lines
    crypto::Sha256 digest;         ///< of the batch's lines
  };
  struct PendingOp {
    std::uint64_t row = 0;
    OpLine line;
    std::optional<FileAnswer> closed;  ///< of batch-end: its counts
    std::int64_t claimed_fen = 0;
    std::optional<WithdrawalEntry> withdrawn;  ///< of withdraw: what was written
    std::optional<Error> failed;               ///< of withdraw: why not
  };
  struct NotTaken {
    std::uint64_t row = 0;
    std::string claim_id;
  };
  /// The answers of one run: group_.answers [first, last) or refusals, and ops, merged by their
  /// rows.
  struct Part {
    wire::SessionAnswers answers;
    std::string retailer;
    std::size_t first = 0, last = 0;
    std::vector<NotTaken> refused;  ///< where the disk is full
    std::vector<PendingOp> ops;
  };

  Result<void> open_store();
  Result<void> use_rules();
  void work();
  bool wait_for_lines(std::vector<wire::SessionLines>& lines);
  void take_waiting(std::vector<wire::SessionLines>& lines);
  [[nodiscard]] Date today() const { return day_of(world_.wall_ms()); }
  [[nodiscard]] Result<std::unique_ptr<Rules>> rules_of_today() const;
  void look_at_rules();
  void handle(std::vector<wire::SessionLines>& lines);
  void decide(wire::SessionLines& lines, bool taken, Part& part);
  std::size_t decide_piece(wire::LineRun& run, std::size_t at, bool taken, SessionBatch& session,
                           Part& part);
  void decide_claims(SessionBatch& session);
  static bool is_of_batch(const OpLine& line);
  void take_withdrawal(PendingOp op, bool taken, Part& part);
  static void take_op(PendingOp op, Part& part);
  void take_batch_op(SessionBatch& session, PendingOp op, bool taken, Part& part);
  void add_claimed(SessionBatch& session);
  void begin_batch(SessionBatch& session);
  void end_batch(SessionBatch& session);
  void end_all_batches();
  [[nodiscard]] bool has_room(std::size_t bytes);
  /// False where the disk was full: nothing of the group is to be acknowledged.
  Result<Commit> append_group();
  [[nodiscard]] bool commit();
  [[nodiscard]] bool ready_to_take(std::size_t bytes);
  void count(const RowAnswer& answer);
  void write_answers(Part& part, bool committed);
  void write_op(Part& part, const PendingOp& op, std::string& out);
  void write_status(const Part& part, const PendingOp& op, std::string& out);
  void write_withdrawal(const PendingOp& op, std::string& out);
  void append_receipt(std::uint64_t entry, std::string& out);
  void write_receipt(const Part& part, const PendingOp& op, std::string& out);
  void write_resume(const Part& part, const PendingOp& op, std::string& out);
  void write_batch_end(const PendingOp& op, std::string& out);
  [[nodiscard]] std::optional<std::uint64_t> latest(const std::string& retailer,
                                                    const std::string& claim_id) const;
  [[nodiscard]] std::optional<std::uint64_t> entry_of(const std::string& retailer,
                                                      const std::string& claim_id);
  [[noreturn]] void give_up(const Error& error);

  Options options_;
  wire::Tell tell_;
  DeskWorld world_;
  Answers answers_;
  std::unique_ptr<Rules> rules_;
  std::unique_ptr<OpenDesk> open_;
  std::unordered_map<std::uint64_t, SessionBatch> sessions_;
  AnswerGroup group_;
  std::vector<Part> parts_;
  Chunk chunk_;
  PreparedBlock block_;
  wire::Time store_tried_;  ///< when it was last tried to be opened
  wire::Time rules_tried_;

  mutable std::mutex mutex_;
  std::condition_variable some_;
  std::deque<wire::SessionLines> queue_;
  bool closed_ = false;
  std::atomic<bool> reload_{false};
  std::atomic<std::uint64_t> queued_lines_{0}, queued_bytes_{0};
  DeskMetrics metrics_;
  std::thread thread_;
};

}  // namespace tradein::tool
