#include <fmt/format.h>

#include <filesystem>

#include "adapters/store/log_file.hpp"
#include "engine/log/receipt.hpp"
#include "engine/log/witness.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/open_store.hpp"
#include "tools/tradein/signing.hpp"

namespace tradein::tool {
namespace {

struct Asked {
  std::string out, tiles, in;
  std::uint64_t from = 0, to = 0;
};

int usage(const Shared& shared, const Text& what) {
  return report({"E-USAGE",
                 "log",
                 what,
                 {"例如 `tradein log export --store claims.db --out audit.log`",
                  "for example `tradein log export --store claims.db --out audit.log`"},
                 Trouble::usage},
                shared.language());
}

int export_from(const Shared& shared, const Asked& asked) {
  const Language language = shared.language();
  if (asked.out.empty() == asked.tiles.empty())
    return usage(shared, {"--out 与 --tiles 给出其一", "give one of --out and --tiles"});
  crypto::Sha256 hash;
  const auto store = open_read_only(shared.store);
  if (!store) return report(store.error(), language);
  const auto commit = signed_last_commit(**store, shared.store, hash);
  if (!commit) return report(commit.error(), language);
  Progress progress{{"导出", "export"}, language};
  Result<void> done;
  if (asked.tiles.empty()) {
    done = store::export_log(**store, *commit, asked.out, [&](std::uint64_t at, std::uint64_t all) {
      progress.at(at, all, at);
    });
  } else {
    const auto keys = crypto::read_store_keys(shared.store);
    if (!keys) return report(keys.error(), language);
    done = store::export_tiles_to(**store, *commit, vkey_lines(*keys, hash), asked.tiles);
  }
  if (!done) return report(done.error(), language);
  const std::string& where = asked.tiles.empty() ? asked.out : asked.tiles;
  say({fmt::format("已导出 {} 条日志到 {}", grouped(commit->size), where),
       fmt::format("exported {} entries to {}", grouped(commit->size), where)},
      language);
  return Exit::done;
}

int import_into(const Shared& shared, const Asked& asked) {
  const Language language = shared.language();
  crypto::Sha256 hash;
  std::error_code failed;
  if (std::filesystem::exists(shared.store, failed))
    return report({"E-STORE-EXISTS",
                   shared.store,
                   {"账本已存在，不会覆盖", "the store is there already and is not written over"},
                   {"给出一个新的路径", "give a new path"},
                   Trouble::usage},
                  language);
  const auto log = store::open_log_file(asked.in);
  if (!log) return report(log.error(), language);
  const auto store = store::open_store(shared.store, {.mode = store::Mode::write_or_create});
  if (!store) return report(store.error(), language);
  const auto commit = copy_log(**log, **store, hash);
  if (!commit) return report(commit.error(), language);
  const auto text = store::read_log_checkpoint(asked.in);
  if (!text) return report(text.error(), language);
  bool holds = true;
  if (*text) {
    const auto note = parse_note(**text);
    holds = note && note->checkpoint.size == commit->size && note->checkpoint.root == commit->root;
    if (holds)
      if (const auto kept = (*store)->put_note(commit->size, **text); !kept)
        return report(kept.error(), language);
  }
  if (const auto closed = (*store)->close(); !closed) return report(closed.error(), language);
  say({fmt::format("已导入 {} 条日志；没有密钥文件，只能查阅、复算和核验", grouped(commit->size)),
       fmt::format(
           "imported {} entries; without the key file it can be read, replayed and verified only",
           grouped(commit->size))},
      language);
  if (holds) return Exit::done;
  say({"检查点与这些条目不符", "the checkpoint is not of these entries"}, language);
  return Exit::does_not_hold;
}

/// The proof that the newest checkpoint, or the one of `to` entries, continues an older one.
int prove_consistency(const Shared& shared, const Asked& asked) {
  const Language language = shared.language();
  crypto::Sha256 hash;
  const auto store = open_read_only(shared.store);
  if (!store) return report(store.error(), language);
  auto commit = signed_last_commit(**store, shared.store, hash);
  if (!commit) return report(commit.error(), language);
  if (asked.to != 0 && asked.to != commit->size) {
    auto found = (*store)->commit_at(asked.to);
    if (!found) return report(found.error(), language);
    if (!*found)
      return usage(shared, {"没有这个大小的检查点：" + std::to_string(asked.to),
                            "there is no checkpoint of " + std::to_string(asked.to) + " entries"});
    commit = std::move(**found);
  }
  if (asked.from > commit->size)
    return usage(shared, {"--from 大于检查点的条目数", "--from is larger than the checkpoint"});
  auto proof = consistency_proof(hash, **store, asked.from, commit->size);
  if (!proof) return report(proof.error(), language);
  answer(continuation_text({asked.from, std::move(*proof), commit->note}));
  return Exit::done;
}

}  // namespace

void add_log_command(CLI::App& app, int& exit_code) {
  auto shared = std::make_shared<Shared>();
  auto asked = std::make_shared<Asked>();
  CLI::App* log = app.add_subcommand("log", "导出或导入日志 exports and imports the log");
  log->require_subcommand(1);
  CLI::App* out =
      add_command(*log, "export",
                  "导出为一个文件或 tlog-tiles 目录 writes the log as one file, or as tlog-tiles",
                  "tradein log export --store claims.db --out audit.log", *shared);
  add_store_option(*out, *shared);
  out->add_option("--out", asked->out, "文件 the file");
  out->add_option("--tiles", asked->tiles, "目录 the folder");
  out->callback([=, &exit_code] { exit_code = export_from(*shared, *asked); });
  CLI::App* in =
      add_command(*log, "import", "由导出的日志新建账本 makes a store of an exported log",
                  "tradein log import audit.log --store copy.db", *shared);
  in->add_option("FILE", asked->in, "导出的日志 the exported log")->required();
  add_store_option(*in, *shared);
  in->callback([=, &exit_code] { exit_code = import_into(*shared, *asked); });
  CLI::App* proof =
      add_command(*log, "consistency",
                  "证明检查点是较早那个的延续 proves that a checkpoint continues an older one",
                  "tradein log consistency --store claims.db --from 1000", *shared);
  add_store_option(*proof, *shared);
  proof->add_option("--from", asked->from, "较早检查点的条目数 entries of the older one")
      ->required();
  proof->add_option("--to", asked->to,
                    "较新检查点的条目数 entries of the newer one (else the last)");
  proof->callback([=, &exit_code] { exit_code = prove_consistency(*shared, *asked); });
}

}  // namespace tradein::tool
