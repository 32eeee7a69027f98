#include "tools/tradein/vault_rewrap.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "adapters/crypto/key_file.hpp"
#include "adapters/crypto/sealer.hpp"
#include "adapters/store/store_lock.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/open_store.hpp"
#include "tools/tradein/personal_data.hpp"
#include "tools/tradein/vault_access.hpp"

namespace tradein::tool {
namespace {

/// A store's vault and the whole of its key file, which nobody else writes meanwhile. The log is
/// not opened: a key that may have been seen is changed whatever state anchor and log are in.
struct KeyChange {
  store::StoreLock store_lock;
  std::optional<store::StoreLock> key_lock;  ///< of a key file that other stores may use
  OpenVault open;
  crypto::DeploymentKeys keys;

  static Result<KeyChange> begin(const std::string& store_path);
  Result<void> keep_keys() { return crypto::replace_deployment_keys(open.key_path, keys); }
};

Result<std::optional<store::StoreLock>> lock_shared_keys(const std::string& store_path) {
  if (!deployment_key_is_shared(store_path)) return std::nullopt;
  std::error_code failed;
  const auto place = std::filesystem::canonical(deployment_key_path(store_path), failed);
  if (failed) return std::nullopt;  // there is no such file, as open_vault() will say
  return store::StoreLock::take(place.string());
}

Result<KeyChange> KeyChange::begin(const std::string& store_path) {
  if (const auto there = open_read_only(store_path); !there) return std::unexpected(there.error());
  auto lock = store::StoreLock::take(store_path);
  if (!lock) return std::unexpected(lock.error());
  if (!store::vault_exists(store_path)) return std::unexpected(no_vault(store_path));
  const auto log_keys = crypto::read_store_keys(store_path);
  if (!log_keys) return std::unexpected(log_keys.error());
  auto key_lock = lock_shared_keys(store_path);
  if (!key_lock) return std::unexpected(key_lock.error());
  // Often: with a write-ahead log readers go on while it is written.
  auto open =
      open_vault(store_path, {.origin = log_keys->origin, .mode = store::Vault::Mode::write_often});
  if (!open) return std::unexpected(open.error());
  auto keys = crypto::read_deployment_keys(open->key_path);
  if (!keys) return std::unexpected(keys.error());
  return KeyChange{std::move(*lock), std::move(*key_lock), std::move(*open), std::move(*keys)};
}

/// The key that the vault is to be under, durable in the key file beside the one that it is under.
Result<void> make_next_key(KeyChange& change) {
  if (change.keys.now.id != change.open.key.id) return {};
  const auto made = crypto::new_deployment_key();
  if (!made) return std::unexpected(made.error());
  change.keys.old.insert(change.keys.old.begin(), change.keys.now);
  change.keys.now = *made;
  return change.keep_keys();
}

Result<std::uint64_t> rewrap_records(KeyChange& change, Language language) {
  crypto::Sealer from{change.open.key}, to{change.keys.now};
  Progress bar{{"重新封装密钥", "wrapping the keys anew"}, language};
  const auto wrap = [&](const store::Subject& subject, std::span<char> sealed) {
    const char* const bytes = reinterpret_cast<const char*>(subject.data());
    return to.take_over(from, {bytes, subject.size()}, sealed);
  };
  return change.open.vault->rewrap(
      {change.keys.now.id, wrap, [&](std::uint64_t done, std::uint64_t all, std::uint64_t records) {
         bar.at(done, all, records);
       }});
}

Text sentence(std::uint64_t records, const KeyChange& change) {
  const std::string number = grouped(records);
  const std::string& path = change.open.key_path;
  Text out{
      fmt::format("已更换部署密钥 {}：{} 条记录的密钥已重新封装，请另行备份该文件\n", path, number),
      fmt::format("the deployment key in {} is a new one: the keys of {} records are wrapped "
                  "anew; back the file up elsewhere\n",
                  path, number)};
  if (change.keys.old.empty()) {
    out.zh += "  旧密钥已不在该文件中；只有此前备份的个人信息库还需要它\n";
    out.en +=
        "  the old key is not in it any more; only backups of the vault made before need it\n";
  } else {
    out.zh +=
        "  旧密钥仍在该文件中，因为其他账本可能共用它；每个账本都更换后执行 "
        "`tradein keys forget`\n";
    out.en +=
        "  the old key stays in it, as other stores may share it; once each of them is "
        "re-wrapped, run `tradein keys forget`\n";
  }
  return out;
}

Error still_in_use(const std::string& store_path) {
  return {"E-KEK-IN-USE",
          store_path,
          {"该账本的个人信息库仍用旧的部署密钥",
           "this store's vault is still under an old deployment key"},
          {"先执行 `tradein keys rewrap`", "run `tradein keys rewrap` first"},
          Trouble::usage};
}

}  // namespace

int rewrap_vault(const Shared& shared) {
  const Language language = shared.language();
  auto change = KeyChange::begin(shared.store);
  if (!change) return report(change.error(), language);
  if (const auto made = make_next_key(*change); !made) return report(made.error(), language);
  const auto records = rewrap_records(*change, language);
  if (!records) return report(records.error(), language);
  if (!deployment_key_is_shared(shared.store)) {
    change->keys.old.clear();
    if (const auto kept = change->keep_keys(); !kept) return report(kept.error(), language);
  }
  if (shared.ndjson())
    answer(fmt::format("{{\"records\":{},\"old_keys\":{}}}\n", *records, change->keys.old.size()));
  else
    answer(in(sentence(*records, *change), language));
  return Exit::done;
}

int forget_old_keys(const Shared& shared) {
  const Language language = shared.language();
  auto change = KeyChange::begin(shared.store);
  if (!change) return report(change.error(), language);
  if (change->open.key.id != change->keys.now.id)
    return report(still_in_use(shared.store), language);
  const std::size_t forgotten = change->keys.old.size();
  change->keys.old.clear();
  if (forgotten != 0)
    if (const auto kept = change->keep_keys(); !kept) return report(kept.error(), language);
  if (shared.ndjson()) {
    answer(fmt::format("{{\"forgotten\":{}}}\n", forgotten));
    return Exit::done;
  }
  const std::string& path = change->open.key_path;
  answer(in({fmt::format("{} 中去掉了 {} 个旧密钥\n", path, forgotten),
             fmt::format("{} old keys were taken out of {}\n", forgotten, path)},
            language));
  return Exit::done;
}

}  // namespace tradein::tool
