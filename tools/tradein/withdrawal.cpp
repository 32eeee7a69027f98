#include "tools/tradein/withdrawal.hpp"

#include <fmt/format.h>

#include "engine/base/json.hpp"
#include "tools/tradein/log_source.hpp"

namespace tradein::tool {
namespace {

constexpr std::size_t claim_id_bytes_max = 256;  // 64 characters

Error unknown(const WithdrawalRequest& request) {
  return {"E-CLAIM-UNKNOWN",
          request.claim_id,
          {"存储中没有该企业的这件申领", "the store has no such claim of this retailer"},
          {"检查申领号和企业代码", "check the claim id and the retailer's code"},
          Trouble::input};
}

Error not_held(const WithdrawalRequest& request, std::uint64_t entry) {
  return {
      "E-NOT-HELD",
      request.claim_id,
      {fmt::format("该申领（日志条目 {}）没有通过，也不在审核，没有可撤销的内容", entry),
       fmt::format("the claim (entry {}) is neither approved nor in review, so there is nothing "
                   "to withdraw",
                   entry)},
      {"退回补正的申领可用同一申领号改正后重发；不通过的无需撤销",
       "a returned claim is corrected under its own id; a rejected one needs no withdrawal"},
      Trouble::input};
}

Error withdrawn_before(const WithdrawalRequest& request) {
  return {"E-WITHDRAWN",
          request.claim_id,
          {"该申领此前已经撤销，撤销只有一次", "the claim was withdrawn before; that happens once"},
          {"用 explain 查看撤销记录；要重新申领，请换一个申领号",
           "see the withdrawal with `explain`; to claim again use another claim id"},
          Trouble::input};
}

Error not_yet(const WithdrawalRequest& request) {
  return {"E-BUSY",
          request.claim_id,
          {"该申领正在入账", "the claim is being written"},
          {"收到它的答复后再撤销", "withdraw it once it was answered"},
          Trouble::store};
}

Error in_the_future(const WithdrawalRequest& request) {
  return {"E-WITHDRAW-DATE",
          request.claim_id,
          {fmt::format("撤销日期 {} 晚于今天", to_iso(request.on)),
           fmt::format("the day of the withdrawal, {}, is after today", to_iso(request.on))},
          {"填写实际发生的日期", "give the day on which it happened"},
          Trouble::usage};
}

}  // namespace

Result<WithdrawalEntry> WithdrawalDesk::take(const WithdrawalRequest& request, std::uint64_t number,
                                             History& history, std::string& out) {
  if (request.on > request.today) return std::unexpected(in_the_future(request));
  if (request.claim_id.size() > claim_id_bytes_max || request.retailer.size() > claim_id_bytes_max)
    return std::unexpected(unknown(request));
  const auto ticket = admission_ticket(key_, request.retailer, request.claim_id, {});
  const auto latest = latest_of(ticket, history);
  if (!latest) return std::unexpected(unknown(request));
  std::string committed;
  if (const auto read = rules_.entry_text(latest->entry, committed); !read)
    return std::unexpected(read.error());
  if (committed.empty()) return std::unexpected(not_yet(request));

  WithdrawalEntry asked;
  asked.claim = latest->entry;
  asked.ground = request.ground;
  asked.on = request.on;
  asked.at_ms = request.at_ms;
  if (const auto parsed = parser_.parse_withdrawn(number, asked, parsed_); !parsed)
    return std::unexpected(parsed.error());
  withdraw_again(number, parsed_, history);
  switch (parsed_.standing) {
    case Standing::holds:
      break;
    case Standing::withdrawn:
      return std::unexpected(withdrawn_before(request));
    case Standing::superseded:
    case Standing::holds_nothing:
      return std::unexpected(not_held(request, latest->entry));
  }
  WithdrawalEntry entry = withdrawal_again(number, parsed_);
  write_withdrawal_entry(entry, out);
  return entry;
}

Result<std::optional<WithdrawalEntry>> find_withdrawal(LogReader& log, std::uint64_t claim) {
  const std::string needle = fmt::format(",\"claim\":{},\"freed\":", claim);
  std::optional<WithdrawalEntry> found;
  const auto read =
      for_each_entry_with(log, claim + 1, needle, [&](std::uint64_t, std::string_view bytes) {
        auto entry = read_withdrawal_entry(bytes);
        if (!entry || entry->claim != claim) return true;
        found = std::move(*entry);
        return false;
      });
  if (!read) return std::unexpected(read.error());
  return found;
}

Result<std::map<std::uint64_t, WithdrawalEntry>> all_withdrawals(LogReader& log) {
  std::map<std::uint64_t, WithdrawalEntry> found;
  const auto read = for_each_entry_with(log, 0, "\"k\":\"withdrawal\"",
                                        [&](std::uint64_t, std::string_view bytes) {
                                          if (auto entry = read_withdrawal_entry(bytes)) {
                                            const std::uint64_t claim = entry->claim;
                                            found.emplace(claim, std::move(*entry));
                                          }
                                          return true;
                                        });
  if (!read) return std::unexpected(read.error());
  return found;
}

Text words_of(Ground ground) {
  switch (ground) {
    case Ground::filed_by_mistake:
      return {"作废", "filed by mistake"};
    case Ground::sale_fell_through:
      return {"取消", "the sale fell through"};
    case Ground::goods_came_back:
      return {"退货", "the goods came back"};
  }
  return {};
}

void append_json(const WithdrawalEntry& entry, std::string_view claim_id, std::string& out) {
  out += "{\"claim_id\":";
  append_json_string(out, claim_id);
  out += fmt::format(
      ",\"retailer\":\"{}\",\"withdrawn\":{},\"entry\":{},\"as\":\"{}\",\"on\":\"{}\",\"owed\":\"{}"
      "\",\"freed\":[",
      entry.retailer, entry.claim, entry.number, name(entry.ground), to_iso(entry.on),
      to_yuan(Money::from_fen(entry.amount_fen)));
  const char* comma = "";
  for (const std::string& limit : entry.freed) {
    out += comma;
    append_json_string(out, limit);
    comma = ",";
  }
  out += "]}";
}

}  // namespace tradein::tool
