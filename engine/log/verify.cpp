#include "engine/log/verify.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <set>

namespace tradein {
namespace {

constexpr std::size_t commits_at_once = 1'000;
constexpr std::uint64_t progress_step = 65'536;

/// The commits of a store, some at a time.
class CommitFeed {
 public:
  CommitFeed(Store& store, LogVerifier& verifier, VerifyReport& report,
             const VerifyOptions& options) noexcept
      : store_{store}, verifier_{verifier}, report_{report}, options_{options} {}

  /// Gives the verifier the commits up to `number` at least.
  Result<void> reach(std::uint64_t number) {
    while (!ended_ && after_ <= static_cast<std::int64_t>(number))
      if (auto more = load(); !more) return more;
    return {};
  }
  /// The size of the last commit there is.
  Result<std::uint64_t> last() {
    while (!ended_)
      if (auto more = load(); !more) return std::unexpected(more.error());
    return last_;
  }

 private:
  Result<void> load() {
    std::size_t count = 0;
    auto read = store_.each_commit(
        after_, [&](std::int64_t size, std::string_view root, std::string_view note) {
          after_ = size;
          take(size, root, note);
          return ++count < commits_at_once;
        });
    ended_ = read.has_value() && count < commits_at_once;
    return read;
  }

  void take(std::int64_t size, std::string_view root, std::string_view note) {
    Commit commit;
    const std::string place = "checkpoint " + std::to_string(size);
    if (size <= 0 || root.size() != commit.root.size()) {
      verifier_.flaw({.code = "V-CHECKPOINT",
                      .entry = std::nullopt,
                      .last_entry = std::nullopt,
                      .place = place,
                      .what = {"检查点已损坏", "this checkpoint is damaged"}});
      return;
    }
    commit.size = static_cast<std::uint64_t>(size);
    std::copy(root.begin(), root.end(), reinterpret_cast<char*>(commit.root.data()));
    commit.note = note;
    if (unsigned_before_) note_missing(*unsigned_before_);
    unsigned_before_.reset();
    if (commit.note.empty()) {
      ++report_.unsigned_checkpoints;
      if (options_.all_signed || noted_) unsigned_before_ = commit.size;
    } else {
      noted_ = true;
    }
    std::optional<Text> note_flaw;
    if (options_.note_flaw && !commit.note.empty()) note_flaw = options_.note_flaw(commit);
    last_ = commit.size;
    ++report_.checkpoints;
    verifier_.expect(std::move(commit), std::move(note_flaw));
  }

  /// The next commit's transaction takes the note with it, so only the last may be without.
  void note_missing(std::uint64_t size) {
    verifier_.flaw(
        {.code = "V-CHECKPOINT",
         .entry = std::nullopt,
         .last_entry = std::nullopt,
         .place = "checkpoint " + std::to_string(size),
         .what = {"检查点的签名文本缺失", "the signed note of this checkpoint is missing"}});
  }

  Store& store_;
  LogVerifier& verifier_;
  VerifyReport& report_;
  const VerifyOptions& options_;
  std::optional<std::uint64_t> unsigned_before_;  ///< the size of the commit before, unsigned
  bool noted_ = false;                            ///< a note came before
  std::int64_t after_ = std::numeric_limits<std::int64_t>::min();
  std::uint64_t last_ = 0;
  bool ended_ = false;
};

/// No row of hashes too many, and none short: what is in them was compared entry by entry.
Result<void> check_tile_rows(Store& store, std::uint64_t size, LogVerifier& verifier) {
  constexpr std::int64_t row_hashes = 64;
  std::array<std::uint64_t, 8> seen{};
  auto read = store.each_tile([&](std::int64_t level, std::int64_t first, std::string_view hashes) {
    bool good = level >= 0 && level < 8 && first >= 0 && first % row_hashes == 0;
    if (good) {
      const auto wanted = static_cast<std::int64_t>(size >> (8 * level));
      const std::int64_t count = std::min(row_hashes, wanted - first);
      good = count > 0 && static_cast<std::int64_t>(hashes.size()) == count * 32;
      if (good) seen[static_cast<std::size_t>(level)] += static_cast<std::uint64_t>(count);
    }
    if (!good)
      verifier.flaw(
          {.code = "V-TILE",
           .entry = std::nullopt,
           .last_entry = std::nullopt,
           .place = "tile row " + std::to_string(level) + "/" + std::to_string(first),
           .what = {"多余或长度不符的哈希行", "a row of hashes too many, or of a wrong length"}});
    return true;
  });
  if (!read) return read;
  for (std::size_t level = 0; level < seen.size(); ++level)
    if (seen[level] < size >> (8 * level))
      verifier.flaw({.code = "V-TILE",
                     .entry = std::nullopt,
                     .last_entry = std::nullopt,
                     .place = "tile level " + std::to_string(level),
                     .what = {"缺少哈希行", "rows of hashes are missing"}});
  return {};
}

void pack_missing(const std::string& name, std::uint64_t entry, LogVerifier& verifier) {
  verifier.flaw({.code = "V-PACK",
                 .entry = entry,
                 .last_entry = std::nullopt,
                 .place = "entry " + std::to_string(entry),
                 .what = {"它引用的规则包 `" + name + "` 缺失",
                          "the pack `" + name + "` that it names is missing"}});
}

void pack_changed(const std::string& name, std::optional<std::uint64_t> entry,
                  LogVerifier& verifier) {
  verifier.flaw({.code = "V-PACK",
                 .entry = entry,
                 .last_entry = std::nullopt,
                 .place = "pack " + name,
                 .what = {"规则包的内容与其名称不符", "this pack is not what its name says"}});
}

/// The packs that a pack names: each text in it that is 64 hex digits. A book of rules names its
/// packs and claim kinds so; nothing else in a pack is such a text.
void add_named(std::string_view bytes, std::uint64_t entry,
               std::map<std::string, std::uint64_t>& named) {
  constexpr std::size_t digits = 64;
  constexpr std::string_view prefix = "sha256:";
  for (std::size_t at = 0; (at = bytes.find('"', at)) != std::string_view::npos; ++at) {
    std::string_view text = bytes.substr(at + 1);
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
    if (text.size() > digits && text[digits] == '"' && hash_from_hex(text.substr(0, digits)))
      named.emplace(text.substr(0, digits), entry);
  }
}

/// Each pack is what its name says, and none that an entry or a book of rules names is missing.
Result<void> check_packs(Store& store, HashFunction& hash, LogVerifier& verifier,
                         VerifyReport& report) {
  std::set<std::string> names;
  std::map<std::string, std::uint64_t> named_by_packs;
  auto read = store.each_pack([&](std::string_view sha256, std::string_view bytes) {
    ++report.packs;
    const std::string name = hex(sha256);
    names.insert(name);
    if (as_text(hash.hash(bytes)) != sha256) pack_changed(name, std::nullopt, verifier);
    if (const auto by = verifier.packs().find(name); by != verifier.packs().end())
      add_named(bytes, by->second, named_by_packs);
    return true;
  });
  if (!read) return read;
  verifier.packs().merge(named_by_packs);
  for (const auto& [name, entry] : verifier.packs())
    if (!names.contains(name)) pack_missing(name, entry, verifier);
  return {};
}

/// The same for an exported log, where packs are files.
Result<void> check_pack_files(LogReader& log, HashFunction& hash, LogVerifier& verifier,
                              VerifyReport& report) {
  const auto check = [&](const std::string& name, std::uint64_t entry,
                         std::map<std::string, std::uint64_t>& named) -> Result<void> {
    const auto sha256 = hash_from_hex(name);
    std::optional<std::string> bytes;
    if (sha256) {
      auto pack = log.get_pack(*sha256);
      if (!pack) return std::unexpected(pack.error());
      bytes = std::move(*pack);
    }
    if (!bytes) {
      pack_missing(name, entry, verifier);
      return {};
    }
    ++report.packs;
    if (hash.hash(*bytes) != *sha256) pack_changed(name, entry, verifier);
    add_named(*bytes, entry, named);
    return {};
  };
  std::map<std::string, std::uint64_t> named, ignored;
  for (const auto& [name, entry] : verifier.packs())
    if (auto done = check(name, entry, named); !done) return done;
  for (const auto& [name, entry] : named)
    if (!verifier.packs().contains(name))
      if (auto done = check(name, entry, ignored); !done) return done;
  return {};
}

/// Rows on their way to be looked at, and back.
class RowFeed {
 public:
  /// `settle` takes what was looked at, in order; false ends it.
  RowFeed(RowLooker& looker, std::function<bool(const RowBlock&)> settle)
      : looker_{looker}, settle_{std::move(settle)} {}

  [[nodiscard]] bool add(std::int64_t number, std::string_view bytes) {
    block_->add(number, bytes);
    return !block_->is_full() || hand_over();
  }
  void finish() {
    bool more = block_->size() == 0 || hand_over();
    while (more && given_ > 0) more = take_back();
  }

 private:
  bool hand_over() {
    if (given_ == looker_.blocks_max() && !take_back()) return false;
    looker_.give(std::move(block_));
    ++given_;
    block_ = spare_ ? std::move(spare_) : std::make_unique<RowBlock>();
    block_->clear();
    return true;
  }
  bool take_back() {
    spare_ = looker_.take();
    --given_;
    return settle_(*spare_);
  }

  RowLooker& looker_;
  std::function<bool(const RowBlock&)> settle_;
  std::unique_ptr<RowBlock> block_ = std::make_unique<RowBlock>(), spare_;
  std::size_t given_ = 0;
};

Result<void> check_form(Store& store, LogVerifier& verifier) {
  auto forms = store.form_flaws();
  if (!forms) return std::unexpected(forms.error());
  for (Text& what : *forms)
    verifier.flaw({.code = "V-FORM",
                   .entry = std::nullopt,
                   .last_entry = std::nullopt,
                   .place = "store",
                   .what = std::move(what)});
  return {};
}

}  // namespace

Result<VerifyReport> verify_store(Store& store, HashFunction& hash, const VerifyOptions& options) {
  VerifyReport report;
  LogVerifier verifier{hash, &store, &store, report};
  CommitFeed commits{store, verifier, report, options};
  const auto enough = [&] { return options.any_flaw_is_enough && report.flaw_count > 0; };
  const auto early = [&] {
    verifier.order_flaws();
    return report;
  };
  const auto size = store.size();
  const std::uint64_t all = size ? *size : 0;

  PlainRowLooker plain{hash};
  Result<void> inner;
  RowFeed feed{options.looker != nullptr ? *options.looker : plain, [&](const RowBlock& block) {
                 for (std::size_t i = 0; i < block.size() && inner && !enough(); ++i) {
                   if (block.number(i) >= 0 && verifier.next_number() % tile_width == 0)
                     inner = commits.reach(verifier.next_number() + tile_width);
                   if (inner) inner = verifier.row(block.number(i), block.look(i));
                   if (options.progress && report.entries % progress_step == 0)
                     options.progress(report.entries, all);
                 }
                 return inner.has_value() && !enough();
               }};
  auto rows = store.each_row(
      [&](std::int64_t number, std::string_view bytes) { return feed.add(number, bytes); });
  if (!rows) return std::unexpected(rows.error());
  if (inner && !enough()) feed.finish();
  if (!inner) return std::unexpected(inner.error());
  if (enough()) return early();
  const auto last = commits.last();
  if (!last) return std::unexpected(last.error());
  if (auto tiles = check_tile_rows(store, *last, verifier); !tiles)
    return std::unexpected(tiles.error());
  if (auto packs = check_packs(store, hash, verifier, report); !packs)
    return std::unexpected(packs.error());
  if (enough()) return early();
  if (auto form = check_form(store, verifier); !form) return std::unexpected(form.error());
  if (auto done = verifier.finish(*last); !done) return std::unexpected(done.error());
  return report;
}

Result<VerifyReport> verify_log(LogReader& log, HashFunction& hash,
                                const std::optional<Commit>& commit, const VerifyOptions& options) {
  constexpr std::size_t block_entries = 4'096;
  VerifyReport report;
  LogVerifier verifier{hash, nullptr, &log, report};
  const auto size = log.size();
  if (!size) return std::unexpected(size.error());
  if (commit) {
    verifier.expect(*commit, options.note_flaw ? options.note_flaw(*commit) : std::nullopt);
    ++report.checkpoints;
  }
  PlainRowLooker plain{hash};
  Result<void> inner;
  RowFeed feed{options.looker != nullptr ? *options.looker : plain, [&](const RowBlock& looked) {
                 for (std::size_t i = 0; i < looked.size() && inner; ++i)
                   inner = verifier.row(looked.number(i), looked.look(i));
                 return inner.has_value();
               }};
  EntryBlock block;
  for (std::uint64_t at = 0; at < *size && inner; at = block.next_number()) {
    if (auto read = log.read(at, block_entries, block); !read) return std::unexpected(read.error());
    for (std::size_t i = 0; i < block.size() && inner; ++i)
      if (!feed.add(static_cast<std::int64_t>(at + i), block[i])) break;
    if (options.progress) options.progress(block.next_number(), *size);
  }
  if (inner) feed.finish();
  if (!inner) return std::unexpected(inner.error());
  if (auto packs = check_pack_files(log, hash, verifier, report); !packs)
    return std::unexpected(packs.error());
  if (auto done = verifier.finish(commit ? commit->size : *size); !done)
    return std::unexpected(done.error());
  return report;
}

}  // namespace tradein
