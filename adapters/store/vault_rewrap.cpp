#include "adapters/store/vault.hpp"
#include "adapters/store/vault_places.hpp"

namespace tradein::store {
namespace {

Error bad_record(const std::string& path, std::uint64_t entry) {
  const std::string number = std::to_string(entry);
  return {.code = "E-VAULT-RECORD",
          .place = path,
          .what = {"条目 " + number + " 的个人信息记录已损坏；没有改动任何记录",
                   "the record of entry " + number + " is damaged; no record was changed"},
          .fix = {"从备份恢复个人信息库，或删除该记录（`tradein privacy erase`）",
                  "restore the vault from its backup, or erase that record "
                  "(`tradein privacy erase`)"},
          .trouble = Trouble::integrity};
}

/// The records of one row; gives how many there were.
Result<std::uint64_t> rewrap_row(const Vault::Rewrap& work, std::string_view places,
                                 std::span<char> sealed, const std::string& path) {
  std::uint64_t records = 0;
  for (; places.size() >= place_bytes; places.remove_prefix(place_bytes)) {
    const Place place = place_of(places);
    if (place.subject == Subject{}) continue;
    if (place.offset > sealed.size() || place.length > sealed.size() - place.offset)
      return std::unexpected(bad_vault_form(path));
    if (!work.record(place.subject, sealed.subspan(place.offset, place.length)))
      return std::unexpected(bad_record(path, place.entry));
    ++records;
  }
  return records;
}

}  // namespace

Result<std::uint64_t> Vault::rewrap_records(const Rewrap& work) {
  auto end = prepare("SELECT coalesce(max(first), 0) FROM record");
  if (!end) return std::unexpected(end.error());
  if (const auto stepped = end->step(); !stepped) return std::unexpected(stepped.error());
  const auto last = static_cast<std::uint64_t>(end->integer(0));
  end->reset();
  auto next = prepare("SELECT first, places FROM record WHERE first > ? ORDER BY first LIMIT 1");
  if (!next) return std::unexpected(next.error());
  std::uint64_t records = 0;
  std::string places, sealed;
  for (std::int64_t first = -1;;) {
    next->bind(1, first);
    const auto stepped = next->step();
    if (!stepped) return std::unexpected(stepped.error());
    if (*stepped == Statement::Step::done) return records;
    first = next->integer(0);
    places = next->bytes(1);
    next->reset();
    auto blob = VaultBlob::open(database_.get(), path_, "sealed", first);
    if (!blob) return std::unexpected(blob.error());
    if (auto read = blob->read(sealed); !read) return std::unexpected(read.error());
    const auto changed = rewrap_row(work, places, sealed, path_);
    if (!changed) return changed;
    if (auto written = blob->write(0, sealed); !written) return std::unexpected(written.error());
    records += *changed;
    work.progress(static_cast<std::uint64_t>(first), last, records);
  }
}

Result<std::uint64_t> Vault::rewrap(const Rewrap& work) {
  std::uint64_t records = 0;
  const auto change = [&]() -> Result<void> {
    const auto changed = rewrap_records(work);
    if (!changed) return std::unexpected(changed.error());
    records = *changed;
    auto row = prepare("UPDATE vault SET kek = ? WHERE id = 1");
    if (!row) return std::unexpected(row.error());
    row->bind_blob(1, {reinterpret_cast<const char*>(work.key.data()), work.key.size()});
    return row->run();
  };
  // With a rollback journal, who reads would be waited for at each page that leaves the memory.
  const auto done = transaction(change, "BEGIN EXCLUSIVE");
  if (!done) return std::unexpected(done.error());
  owner_.key = work.key;
  if (auto wiped = wipe_journals(); !wiped) return std::unexpected(wiped.error());
  return records;
}

}  // namespace tradein::store
