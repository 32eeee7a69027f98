// Lines of the service that are no claims: schemas/wire.md.
#include <fmt/format.h>

#include "engine/base/json.hpp"
#include "engine/log/receipt.hpp"
#include "tools/tradein/service_desk.hpp"

namespace tradein::tool {
namespace {

constexpr unsigned op_retry_seconds = 2;

void begin_answer(std::uint64_t row, std::string_view op, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{{\"row\":{},\"op\":", row);
  append_json_string(out, op);
}

void append_ids(std::string_view name, const std::vector<std::string>& ids, std::string& out) {
  fmt::format_to(std::back_inserter(out), ",\"{}\":[", name);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, ids[i]);
  }
  out += ']';
}

Error total_error() {
  return {"E-BATCH-TOTAL",
          "",
          {"件数或金额与收到的不符", "the count or the total is not that of the lines received"},
          {"用 resume 查明哪些申领号已有答复，只重发其余",
           "ask with `resume` which claim ids are answered, and send the others again"}};
}

}  // namespace

bool ServiceDesk::is_of_batch(const OpLine& line) {
  return line.op == "batch-begin" || line.op == "batch-end";
}

/// Its answer is written after the commit.
void ServiceDesk::take_op(PendingOp op, Part& part) {
  if (op.line.op == "close") part.answers.close = true;
  part.ops.push_back(std::move(op));
}

/// The lines before it are decided; those after it are of the next batch.
void ServiceDesk::take_batch_op(SessionBatch& session, PendingOp op, bool taken, Part& part) {
  if (taken) {
    end_batch(session);
    op.closed = session.batch.file;
    op.claimed_fen = session.claimed_fen;
    begin_batch(session);
  }
  part.ops.push_back(std::move(op));
}

/// After the claims before it, in the log's order.
void ServiceDesk::take_withdrawal(PendingOp op, bool taken, Part& part) {
  const auto ground = ground_of(op.line.as);
  const auto on = parse_iso_date(op.line.on);
  if (!ground || !on) {
    op.failed = withdraw_form_error(op.line.claim_id);
  } else if (taken) {
    auto entry = open_->withdrawals.take(
        {part.retailer, op.line.claim_id, *ground, *on, today(), open_->store->entry_time()},
        open_->desk->next_entry(), open_->store->history(), group_.entries.bytes);
    if (entry) {
      open_->desk->close_entry(group_);
      op.withdrawn = std::move(*entry);
    } else {
      const Error& error = entry.error();
      const bool broken = error.trouble == Trouble::integrity ||
                          (error.trouble == Trouble::store && error.code != "E-BUSY");
      if (broken) give_up(error);
      op.failed = error;
    }
  }
  part.ops.push_back(std::move(op));
}

void ServiceDesk::write_withdrawal(const PendingOp& op, std::string& out) {
  if (op.failed) {
    const bool busy = op.failed->code == "E-BUSY";
    append_refusal({op.row, op.line.op, op.line.claim_id,
                    busy ? std::optional{op_retry_seconds} : std::nullopt},
                   *op.failed, options_.language, out);
    return;
  }
  std::string text;
  append_json(*op.withdrawn, op.line.claim_id, text);
  begin_answer(op.row, op.line.op, out);
  out += ',' + text.substr(1) + '\n';
}

void ServiceDesk::write_op(Part& part, const PendingOp& op, std::string& out) {
  const std::string& name = op.line.op;
  const auto refuse = [&](const Error& error) {
    append_refusal({op.row, name, op.line.claim_id, std::nullopt}, error, options_.language, out);
  };
  if (name == "close") {
    begin_answer(op.row, name, out);
    out += "}\n";
    return;
  }
  const bool withdraws = name == "withdraw";
  if (!is_known_op(name)) {
    refuse(op_error(name));
  } else if (!open_ || (is_of_batch(op.line) && !op.closed) ||
             (withdraws && !op.withdrawn && !op.failed)) {
    append_refusal({op.row, name, op.line.claim_id, op_retry_seconds}, store_full_error(),
                   options_.language, out);
  } else if (name == "status") {
    write_status(part, op, out);
  } else if (name == "receipt") {
    write_receipt(part, op, out);
  } else if (withdraws) {
    write_withdrawal(op, out);
  } else if (name == "resume") {
    write_resume(part, op, out);
  } else {
    write_batch_end(op, out);
  }
}

/// What the history knows of the retailer's own claim, without reading its entry.
std::optional<std::uint64_t> ServiceDesk::latest(const std::string& retailer,
                                                 const std::string& claim_id) const {
  const SipKey key = sip_key(open_->store->keys().history_key);
  const auto found =
      latest_of(admission_ticket(key, retailer, claim_id, std::string(content_bytes, '\0')),
                open_->store->history());
  if (!found) return std::nullopt;
  return found->entry;
}

/// The latest entry of the retailer's own claim. The history knows ids by a digest, so the entry is
/// looked at before it is believed.
std::optional<std::uint64_t> ServiceDesk::entry_of(const std::string& retailer,
                                                   const std::string& claim_id) {
  const auto known = latest(retailer, claim_id);
  if (!known) return std::nullopt;
  EntryBlock block;
  ClaimEntry entry;
  if (const auto read = open_->store->store().read(*known, 1, block); !read) give_up(read.error());
  if (block.empty() || !read_claim_entry(block[0], entry)) return std::nullopt;
  if (entry.header.retailer != retailer || entry.header.claim_id != claim_id) return std::nullopt;
  return known;
}

void ServiceDesk::write_status(const Part& part, const PendingOp& op, std::string& out) {
  RowAnswer answer;
  answer.row = op.row;
  answer.claim_id = op.line.claim_id;
  answer.entry = entry_of(part.retailer, op.line.claim_id);
  if (!answer.entry) {
    append_refusal({op.row, op.line.op, op.line.claim_id, std::nullopt},
                   claim_unknown_error(op.line.claim_id), options_.language, out);
    return;
  }
  if (const auto found = open_->first.fill(answer); !found) give_up(found.error());
  std::string text;
  append_json(answer, options_.language, text);
  begin_answer(op.row, op.line.op, out);
  out += text.substr(text.find(','));
}

void ServiceDesk::write_receipt(const Part& part, const PendingOp& op, std::string& out) {
  const auto entry = entry_of(part.retailer, op.line.claim_id);
  if (!entry) {
    append_refusal({op.row, op.line.op, op.line.claim_id, std::nullopt},
                   claim_unknown_error(op.line.claim_id), options_.language, out);
    return;
  }
  begin_answer(op.row, op.line.op, out);
  out += ",\"claim_id\":";
  append_json_string(out, op.line.claim_id);
  append_receipt(*entry, out);
  out += "}\n";
}

void ServiceDesk::append_receipt(std::uint64_t entry, std::string& out) {
  const auto receipt =
      make_receipt(open_->store->store(), open_->hash, entry, open_->store->writer().last());
  if (!receipt) give_up(receipt.error());
  fmt::format_to(std::back_inserter(out), ",\"entry\":{},\"receipt\":", entry);
  append_json_string(out, receipt_text(*receipt));
}

void ServiceDesk::write_resume(const Part& part, const PendingOp& op, std::string& out) {
  std::vector<std::string> answered, unknown;
  for (const std::string& id : op.line.claim_ids)
    (latest(part.retailer, id) ? answered : unknown).push_back(id);
  begin_answer(op.row, op.line.op, out);
  append_ids("answered", answered, out);
  append_ids("unknown", unknown, out);
  out += "}\n";
}

void ServiceDesk::write_batch_end(const PendingOp& op, std::string& out) {
  const FileAnswer& closed = *op.closed;
  begin_answer(op.row, op.line.op, out);
  if (op.line.op == "batch-end") {
    append_counts(closed, out);
    fmt::format_to(std::back_inserter(out), ",\"claimed\":\"{}\"",
                   to_yuan(Money::from_fen(op.claimed_fen)));
    if (closed.batch_end) append_receipt(*closed.batch_end, out);
    const bool agrees = op.line.count.value_or(closed.rows) == closed.rows &&
                        op.line.total.value_or(to_yuan(Money::from_fen(op.claimed_fen))) ==
                            to_yuan(Money::from_fen(op.claimed_fen));
    fmt::format_to(std::back_inserter(out), ",\"agrees\":{}", agrees);
    if (!agrees) {
      out += ',';
      append_error_members(total_error(), options_.language, out);
    }
  }
  out += "}\n";
}

}  // namespace tradein::tool
