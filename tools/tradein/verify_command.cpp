#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "adapters/crypto/ed25519.hpp"
#include "adapters/store/log_file.hpp"
#include "engine/base/json.hpp"
#include "engine/log/receipt.hpp"
#include "engine/log/verify.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/open_store.hpp"
#include "tools/tradein/signing.hpp"
#include "tools/tradein/store_check.hpp"
#include "tools/tradein/threaded_row_looker.hpp"

namespace tradein::tool {
namespace {

struct Asked {
  std::string log, receipt, key;
  std::vector<std::string> checkpoints, witnesses;
  std::size_t required = 0;
};

/// What was verified, and whether its signatures could be looked at.
struct Verdict {
  VerifyReport report;
  bool signatures = false;
};

std::string flaw_line(const Flaw& flaw, Language language) {
  return fmt::format("{} {}: {}", flaw.code, flaw.place, in(flaw.what, language));
}

void tell_json(const Verdict& verdict) {
  const VerifyReport& report = verdict.report;
  std::string out = fmt::format(
      "{{\"holds\":{},\"entries\":{},\"checkpoints\":{},\"packs\":{},\"signatures\":{},\"good_"
      "checkpoint\":{},\"flaws\":[",
      report.holds(), report.entries, report.checkpoints, report.packs, verdict.signatures,
      report.good_checkpoint);
  for (const Flaw& flaw : report.flaws) {
    out += fmt::format("{}{{\"code\":\"{}\"", out.back() == '[' ? "" : ",", flaw.code);
    if (flaw.entry) out += fmt::format(",\"entry\":{}", *flaw.entry);
    if (flaw.last_entry) out += fmt::format(",\"last_entry\":{}", *flaw.last_entry);
    for (const auto& [name, value] :
         {std::pair{"place", &flaw.place}, std::pair{"zh", &flaw.what.zh},
          std::pair{"en", &flaw.what.en}}) {
      out += fmt::format(",\"{}\":", name);
      append_json_string(out, *value);
    }
    out += "}";
  }
  answer(out + fmt::format("],\"flaw_count\":{}}}\n", report.flaw_count));
}

int tell(const Verdict& verdict, const Shared& shared) {
  const VerifyReport& report = verdict.report;
  const bool zh = shared.language() == Language::zh;
  if (shared.ndjson()) {
    tell_json(verdict);
  } else if (report.holds()) {
    const std::string_view signatures =
        verdict.signatures
            ? (zh ? "，签名成立" : ", signatures hold")
            : (zh ? "，未核对签名（没有公钥）" : ", signatures not looked at (no key)");
    answer(zh ? fmt::format("核验通过：{} 条日志、{} 个检查点、{} 个规则包{}\n",
                            grouped(report.entries), grouped(report.checkpoints), report.packs,
                            signatures)
              : fmt::format("verify OK: {} entries, {} checkpoints, {} packs{}\n",
                            grouped(report.entries), grouped(report.checkpoints), report.packs,
                            signatures));
  } else {
    std::string out =
        zh ? fmt::format("核验不通过：{} 处不符，最早的在前\n", grouped(report.flaw_count))
           : fmt::format("verify FAILED: {} flaws, the earliest first\n",
                         grouped(report.flaw_count));
    constexpr std::size_t shown = 20;
    for (std::size_t i = 0; i < std::min(shown, report.flaws.size()); ++i)
      out += "  " + flaw_line(report.flaws[i], shared.language()) + "\n";
    answer(out);
  }
  return report.holds() ? Exit::done : Exit::does_not_hold;
}

Result<std::string> text_of_file(const std::string& path, const char* code) {
  constexpr std::size_t text_bytes_max = 256 * 1024;
  std::ifstream file{path, std::ios::binary};
  if (!file)
    return std::unexpected(Error{code,
                                 path,
                                 {"文件不可读", "the file cannot be read"},
                                 {"检查路径", "check the path"},
                                 Trouble::input});
  std::string text(text_bytes_max, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

/// The keys that were given, else the store's own; the checkpoints and witnesses that were given.
Result<Trust> trust_of(const Shared& shared, const Asked& asked, HashFunction& hash) {
  Trust trust;
  if (!asked.key.empty()) {
    auto keys = keys_of_option(asked.key, hash);
    if (!keys) return std::unexpected(keys.error());
    trust.keys = std::move(*keys);
    auto sm2 = sm2_keys_of_option(asked.key, hash);
    if (!sm2) return std::unexpected(sm2.error());
    trust.sm2 = std::move(*sm2);
  } else if (!shared.store.empty()) {
    if (const auto own = crypto::read_store_keys(shared.store)) {
      trust.own_keys = log_keys_of(*own, hash);
      trust.keys.push_back(trust.own_keys->now);
      for (const RetiredKey& old : trust.own_keys->retired) trust.keys.push_back(old.key);
      if (const auto sm2 = sm2_signing_of(*own, hash)) trust.sm2.push_back(sm2->key);
    }
  }
  for (const std::string& path : asked.checkpoints) {
    auto note = text_of_file(path, "E-NOTE-FILE");
    if (!note) return std::unexpected(note.error());
    trust.kept.push_back(std::move(*note));
  }
  for (const std::string& given : asked.witnesses) {
    auto keys = witnesses_of_option(given, hash);
    if (!keys) return std::unexpected(keys.error());
    std::ranges::move(*keys, std::back_inserter(trust.witnesses));
  }
  trust.required = asked.required == 0 ? trust.witnesses.size() : asked.required;
  return trust;
}

int verify_one_store(const Shared& shared, const Asked& asked) {
  const Language language = shared.language();
  crypto::Sha256 hash;
  const auto store = open_read_only(shared.store);
  if (!store) return report(store.error(), language);
  const auto trust = trust_of(shared, asked, hash);
  if (!trust) return report(trust.error(), language);
  if (!trust->witnesses.empty() && trust->kept.empty())
    return report({"E-USAGE",
                   "--witness",
                   {"账本不保存见证签名", "a store keeps no witness's signature"},
                   {"用 --checkpoint 给出带见证签名的检查点",
                    "give the checkpoint that the witnesses signed after --checkpoint"},
                   Trouble::usage},
                  language);
  Progress progress{{"核验", "verify"}, language};
  const auto checked =
      check_store(**store, shared.store, *trust,
                  [&](std::uint64_t done, std::uint64_t all) { progress.at(done, all, done); });
  if (!checked) return report(checked.error(), language);
  const int code = tell({checked->report, checked->signatures}, shared);
  if (!checked->rollback) return code;
  report(*checked->rollback, language);
  return Exit::refused_for_integrity;
}

int verify_one_log(const Shared& shared, const Asked& asked) {
  const Language language = shared.language();
  crypto::Sha256 hash;
  const auto log = store::open_log_file(asked.log);
  if (!log) return report(log.error(), language);
  const auto trust = trust_of(shared, asked, hash);
  if (!trust) return report(trust.error(), language);
  auto text = asked.checkpoints.empty() ? store::read_log_checkpoint(asked.log)
                                        : Result<std::optional<std::string>>{trust->kept.back()};
  if (!text) return report(text.error(), language);
  std::optional<Commit> commit;
  if (*text) {
    const auto note = parse_note(**text);
    if (!note) return report(note.error(), language);
    commit = Commit{.size = note->checkpoint.size, .root = note->checkpoint.root, .note = **text};
  }
  Progress progress{{"核验", "verify"}, language};
  ThreadedRowLooker looker;
  VerifyOptions options;
  options.looker = &looker;
  options.progress = [&](std::uint64_t done, std::uint64_t all) { progress.at(done, all, done); };
  if (!trust->keys.empty())
    options.note_flaw = [&](const Commit& one) {
      auto flaw = note_flaw(one, trust->keys, crypto::ed25519_verify);
      return flaw ? flaw : sm2_note_flaw(one.note, *trust);
    };
  auto verified = verify_log(**log, hash, commit, options);
  if (!verified) return report(verified.error(), language);
  if (auto flaw = commit ? policy_flaw(commit->note, *trust) : std::nullopt) {
    ++verified->flaw_count;
    verified->flaws.push_back(std::move(*flaw));
  }
  return tell({*verified, commit.has_value() && !trust->keys.empty()}, shared);
}

int verify_one_receipt(const Shared& shared, const Asked& asked) {
  const Language language = shared.language();
  if (asked.key.empty())
    return report({"E-USAGE",
                   "--key",
                   {"核验回执需要公钥", "a receipt is checked against a public key"},
                   {"用 --key 给出 `tradein keys show` 的整行，或存有它的文件",
                    "give the line of `tradein keys show`, or a file with it, after --key"},
                   Trouble::usage},
                  language);
  crypto::Sha256 hash;
  const auto trust = trust_of(shared, asked, hash);
  if (!trust) return report(trust.error(), language);
  const auto text = text_of_file(asked.receipt, "E-RECEIPT-FILE");
  if (!text) return report(text.error(), language);
  const auto receipt = parse_receipt(*text);
  if (!receipt) return report(receipt.error(), language);
  auto flaw = receipt_flaw(*receipt, hash, trust->keys, crypto::ed25519_verify);
  if (!flaw) flaw = sm2_note_flaw(receipt->note, *trust);
  if (auto policy = flaw ? std::nullopt : policy_flaw(receipt->note, *trust))
    flaw = std::move(policy->what);
  if (shared.ndjson()) {
    std::string out = fmt::format("{{\"holds\":{},\"entry\":{}", !flaw, receipt->index);
    if (flaw) {
      out += ",\"zh\":";
      append_json_string(out, flaw->zh);
      out += ",\"en\":";
      append_json_string(out, flaw->en);
    }
    answer(out + "}\n");
  } else if (flaw) {
    answer((language == Language::zh ? "回执不成立：" : "the receipt does not hold: ") +
           in(*flaw, language) + "\n");
  } else {
    answer(language == Language::zh
               ? fmt::format("回执成立：它是签名日志的第 {} 条\n  {}\n", receipt->index,
                             receipt->entry)
               : fmt::format("the receipt holds: it is entry {} of the signed log\n  {}\n",
                             receipt->index, receipt->entry));
  }
  return flaw ? Exit::does_not_hold : Exit::done;
}

int verify(const Shared& shared, const Asked& asked) {
  const int given = (shared.store.empty() ? 0 : 1) + (asked.log.empty() ? 0 : 1) +
                    (asked.receipt.empty() ? 0 : 1);
  if (given != 1)
    return report(
        {"E-USAGE",
         "verify",
         {"--store、--log、--receipt 三者给出其一", "give one of --store, --log and --receipt"},
         {"例如 `tradein verify --store claims.db`",
          "for example `tradein verify --store claims.db`"},
         Trouble::usage},
        shared.language());
  if (!asked.receipt.empty()) return verify_one_receipt(shared, asked);
  return asked.log.empty() ? verify_one_store(shared, asked) : verify_one_log(shared, asked);
}

}  // namespace

void add_verify_command(CLI::App& app, int& exit_code) {
  auto shared = std::make_shared<Shared>();
  auto asked = std::make_shared<Asked>();
  CLI::App* command = add_command(
      app, "verify",
      "核验日志、检查点、签名、批次合计与账本各表；跨申领的限额由 replay 复算 verifies the "
      "log, its checkpoints and signatures, batch sums and every table; limits across claims are "
      "counted again by replay",
      "tradein verify --store claims.db", *shared);
  command->add_option("--store", shared->store, "账本 the store");
  command->add_option("--log", asked->log, "导出的日志 an exported log");
  command->add_option("--receipt", asked->receipt, "回执 a receipt");
  command->add_option("--key", asked->key, "公钥行或其文件 a vkey line, or a file of them");
  command->add_option("--checkpoint", asked->checkpoints,
                      "自己保存的检查点 checkpoints that you kept; the log must continue them");
  command->add_option("--witness", asked->witnesses,
                      "见证方公钥 vkey lines of witnesses, or files of them");
  command->add_option("--require", asked->required,
                      "至少几个见证方签名 how many witnesses must have signed (else all)");
  command->callback([=, &exit_code] { exit_code = verify(*shared, *asked); });
}

}  // namespace tradein::tool
