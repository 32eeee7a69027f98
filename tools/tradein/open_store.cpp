#include "tools/tradein/open_store.hpp"

#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "engine/log/history_catch_up.hpp"
#include "tools/tradein/pinned_rules.hpp"
#include "tools/tradein/signing.hpp"

namespace tradein::tool {

SipKey sip_key(const std::array<std::uint8_t, 16>& bytes) noexcept {
  SipKey key{};
  std::memcpy(key.data(), bytes.data(), bytes.size());
  return key;
}

Result<std::unique_ptr<Store>> open_read_only(const std::string& path) {
  return store::open_store(path, {.mode = store::Mode::read});
}

Result<std::unique_ptr<WrittenStore>> WrittenStore::open(const std::string& path,
                                                         Language language) {
  std::unique_ptr<WrittenStore> out{new WrittenStore};
  std::error_code failed;
  const bool fresh = !std::filesystem::exists(path, failed);
  auto opened = store::open_store(path, {.mode = store::Mode::write_or_create});
  if (!opened) return std::unexpected(opened.error());
  out->store_ = std::move(*opened);
  const auto size = out->store_->size();
  if (!size) return std::unexpected(size.error());
  const auto keys = crypto::store_keys(path, *size == 0);
  if (keys && fresh)
    say({fmt::format("新建存储 {}，密钥在 {}（权限 0600，请另行备份），锚点在 {}", path,
                     crypto::key_file_path(path), anchor_path_of(path, keys->origin)),
         fmt::format("made the store {}, its keys in {} (mode 0600; back them up elsewhere) and "
                     "its anchor in {}",
                     path, crypto::key_file_path(path), anchor_path_of(path, keys->origin))},
        language);
  if (!keys) return std::unexpected(keys.error());
  out->keys_ = *keys;
  auto anchor = store::AnchorFile::open(anchor_path_of(path, keys->origin));
  if (!anchor) return std::unexpected(anchor.error());
  out->anchor_ = std::move(*anchor);
  auto writer = open_signed_log(*out->store_, out->hash_,
                                {log_key_of(*keys, out->hash_), signer_of(*keys),
                                 crypto::ed25519_verify, out->anchor_.get()});
  if (!writer) return std::unexpected(writer.error());
  out->writer_.emplace(std::move(*writer));
  if (const auto history = out->open_history(path, language); !history)
    return std::unexpected(history.error());
  return out;
}

Result<void> WrittenStore::open_history(const std::string& path, Language language) {
  auto file = store::HistoryFile::open(path);
  if (!file) return std::unexpected(file.error());
  memory_ = std::move(*file);
  history_ = std::make_unique<HistoryTable>(*memory_);
  PinnedRules rules{*store_};
  const SipKey key = sip_key(keys_.history_key);
  EntryParser parser{rules, key};
  Replayer replayer{*history_};
  ParsedEntry parsed;
  Progress progress{{"重建历史", "making the history anew"}, language};
  const std::uint64_t size = writer_->size();
  bool batch_known = false;
  const auto put = [&](std::uint64_t number, std::string_view entry, History&) -> Result<void> {
    // Catching up may begin in the middle of a batch, whose rules its first entry names, and the
    // end of another batch may come before its next claim.
    if (!batch_known && read_claim_entry(entry, parsed.entry)) {
      batch_known = true;
      EntryBlock block;
      if (const auto read = store_->read(parsed.entry.header.batch, 1, block); !read) return read;
      if (const auto begun = parser.open_batch(block[0]); !begun) return begun;
    }
    if (const auto read = parser.parse(number, entry, parsed); !read) return read;
    replayer.put(number, parsed);
    progress.at(number, size, number);
    return {};
  };
  const auto first = bring_up_to_date(*history_, *store_, put);
  if (!first) return std::unexpected(first.error());
  return {};
}

Result<void> WrittenStore::close() { return store_->close(); }

WrittenStore::~WrittenStore() {
  history_.reset();
  memory_.reset();
  store_.reset();
}

}  // namespace tradein::tool
