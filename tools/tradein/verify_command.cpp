#include <filesystem>

#include <fmt/format.h>

#include "adapters/crypto/ed25519.hpp"
#include "adapters/crypto/sha256.hpp"
#include "adapters/rulefiles/tree_file.hpp"
#include "adapters/store/anchor_file.hpp"
#include "adapters/store/log_file.hpp"
#include "engine/base/json.hpp"
#include "engine/log/receipt.hpp"
#include "engine/log/signed_log.hpp"
#include "engine/log/verify.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/log_keys.hpp"
#include "tools/tradein/open_store.hpp"

namespace tradein::tool {
namespace {

struct VerifyOptionsGiven {
  std::string store, log, receipt, key;
};

void tell_json(const VerifyReport& report) {
  std::string out = fmt::format("{{\"holds\":{},\"entries\":{},\"checkpoints\":{},\"good_checkpoint\":{},\"flaws\":[", report.holds(), report.entries, report.checkpoints, report.good_checkpoint);
  const char* comma = "";
  for (const Flaw& flaw : report.flaws) {
    out += fmt::format("{}{{\"code\":\"{}\",\"place\":", comma, flaw.code);
    append_json_string(out, flaw.place);
    if (flaw.entry) out += fmt::format(",\"entry\":{}", *flaw.entry);
    out += ",\"zh\":";
    append_json_string(out, flaw.what.zh);
    out += ",\"en\":";
    append_json_string(out, flaw.what.en);
    out += '}';
    comma = ",";
  }
  answer(out + "]}\n");
}

int tell(const VerifyReport& report, Language language, bool json) {
  const bool zh = language == Language::zh;
  if (json) {
    tell_json(report);
  } else if (report.holds()) {
    answer(zh ? fmt::format("校验无误：{} 条日志，{} 个检查点，{} 个规则包\n", grouped(report.entries), grouped(report.checkpoints), grouped(report.packs))
              : fmt::format("verify OK: {} entries, {} checkpoints, {} packs\n", grouped(report.entries), grouped(report.checkpoints), grouped(report.packs)));
  } else {
    std::string out = zh ? fmt::format("校验不通过：{} 处\n", grouped(report.flaw_count)) : fmt::format("verify failed: {} flaws\n", grouped(report.flaw_count));
    for (const Flaw& flaw : report.flaws) out += fmt::format("  {}  {}: {}\n", flaw.code, flaw.place, in(flaw.what, language));
    if (report.good_checkpoint > 0)
      out += zh ? fmt::format("最后一个完好的检查点：前 {} 条\n", grouped(report.good_checkpoint)) : fmt::format("the last good checkpoint is of the first {} entries\n", grouped(report.good_checkpoint));
    answer(out);
  }
  return report.holds() ? Exit::done : Exit::does_not_hold;
}

VerifyOptions options_for(Progress& progress, std::vector<LogKey> keys) {
  VerifyOptions options;
  options.progress = [&progress](std::uint64_t done, std::uint64_t all) { progress.at(done, all, done); };
  if (!keys.empty()) options.note_flaw = [keys = std::move(keys)](const Commit& commit) { return note_flaw(commit, keys, crypto::ed25519_verify); };
  return options;
}

/// Does the anchor, where there is one, know no more than the store?
Result<void> check_own_anchor(Store& store, const std::string& path, const crypto::StoreKeys& keys) {
  crypto::Sha256 hash;
  const std::string anchor = store::anchor_file_path(anchor_folder(path), keys.origin);
  std::error_code failed;
  if (!std::filesystem::exists(anchor, failed)) return {};
  auto file = store::AnchorFile::open(anchor);
  if (!file) return std::unexpected(file.error());
  const auto newest = anchored_checkpoint(**file, log_key_of(keys), crypto::ed25519_verify);
  if (!newest) return std::unexpected(newest.error());
  if (!*newest) return {};
  return check_anchor(store, hash, **newest);
}

int verify_whole_store(const VerifyOptionsGiven& given, const Shared& shared) {
  const Language language = shared.language();
  const auto store = open_read_only(given.store);
  if (!store) return report(store.error(), language);
  const auto own = crypto::read_store_keys(given.store);
  std::vector<LogKey> keys;
  if (!given.key.empty()) {
    const auto trusted = trusted_keys(given.key);
    if (!trusted) return report(trusted.error(), language);
    keys = *trusted;
  } else if (own) {
    keys.push_back(log_key_of(*own));
  } else {
    say({"没有密钥，未核对签名（用 --key）", "there is no key, signatures were not checked (use --key)"}, language);
  }
  crypto::Sha256 hash;
  Progress progress{{"校验", "verify"}, language};
  const auto verified = verify_store(**store, hash, options_for(progress, std::move(keys)));
  if (!verified) return report(verified.error(), language);
  const int code = tell(*verified, language, shared.ndjson());
  if (!own) return code;
  const auto anchored = check_own_anchor(**store, given.store, *own);
  if (anchored) return code;
  report(anchored.error(), language);
  return anchored.error().code == "E-ANCHOR-AHEAD" ? Exit::refused_for_integrity : Exit::does_not_hold;
}

int verify_exported_log(const VerifyOptionsGiven& given, const Shared& shared) {
  const Language language = shared.language();
  const auto log = store::open_log_file(given.log);
  if (!log) return report(log.error(), language);
  const auto text = store::read_log_checkpoint(given.log);
  if (!text) return report(text.error(), language);
  std::optional<Commit> commit;
  std::vector<LogKey> keys;
  if (!given.key.empty()) {
    const auto trusted = trusted_keys(given.key);
    if (!trusted) return report(trusted.error(), language);
    keys = *trusted;
  }
  if (*text) {
    const auto note = parse_note(**text);
    if (!note) {
      report(note.error(), language);
      return Exit::does_not_hold;
    }
    commit = Commit{note->checkpoint.size, note->checkpoint.root, **text};
    if (keys.empty()) say({"没有给出 --key，未核对签名", "no --key was given, the signature was not checked"}, language);
  } else {
    say({"日志旁没有检查点，只核对了格式", "there is no checkpoint beside the log; only its form was checked"}, language);
  }
  crypto::Sha256 hash;
  Progress progress{{"校验", "verify"}, language};
  const auto verified = verify_log(**log, hash, commit, options_for(progress, std::move(keys)));
  if (!verified) return report(verified.error(), language);
  return tell(*verified, language, shared.ndjson());
}

int verify_one_receipt(const VerifyOptionsGiven& given, const Shared& shared) {
  const Language language = shared.language();
  const auto keys = trusted_keys(given.key);
  if (!keys) return report(keys.error(), language);
  const auto text = read_text_file(given.receipt);
  if (!text) return report(text.error(), language);
  const auto receipt = parse_receipt(*text);
  if (!receipt) return report(receipt.error(), language);
  crypto::Sha256 hash;
  const auto flaw = receipt_flaw(*receipt, hash, *keys, crypto::ed25519_verify);
  if (shared.ndjson()) {
    std::string out = fmt::format("{{\"holds\":{},\"index\":{},\"entry\":", !flaw, receipt->index);
    out += flaw ? std::string{"{}"} : receipt->entry;
    answer(out + "}\n");
  } else if (flaw) {
    answer((language == Language::zh ? "回执不成立：" : "the receipt does not hold: ") + in(*flaw, language) + "\n");
  } else {
    answer(language == Language::zh ? fmt::format("回执成立：日志条目 {}\n{}\n", receipt->index, receipt->entry) : fmt::format("the receipt holds: entry {}\n{}\n", receipt->index, receipt->entry));
  }
  return flaw ? Exit::does_not_hold : Exit::done;
}

int verify(const VerifyOptionsGiven& given, const Shared& shared) {
  const int sources = !given.store.empty() + !given.log.empty() + !given.receipt.empty();
  if (sources != 1 || (!given.receipt.empty() && given.key.empty()))
    return report({"E-USAGE", "verify", {"需要 --store、--log 或 --receipt 之一；--receipt 还需要 --key", "one of --store, --log and --receipt is needed; --receipt needs --key, too"}, {}, Trouble::usage},
                  shared.language());
  if (!given.store.empty()) return verify_whole_store(given, shared);
  return given.log.empty() ? verify_one_receipt(given, shared) : verify_exported_log(given, shared);
}

}  // namespace

void add_verify_command(CLI::App& app, int& exit_code) {
  auto shared = std::make_shared<Shared>();
  auto given = std::make_shared<VerifyOptionsGiven>();
  CLI::App* command = add_command(app, "verify", "校验 tree, checkpoints, signatures and tables; names the first bad entry", "tradein verify --store claims.db", *shared);
  command->add_option("--store", given->store, "存储文件 the store");
  command->add_option("--log", given->log, "导出的日志 an exported log");
  command->add_option("--receipt", given->receipt, "回执 a receipt, checked offline");
  command->add_option("--key", given->key, "公钥 a vkey line, or a file of vkey lines");
  command->callback([=, &exit_code] { exit_code = verify(*given, *shared); });
}

}  // namespace tradein::tool
