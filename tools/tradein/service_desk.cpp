#include "tools/tradein/service_desk.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include <fmt/format.h>

#include "engine/base/json.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/pinned_rules.hpp"
#include "tools/tradein/signing.hpp"

namespace tradein::tool {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds look_every{500};  // for room on a full disk, where nobody asks
constexpr milliseconds store_retry{1'000};
constexpr milliseconds rules_retry{60'000};
constexpr unsigned full_retry_seconds = 2, busy_retry_seconds = 1;

/// The service answers every row.
class AllRows final : public AnswerSink {
 public:
  Result<void> begin(const std::string&, const FileLayout&) override { return {}; }
  bool wants(bool, bool, Outcome) const override { return true; }
  Result<void> row(const RowAnswer&) override { return {}; }
  Result<void> end(const FileAnswer&) override { return {}; }
};

std::string error_members(const Error& error) {
  std::string out = "\"code\":\"" + error.code + "\",\"place\":";
  append_json_string(out, error.place);
  out += ",\"what\":";
  append_json_string(out, error.what.en);
  out += ",\"fix\":";
  append_json_string(out, error.fix.en);
  return out;
}

}  // namespace

ServiceDesk::ServiceDesk(Options options, wire::Tell tell)
    : ServiceDesk{options, std::move(tell), machine_world(options.store, options.language)} {}

ServiceDesk::ServiceDesk(Options options, wire::Tell tell, DeskWorld world)
    : options_{std::move(options)}, tell_{std::move(tell)}, world_{std::move(world)} {}

ServiceDesk::~ServiceDesk() { static_cast<void>(finish()); }

Result<void> ServiceDesk::open() {
  auto rules = rules_of_today();
  if (!rules) return std::unexpected(rules.error());
  rules_ = std::move(*rules);
  return open_store();
}

Result<std::unique_ptr<Rules>> ServiceDesk::rules_of_today() const {
  RuleOptions options = options_.rules;
  if (options.as_of.empty()) options.as_of = to_iso(today());
  return load_rules(options, options_.language);
}

Result<void> ServiceDesk::open_store() {
  open_.reset();
  auto store = world_.open_store();
  if (!store) return std::unexpected(store.error());
  open_ = std::make_unique<OpenDesk>(std::move(*store));
  const auto& key = open_->store->keys().pseudonym_key;
  open_->hmac.emplace(std::string_view{reinterpret_cast<const char*>(key.data()), key.size()});
  if (const auto sealing = open_->store->sealing("")) open_->sealer.emplace(*sealing);
  return use_rules();
}

Result<void> ServiceDesk::use_rules() {
  if (const auto pinned = pin(*rules_->book, open_->store->store()); !pinned) return pinned;
  const SipKey key = sip_key(open_->store->keys().history_key);
  open_->decider.emplace(*rules_->book, key);
  open_->desk.emplace(ClaimDesk::Setup{rules_.get(), "", key, &open_->store->history(),
                                       open_->store->writer().size(), 0, true});
  return {};
}

void ServiceDesk::start() {
  thread_ = std::thread{[this] { work(); }};
}

Result<void> ServiceDesk::finish() {
  {
    const std::lock_guard lock{mutex_};
    closed_ = true;
    some_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  if (!open_) return {};
  const auto closed = open_->store->close();
  open_.reset();
  return closed;
}

void ServiceDesk::reload_rules() {
  const std::lock_guard lock{mutex_};
  reload_ = true;
  some_.notify_all();
}

wire::LineTaker::Room ServiceDesk::room() const noexcept {
  const std::uint64_t lines = queued_lines_, bytes = queued_bytes_;
  if (lines >= options_.limits.queue_lines || bytes >= options_.limits.queue_bytes)
    return Room::none;
  const bool little =
      lines * 5 >= options_.limits.queue_lines * 4 || bytes * 5 >= options_.limits.queue_bytes * 4;
  return little ? Room::little : Room::plenty;
}

void ServiceDesk::take(wire::SessionLines lines) {
  queued_lines_ += lines.run.to_answer;
  queued_bytes_ += lines.run.bytes.size();
  const std::lock_guard lock{mutex_};
  queue_.push_back(std::move(lines));
  some_.notify_one();
}

std::string ServiceDesk::busy(const wire::LineRun& run) {
  std::string out;
  std::uint64_t row = run.first_row;
  for (const wire::LineSpan& span : run.lines) {
    const std::string_view line{run.bytes.data() + span.offset, span.length};
    if (!line.empty() || span.too_long)
      append_refusal({row, "", claim_id_of(line), busy_retry_seconds}, busy_error(),
                     options_.language, out);
    ++row;
  }
  return out;
}

void ServiceDesk::work() {
  std::vector<wire::SessionLines> lines;
  while (wait_for_lines(lines)) {
    look_at_rules();
    handle(lines);
  }
}

void ServiceDesk::turn() {
  std::vector<wire::SessionLines> lines;
  {
    const std::lock_guard lock{mutex_};
    take_waiting(lines);
  }
  look_at_rules();
  handle(lines);
}

/// Nothing for a while is no end.
bool ServiceDesk::wait_for_lines(std::vector<wire::SessionLines>& lines) {
  lines.clear();
  std::unique_lock lock{mutex_};
  some_.wait_for(lock, look_every, [&] { return !queue_.empty() || closed_ || reload_; });
  take_waiting(lines);
  return !lines.empty() || !closed_;
}

/// What waits, up to a group's claims. Requires: the caller has the mutex.
void ServiceDesk::take_waiting(std::vector<wire::SessionLines>& lines) {
  std::size_t count = 0;
  while (!queue_.empty() &&
         (lines.empty() || count + queue_.front().run.to_answer <= options_.limits.group_claims)) {
    count += queue_.front().run.to_answer;
    queued_lines_ -= queue_.front().run.to_answer;
    queued_bytes_ -= queue_.front().run.bytes.size();
    lines.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
}

/// New packs, or another day: every batch ends under the rules that it began with.
void ServiceDesk::look_at_rules() {
  const bool asked = reload_.exchange(false);
  const bool other_day = options_.rules.as_of.empty() && today() != rules_->as_of &&
                         world_.now() - rules_tried_ > rules_retry;
  if (!asked && !other_day) return;
  rules_tried_ = world_.now();
  auto rules = rules_of_today();
  if (!rules) {
    ++metrics_.rule_failures;
    tell_("error", "rules-refused", error_members(rules.error()));
    return;
  }
  if (open_) end_all_batches();
  // What decided is used until the store has the new packs.
  const std::unique_ptr<Rules> old = std::exchange(rules_, std::move(*rules));
  if (open_)
    if (const auto used = use_rules(); !used) give_up(used.error());
  ++metrics_.rule_loads;
  tell_("info", "rules",
        fmt::format("\"as_of\":\"{}\",\"book\":\"sha256:{}\"", to_iso(rules_->as_of),
                    rules_->book->hash()));
}

void ServiceDesk::end_all_batches() {
  group_.entries.clear(open_->desk->next_entry());
  for (auto& [id, session] : sessions_) {
    end_batch(session);
    begin_batch(session);
  }
  static_cast<void>(commit());
}

bool ServiceDesk::has_room(std::size_t bytes) {
  constexpr std::uint64_t anchor_bytes = 64 * 1024;
  // An entry is about as long as its line; tiles and the pages of the write-ahead log come on top.
  // Once it is full there must be more, or it would be so again with the next group.
  const std::uint64_t wanted = (options_.free_bytes_min + 4 * bytes) * (metrics_.full ? 2 : 1);
  const std::string anchor = anchor_path_of(options_.store, open_->store->keys().origin);
  return world_.has_room(options_.store, wanted) && world_.has_room(anchor, anchor_bytes);
}

/// Opens the store again after it was full, and asks for room before anything is touched.
bool ServiceDesk::ready_to_take(std::size_t bytes) {
  if (!open_ && world_.now() - store_tried_ >= store_retry) {
    store_tried_ = world_.now();
    if (world_.has_room(options_.store, options_.free_bytes_min)) {
      const auto opened = open_store();
      if (!opened) open_.reset();
      if (!opened && opened.error().code != "E-STORE-FULL") give_up(opened.error());
      if (opened) {
        ++metrics_.stores_reopened;
        tell_("info", "store-reopened", "");
      }
    }
  }
  const bool ready = open_ && has_room(bytes);
  if (ready != !metrics_.full) tell_(ready ? "info" : "error", ready ? "room" : "store-full", "");
  metrics_.full = !ready;
  return ready;
}

void ServiceDesk::handle(std::vector<wire::SessionLines>& lines) {
  if (lines.empty() && !metrics_.full) return;
  std::size_t bytes = 0;
  for (const wire::SessionLines& each : lines) bytes += each.run.bytes.size();
  const bool taken = ready_to_take(bytes);
  if (open_) group_.entries.clear(open_->desk->next_entry());
  parts_.clear();
  for (wire::SessionLines& each : lines) {
    if (each.ended) {
      const auto found = sessions_.find(each.session);
      if (found == sessions_.end()) continue;
      if (taken) end_batch(found->second);
      sessions_.erase(found);
      continue;
    }
    decide(each, taken, parts_.emplace_back());
  }
  const bool committed = commit();
  std::vector<wire::SessionAnswers> answers;
  answers.reserve(parts_.size());
  for (Part& part : parts_) {
    write_answers(part, committed);
    answers.push_back(std::move(part.answers));
  }
  group_.answers.clear();
  answers_(std::move(answers));
}

/// The vault first: records without their entry are harmless, and the next group takes them away.
Result<Commit> ServiceDesk::append_group() {
  if (store::Vault* const vault = open_->store->vault())
    if (const auto kept = vault->append(group_.entries.first, group_.personal); !kept)
      return std::unexpected(kept.error());
  return open_->store->writer().append(group_.entries, group_.leaves);
}

bool ServiceDesk::commit() {
  if (!open_ || group_.entries.empty()) return true;
  LogWriter& writer = open_->store->writer();
  const std::uint64_t before = writer.size();
  const auto begun = world_.now();
  auto done = append_group();
  const auto took = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(world_.now() - begun).count());
  metrics_.commit_us += took;
  if (took > metrics_.commit_us_max) metrics_.commit_us_max = took;
  ++metrics_.groups;
  const std::uint64_t entries = group_.entries.size();
  group_.leaves.clear();
  group_.personal.clear();
  group_.entries.clear(0);
  if (done) {
    open_->store->history().commit(done->size, done->root);
    metrics_.entries += entries;
    return true;
  }
  // A commit that was made but could not be anchored is one that the next start anchors.
  if (done.error().code != "E-STORE-FULL" || writer.size() != before) give_up(done.error());
  tell_("error", "store-full", error_members(done.error()));
  metrics_.full = true;
  // The history holds marks of claims that are not in the log: it is opened anew, as at start, and
  // so is all that rests on it.
  open_.reset();
  store_tried_ = world_.now();
  for (auto& [id, session] : sessions_) begin_batch(session);
  return false;
}

void ServiceDesk::give_up(const Error& error) {
  tell_("error", "stopped", error_members(error));
  world_.end_process(error.trouble == Trouble::integrity ? Exit::refused_for_integrity
                                                         : Exit::no_store);
  std::abort();
}

void ServiceDesk::count(const RowAnswer& answer) {
  if (answer.invalid) {
    ++metrics_.invalid;
    return;
  }
  if (answer.repeated) {
    ++metrics_.repeated;
    return;
  }
  switch (answer.outcome) {
    case Outcome::approved:
      ++metrics_.approved;
      break;
    case Outcome::rejected:
      ++metrics_.rejected;
      break;
    case Outcome::review:
      ++metrics_.review;
      break;
    case Outcome::returned:
      ++metrics_.returned;
      break;
    case Outcome::note:
      break;
  }
}

/// In the order of the rows, each the line that was asked.
void ServiceDesk::write_answers(Part& part, bool committed) {
  std::string& out = part.answers.text;
  auto op = part.ops.begin();
  const auto ops_before = [&](std::uint64_t row) {
    for (; op != part.ops.end() && op->row < row; ++op) write_op(part, *op, out);
  };
  const auto refuse = [&](std::uint64_t row, std::string_view claim_id) {
    ++metrics_.refused_full;
    append_refusal({row, "", claim_id, full_retry_seconds}, store_full_error(), options_.language,
                   out);
  };
  for (const NotTaken& line : part.refused) {
    ops_before(line.row);
    refuse(line.row, line.claim_id);
  }
  for (std::size_t i = part.first; i < part.last; ++i) {
    PendingAnswer& pending = group_.answers[i];
    ops_before(pending.answer.row);
    // Not even a conflict is told: it may be one with a claim of this group.
    if (!committed) {
      refuse(pending.answer.row, pending.answer.claim_id);
      continue;
    }
    if (pending.look_up)
      if (const auto found = open_->first.fill(pending.answer); !found) give_up(found.error());
    count(pending.answer);
    append_json(pending.answer, options_.language, out);
  }
  ops_before(~std::uint64_t{0});
}

void ServiceDesk::decide(wire::SessionLines& lines, bool taken, Part& part) {
  part.answers.session = lines.session;
  part.answers.lines = lines.run.to_answer;
  part.retailer = lines.retailer;
  const auto [at, fresh] = sessions_.try_emplace(lines.session);
  SessionBatch& session = at->second;
  if (fresh) {
    session.batch.retailer = lines.retailer;
    session.context.retailer = lines.retailer;
    begin_batch(session);
  }
  part.first = group_.answers.size();
  for (std::size_t line = 0; line < lines.run.lines.size();)
    line = decide_piece(lines.run, line, taken, session, part);
  part.last = group_.answers.size();
}

/// From line `at` up to one that begins or ends a batch, or withdraws a claim; gives the number of
/// the next.
std::size_t ServiceDesk::decide_piece(wire::LineRun& run, std::size_t at, bool taken,
                                      SessionBatch& session, Part& part) {
  chunk_.rows.clear();
  chunk_.first_row = run.first_row + at;
  bool has_claims = false;
  std::optional<PendingOp> cut;
  for (; at < run.lines.size() && !cut; ++at) {
    const wire::LineSpan& span = run.lines[at];
    const std::string_view line{run.bytes.data() + span.offset, span.length};
    RowSpan& claim = chunk_.rows.emplace_back(
        RowSpan{span.offset, span.length, span.too_long ? RowFault::too_long : RowFault::none});
    if (auto op = span.too_long ? std::nullopt : read_op(line)) {
      claim.length = 0;  // blank to the parser, so that rows keep their numbers
      PendingOp pending;
      pending.row = run.first_row + at;
      pending.line = std::move(*op);
      if (is_of_batch(pending.line) || pending.line.op == "withdraw")
        cut = std::move(pending);
      else
        take_op(std::move(pending), part);
    } else if (!line.empty() || span.too_long) {
      has_claims = true;
      if (!taken) part.refused.push_back({run.first_row + at, claim_id_of(line)});
      session.digest.add(line);
      session.digest.add("\n");
    }
  }
  if (taken && has_claims) {
    if (cut)
      chunk_.bytes = run.bytes;
    else
      chunk_.bytes.swap(run.bytes);
    decide_claims(session);
  }
  if (cut && is_of_batch(cut->line))
    take_batch_op(session, std::move(*cut), taken, part);
  else if (cut)
    take_withdrawal(std::move(*cut), taken, part);
  return at;
}

void ServiceDesk::decide_claims(SessionBatch& session) {
  chunk_.size = chunk_.bytes.size() - wire::LineRun::padding;
  session.context.received_on = rules_->as_of;
  if (!session.batch.entry) session.batch.at_ms = open_->store->entry_time();
  parse_ndjson(rules_->kinds, session.context, chunk_, block_.block);
  ClaimSealer* const sealer = open_->sealer ? &*open_->sealer : nullptr;
  if (sealer != nullptr) sealer->turn_to(session.batch.retailer);
  block_.prepare(*open_->hmac, *open_->decider, sealer);
  add_claimed(session);
  AllRows all;
  open_->desk->turn_to(session.batch);
  open_->desk->take(block_, all, group_);
}

void ServiceDesk::add_claimed(SessionBatch& session) {
  for (const BatchRow& row : block_.block.rows) {
    if (!row.good()) continue;
    const auto slot = row.kind->find("subsidy_claimed");
    if (slot && row.slots[*slot].present()) session.claimed_fen += row.slots[*slot].number();
  }
}

void ServiceDesk::begin_batch(SessionBatch& session) {
  session.batch.file = {};
  session.batch.form = FileForm::ndjson;
  session.batch.entry.reset();
  session.claimed_fen = 0;
  session.digest.begin();
}

void ServiceDesk::end_batch(SessionBatch& session) {
  session.batch.file.sha256 = hex(as_text(session.digest.end()));
  open_->desk->turn_to(session.batch);
  open_->desk->end_file(group_);
}

}  // namespace tradein::tool
