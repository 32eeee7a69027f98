#include <fmt/format.h>

#include "adapters/batch/answer_files.hpp"
#include "engine/base/json.hpp"
#include "tools/tradein/answers.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/log_source.hpp"
#include "tools/tradein/open_store.hpp"
#include "tools/tradein/pinned_rules.hpp"
#include "tools/tradein/text_table.hpp"
#include "tools/tradein/withdrawal.hpp"

namespace tradein::tool {
namespace {

struct Filter {
  std::string claim, outcome, retailer;
};

using Withdrawals = std::map<std::uint64_t, WithdrawalEntry>;

void append_json_line(const ClaimEntry& entry, const LoggedDecision& logged,
                      const Withdrawals& withdrawals, std::string& out) {
  out += "{\"claim_id\":";
  append_json_string(out, entry.header.claim_id);
  fmt::format_to(std::back_inserter(out), ",\"retailer\":\"{}\",\"kind\":\"{}\"",
                 entry.header.retailer, entry.kind);
  if (!entry.programme.empty())
    fmt::format_to(std::back_inserter(out), ",\"programme\":\"{}\"", entry.programme);
  fmt::format_to(std::back_inserter(out), ",\"region\":\"{}\",\"outcome\":\"{}\",\"amount\":\"{}\"",
                 entry.region, entry.outcome, to_yuan(entry.amount));
  append_json(reasons_of(logged.decision, *logged.kind), out);
  if (entry.attempts_left)
    fmt::format_to(std::back_inserter(out), ",\"attempts_left\":{}", *entry.attempts_left);
  fmt::format_to(std::back_inserter(out), ",\"entry\":{}", entry.header.number);
  if (!entry.rules.empty())
    fmt::format_to(std::back_inserter(out), ",\"rules\":\"sha256:{}\"", entry.rules);
  if (const auto found = withdrawals.find(entry.header.number); found != withdrawals.end())
    fmt::format_to(std::back_inserter(out), ",\"withdrawn\":{{\"entry\":{},\"as\":\"{}\"}}",
                   found->second.number, name(found->second.ground));
  out += "}\n";
}

std::vector<std::string> cells(const ClaimEntry& entry, const LoggedDecision& logged,
                               const Withdrawals& withdrawals, Language language) {
  std::string codes, words;
  for (const Reason& reason : reasons_of(logged.decision, *logged.kind)) {
    codes += (codes.empty() ? "" : " ") + reason.code;
    words += (words.empty() ? "" : "；") + in(reason.text, language);
  }
  const auto withdrawal = withdrawals.find(entry.header.number);
  const bool withdrawn = withdrawal != withdrawals.end();
  if (withdrawn)
    words = (language == Language::zh ? "已撤销：" : "withdrawn: ") +
            in(words_of(withdrawal->second.ground), language) + (words.empty() ? "" : "；") + words;
  return {std::to_string(entry.header.number),
          std::string{entry.header.claim_id},
          std::string{entry.header.retailer},
          std::string{entry.kind},
          std::string{entry.programme},
          std::string{entry.region},
          std::string{entry.outcome},
          to_yuan(entry.amount),
          codes,
          words,
          withdrawn ? std::string{name(withdrawal->second.ground)} : ""};
}

/// Writes decisions in one of the three forms.
class Listing {
 public:
  Listing(const Shared& shared, const Withdrawals& withdrawals, Language language)
      : withdrawals_{withdrawals},
        form_{shared.ndjson() ? "ndjson" : shared.format},
        language_{language},
        table_{{"entry", "claim_id", "retailer", "programme", "region", "outcome", "yuan",
                "reasons"}} {
    table_.right(0);
    table_.right(6);
    if (form_ != "csv") return;
    static const std::vector<std::string> columns{"entry",     "claim_id", "retailer", "kind",
                                                  "programme", "region",   "outcome",  "amount",
                                                  "codes",     "reasons",  "withdrawn"};
    out_ = writer_.begin() + writer_.row(columns);
  }
  /// False where nobody reads any more.
  bool add(const ClaimEntry& entry, const LoggedDecision& logged) {
    if (form_ == "ndjson") {
      append_json_line(entry, logged, withdrawals_, out_);
    } else {
      const auto row = cells(entry, logged, withdrawals_, language_);
      if (form_ == "csv") {
        out_ += writer_.row(row);
      } else if (++shown_ <= table_max) {
        table_.row({row[0], row[1], row[2], row[4], row[5], row[6], row[7], row[9]});
      }
    }
    return out_.size() < 64 * 1024 || flush();
  }
  void finish() {
    if (form_ != "ndjson" && form_ != "csv") {
      out_ = table_.text();
      if (shown_ > table_max)
        out_ +=
            language_ == Language::zh
                ? fmt::format("……共 {} 件；用 --format ndjson 或 csv 取得全部\n", grouped(shown_))
                : fmt::format("… {} in all; --format ndjson or csv lists every one\n",
                              grouped(shown_));
    }
    flush();
  }

 private:
  static constexpr std::uint64_t table_max = 200;
  bool flush() {
    const bool read = answer(out_);
    out_.clear();
    return read;
  }
  const Withdrawals& withdrawals_;
  std::string form_;
  Language language_;
  std::string out_;
  TextTable table_;
  TableWriter writer_{FileLayout{}};  // UTF-8, commas, formulas made harmless
  std::uint64_t shown_ = 0;
};

int list(const Shared& shared, const Filter& filter) {
  const Language language = shared.language();
  const auto store = open_read_only(shared.store);
  if (!store) return report(store.error(), language);
  const auto size = (*store)->size();
  if (!size) return report(size.error(), language);
  const auto second =
      open_read_only(shared.store);  // packs are read while another thread reads entries
  if (!second) return report(second.error(), language);
  PinnedRules rules{**second};
  const auto withdrawals = all_withdrawals(**store);
  if (!withdrawals) return report(withdrawals.error(), language);
  Listing listing{shared, *withdrawals, language};
  ClaimEntry entry;
  std::optional<Error> failure;
  const auto read = for_each_entry_block(**store, 0, *size, [&](const EntryBlock& block) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (!read_claim_entry(block[i], entry)) continue;
      if (!filter.claim.empty() && entry.header.claim_id != filter.claim) continue;
      if (!filter.outcome.empty() && entry.outcome != filter.outcome) continue;
      if (!filter.retailer.empty() && entry.header.retailer != filter.retailer) continue;
      const auto logged = logged_decision(entry, rules);
      if (!logged) failure = logged.error();
      if (!logged || !listing.add(entry, *logged)) return false;
    }
    return true;
  });
  listing.finish();
  if (failure) return report(*failure, language);
  return read ? Exit::done : report(read.error(), language);
}

}  // namespace

void add_decisions_command(CLI::App& app, int& exit_code) {
  auto shared = std::make_shared<Shared>();
  auto filter = std::make_shared<Filter>();
  CLI::App* command =
      add_command(app, "decisions", "列出审核决定 lists decisions",
                  "tradein decisions --store claims.db --outcome rejected", *shared);
  add_store_option(*command, *shared);
  command->add_option("--claim", filter->claim, "申领号 claim id");
  command->add_option("--retailer", filter->retailer, "参与企业 the retailer's USCC");
  command->add_option("--outcome", filter->outcome, "结论 approved, rejected, review, returned")
      ->check(CLI::IsMember({"approved", "rejected", "review", "returned"}));
  command->callback([=, &exit_code] { exit_code = list(*shared, *filter); });
}

}  // namespace tradein::tool
