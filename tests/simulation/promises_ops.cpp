// Answers to lines that are no claims (schemas/wire.md, "Ops").
#include <algorithm>

#include "adapters/crypto/ed25519.hpp"
#include "engine/base/money.hpp"
#include "engine/log/receipt.hpp"
#include "tests/simulation/promises.hpp"

namespace tradein::simulation {
namespace {

bool holds_rights(const LogWatch::Entry& entry) {
  return entry.outcome == "approved" || entry.outcome == "review";
}

}  // namespace

void Promises::op(const std::string& retailer, const Asked& asked, const JsonLine& answer) {
  const auto line = JsonLine::read(asked.text);
  require(line.has_value(), "an op's answer to {}", asked.text);
  const std::string name = line->text("op"), claim_id = line->text("claim_id");
  require(name == answer.text("op"), "`{}` is answered as `{}`", name, answer.text("op"));
  if (const std::string& code = answer.error_code(); !code.empty())
    op_error(retailer, claim_id, code, name);
  else if (name == "status")
    status(retailer, claim_id, answer);
  else if (name == "receipt")
    receipt(retailer, claim_id, answer);
  else if (name == "resume")
    resume(retailer, answer);
  else if (name == "withdraw")
    withdrawal(retailer, answer);
  else if (name == "batch-end" && answer.has("entry"))
    require(entry_of(answer).kind == "batch-end", "a batch's end is another entry");
}

void Promises::op_error(const std::string& retailer, const std::string& claim_id,
                        std::string_view code, std::string_view op) {
  auto entries = log_.of_claim(retailer, claim_id);
  // A withdrawal is judged in its place among the group's lines, all others after the commit.
  if (op == "withdraw") std::erase_if(entries, [&](auto entry) { return entry >= group_first_; });
  if (code == "E-CLAIM-UNKNOWN") {
    require(entries.empty(), "{}: claim {} of {} is not unknown", op, claim_id, retailer);
    return;
  }
  require(op == "withdraw" && !entries.empty(), "{} of claim {}: {}", op, claim_id, code);
  if (code == "E-WITHDRAWN")
    require(log_.is_withdrawn(entries.back()), "claim {} was not withdrawn", claim_id);
  else
    require(code == "E-NOT-HELD" && !holds_rights(log_.entries()[entries.back()]),
            "withdrawing claim {}: {}", claim_id, code);
}

void Promises::status(const std::string& retailer, const std::string& claim_id,
                      const JsonLine& answer) {
  const LogWatch::Entry& logged = entry_of(answer);
  require(logged.retailer == retailer && logged.claim_id == claim_id &&
              logged.outcome == answer.text("outcome"),
          "the status of claim {} is another's", claim_id);
}

void Promises::receipt(const std::string& retailer, const std::string& claim_id,
                       const JsonLine& answer) {
  const LogWatch::Entry& logged = entry_of(answer);
  require(logged.retailer == retailer && logged.claim_id == claim_id,
          "the receipt of claim {} is another's", claim_id);
  const auto receipt = parse_receipt(answer.text("receipt"));
  require(receipt.has_value(), "no receipt for claim {}", claim_id);
  require(receipt->entry == disk_.synced().entries[receipt->index],
          "the receipt of claim {} is not of entry {}", claim_id, receipt->index);
  const auto flaw = receipt_flaw(*receipt, hash_, keys_, crypto::ed25519_verify);
  require(!flaw, "the receipt of claim {} does not hold: {}", claim_id, flaw ? flaw->en : "");
}

void Promises::resume(const std::string& retailer, const JsonLine& answer) {
  for (const std::string& id : answer.texts("answered"))
    require(!log_.of_claim(retailer, id).empty(), "resume: claim {} is not in the log", id);
  for (const std::string& id : answer.texts("unknown"))
    require(log_.of_claim(retailer, id).empty(), "resume: claim {} is in the log", id);
}

void Promises::withdrawal(const std::string& retailer, const JsonLine& answer) {
  const LogWatch::Entry& logged = entry_of(answer);
  require(logged.withdraws && answer.number("withdrawn") == logged.withdraws,
          "a withdrawal that the log does not have");
  const std::uint64_t claim = *logged.withdraws;
  const LogWatch::Entry& withdrawn = log_.entries()[claim];
  require(withdrawn.retailer == retailer && withdrawn.claim_id == answer.text("claim_id"),
          "a withdrawal of another's claim, entry {}", claim);
  const std::string owed =
      withdrawn.outcome == "approved" ? to_yuan(Money::from_fen(withdrawn.amount_fen)) : "0.00";
  require(owed == answer.text("owed"), "entry {}: {} is owed, not {}", claim, owed,
          answer.text("owed"));
}

}  // namespace tradein::simulation
