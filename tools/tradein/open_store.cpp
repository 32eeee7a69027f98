#include "tools/tradein/open_store.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "engine/log/history_catch_up.hpp"
#include "engine/log/key_entry.hpp"
#include "engine/log/newest_time.hpp"
#include "tools/tradein/office_entry.hpp"
#include "tools/tradein/pinned_rules.hpp"
#include "tools/tradein/signing.hpp"
#include "tools/tradein/vault_access.hpp"

namespace tradein::tool {

SipKey sip_key(const std::array<std::uint8_t, 16>& bytes) noexcept {
  SipKey key{};
  std::memcpy(key.data(), bytes.data(), bytes.size());
  return key;
}

namespace {

// Written back in a few milliseconds: with 64 MiB one commit in a hundred took 50 and more.
constexpr std::int64_t service_wal_bytes_max = 8 * 1024 * 1024;

void say_made(const std::string& path, const std::string& origin, Language language) {
  const std::string keys = crypto::key_file_path(path), anchor = anchor_path_of(path, origin);
  const std::string vault = store::vault_path(path), kek = deployment_key_path(path);
  say({fmt::format("新建存储 {}，密钥在 {}，锚点在 {}；个人信息加密存于 {}，其部署密钥在 {}"
                   "（密钥权限 0600，请另行备份；TRADEIN_KEK 可把部署密钥放到别的磁盘）",
                   path, keys, anchor, vault, kek),
       fmt::format("made the store {}, its keys in {} and its anchor in {}; personal data lies "
                   "encrypted in {}, under the deployment key in {} (keys have mode 0600; back "
                   "them up elsewhere; TRADEIN_KEK puts the deployment key on another disk)",
                   path, keys, anchor, vault, kek)},
      language);
}

void say_without_vault(const std::string& path, Language language) {
  say({fmt::format("存储 {} 旁边没有个人信息库：姓名、证件号等不会保存", path),
       fmt::format("no vault lies beside the store {}: names, identity numbers and the like are "
                   "not kept",
                   path)},
      language);
}

}  // namespace

Result<std::unique_ptr<Store>> open_read_only(const std::string& path) {
  return store::open_store(path, {.mode = store::Mode::read});
}

Result<std::unique_ptr<WrittenStore>> WrittenStore::open(const std::string& path, Language language,
                                                         Load load) {
  std::unique_ptr<WrittenStore> out{new WrittenStore{path}};
  std::error_code failed;
  const bool fresh = !std::filesystem::exists(path, failed);
  const bool often = load == Load::service;
  store::Options options{.mode = store::Mode::write_or_create};
  if (often) options.wal_bytes_max = service_wal_bytes_max;
  auto opened = store::open_store(path, options);
  if (!opened) return std::unexpected(opened.error());
  out->store_ = std::move(*opened);
  const auto size = out->store_->size();
  if (!size) return std::unexpected(size.error());
  const auto keys = crypto::store_keys(path, *size == 0);
  if (!keys) return std::unexpected(keys.error());
  out->keys_ = *keys;
  auto vault =
      open_vault(path, {.origin = keys->origin,
                        .mode = often ? store::Vault::Mode::write_often : store::Vault::Mode::write,
                        .may_make = *size == 0});
  if (!vault) return std::unexpected(vault.error());
  out->vault_ = std::move(vault->vault);
  out->vault_key_ = vault->key;
  if (fresh) say_made(path, keys->origin, language);
  if (!fresh && out->vault_ == nullptr) say_without_vault(path, language);
  auto anchor = store::AnchorFile::open(anchor_path_of(path, keys->origin));
  if (!anchor) return std::unexpected(anchor.error());
  out->anchor_ = std::move(*anchor);
  if (auto opened_log = out->open_log(); !opened_log) return std::unexpected(opened_log.error());
  if (auto settled = out->settle_rotation(); !settled) return std::unexpected(settled.error());
  auto history = store::HistoryFiles::open(path + ".history");
  if (!history) return std::unexpected(history.error());
  out->history_ = std::move(*history);
  if (const auto whole = out->complete_history(language); !whole)
    return std::unexpected(whole.error());
  return out;
}

Result<std::unique_ptr<WrittenStore>> WrittenStore::open(Parts parts, Language language) {
  std::unique_ptr<WrittenStore> out{new WrittenStore{""}};
  out->store_ = std::move(parts.store);
  out->keys_ = std::move(parts.keys);
  out->anchor_ = std::move(parts.anchor);
  out->now_ms_ = std::move(parts.now_ms);
  if (auto opened_log = out->open_log(); !opened_log) return std::unexpected(opened_log.error());
  out->history_ = std::move(parts.history);
  if (const auto whole = out->complete_history(language); !whole)
    return std::unexpected(whole.error());
  return out;
}

Result<std::unique_ptr<WrittenStore>> WrittenStore::open_existing(const std::string& path,
                                                                  Language language) {
  if (const auto there = open_read_only(path); !there) return std::unexpected(there.error());
  return open(path, language);
}

Result<void> WrittenStore::open_log() {
  const LogKeys keys = log_keys_of(keys_, hash_);
  auto writer = open_signed_log(*store_, hash_,
                                {keys.now, signer_of(keys_), crypto::ed25519_verify, anchor_.get(),
                                 keys.retired, sm2_signing_of(keys_, hash_)});
  if (!writer) return std::unexpected(writer.error());
  writer_.emplace(std::move(*writer));
  const auto newest = newest_time(*store_);
  if (!newest) return std::unexpected(newest.error());
  newest_ms_ = *newest;
  return {};
}

/// The key file has the new key before its entry is in the log, and begins to use it after: so a
/// crash at any point leaves a rotation that is ended here, or one that never was.
Result<void> WrittenStore::settle_rotation() {
  if (!keys_.next) return {};
  auto after = crypto::rotated(keys_);
  if (!after) return std::unexpected(after.error());
  bool named = false;
  if (writer_->size() > keys_.next->entry) {
    EntryBlock block;
    if (const auto read = store_->read(keys_.next->entry, 1, block); !read) return read;
    const auto entry = read_key_entry(block[0]);
    named = entry && entry->new_key == vkey_text(log_key_of(*after, hash_));
  }
  if (!named) {
    after = keys_;
    after->next.reset();
  }
  if (const auto kept = crypto::replace_store_keys(path_, *after); !kept) return kept;
  keys_ = std::move(*after);
  return named ? open_log() : Result<void>{};
}

Result<std::uint64_t> WrittenStore::rotate_key(const std::string& by) {
  const auto secret = crypto::new_ed25519_secret();
  if (!secret) return std::unexpected(secret.error());
  keys_.next = crypto::NextSigningKey{*secret, writer_->size()};
  if (const auto kept = crypto::replace_store_keys(path_, keys_); !kept)
    return std::unexpected(kept.error());
  const auto after = crypto::rotated(keys_);
  if (!after) return std::unexpected(after.error());
  const auto number = append_entry(*this, [&](const EntryStamp& stamp, std::string& out) {
    write_key_entry({stamp.number, stamp.at_ms, actor(by), vkey_text(log_key_of(keys_, hash_)),
                     vkey_text(log_key_of(*after, hash_))},
                    out);
  });
  if (!number) return number;
  if (const auto settled = settle_rotation(); !settled) return std::unexpected(settled.error());
  return number;
}

Result<void> WrittenStore::complete_history(Language language) {
  PinnedRules rules{*store_};
  const SipKey key = sip_key(keys_.history_key);
  EntryParser parser{rules, key};
  ParsedEntry parsed;
  Progress progress{{"重建历史", "making the history anew"}, language};
  const std::uint64_t size = writer_->size();
  const auto put = [&](std::uint64_t number, std::string_view entry,
                       History& history) -> Result<void> {
    if (const auto read = parser.parse(number, entry, parsed); !read) return read;
    put_again(number, parsed, history);
    progress.at(number, size, number);
    return {};
  };
  const auto first = bring_up_to_date(*history_, *store_, put);
  if (!first) return std::unexpected(first.error());
  return {};
}

std::int64_t WrittenStore::entry_time() noexcept {
  newest_ms_ = std::max(newest_ms_, now_ms_());
  return newest_ms_;
}

std::optional<SealingKeys> WrittenStore::sealing(const std::string& retailer) const {
  if (vault_ == nullptr) return std::nullopt;
  return SealingKeys{vault_key_, keys_.origin, retailer};
}

/// The history's files are written under the store's lock.
Result<void> WrittenStore::close() {
  history_.reset();
  return store_->close();
}

WrittenStore::~WrittenStore() {
  history_.reset();
  store_.reset();
}

}  // namespace tradein::tool
