#include "tests/simulation/ports.hpp"

#include <algorithm>
#include <span>

#include "engine/base/assert.hpp"

namespace tradein::simulation {
namespace {

Error trouble(std::string code) {
  return {std::move(code), "simulated", {"磁盘故障", "the disk fails"}, {}, Trouble::store};
}

Error trouble(Disk::Verdict verdict, const char* otherwise) {
  return trouble(verdict == Disk::Verdict::full ? "E-STORE-FULL" : otherwise);
}

constexpr std::size_t row_hashes = 64;  // of a tile, in one row

std::string joined(std::span<const Hash256> hashes) {
  std::string out;
  for (const Hash256& hash : hashes) out += as_text(hash);
  return out;
}

}  // namespace

Result<void> SimulatedStore::read(std::uint64_t first, std::size_t entries_max, EntryBlock& out) {
  out.clear(first);
  const auto& entries = image().entries;
  for (std::uint64_t at = first; at < entries.size() && out.size() < entries_max; ++at) {
    out.bytes += entries[at];
    out.close_entry();
  }
  return {};
}

Result<std::optional<std::string>> SimulatedStore::get_pack(const Hash256& sha256) {
  if (const auto waiting = packs_.find(sha256); waiting != packs_.end()) return waiting->second;
  const auto found = image().packs.find(sha256);
  if (found == image().packs.end()) return std::nullopt;
  return found->second;
}

Result<void> SimulatedStore::each_pack(
    const std::function<bool(std::string_view, std::string_view)>& visit) {
  for (const auto& [hash, bytes] : image().packs)
    if (!visit(as_text(hash), bytes)) break;
  return {};
}

Result<void> SimulatedStore::read_tile(std::uint8_t level, std::uint64_t index,
                                       std::vector<Hash256>& out) {
  out.clear();
  const auto found = image().tiles.find({level, index});
  if (found != image().tiles.end()) out = found->second;
  return {};
}

/// Written when it comes back, or undone, or unknown: then everything later is refused.
Result<void> SimulatedStore::write(Transaction done) {
  if (!usable()) return std::unexpected(trouble("E-STORE-IO"));
  const auto written = disk_.begin(Disk::Operation::store_write);
  if (written != Disk::Verdict::done) {
    failed_ = written == Disk::Verdict::failed;
    return std::unexpected(trouble(written, "E-STORE-IO"));
  }
  disk_.write(std::move(done));
  disk_.end();
  return {};
}

Result<void> SimulatedStore::sync() {
  if (!usable()) return std::unexpected(trouble("E-STORE-IO"));
  const auto synced = disk_.begin(Disk::Operation::store_sync);
  if (synced != Disk::Verdict::done) {
    failed_ = true;
    return std::unexpected(trouble(synced, "E-STORE-IO"));
  }
  disk_.sync_store();
  disk_.end();
  return {};
}

Result<void> SimulatedStore::append(const Group& group) {
  const EntryBlock& entries = *group.entries;
  TRADEIN_ASSERT(!usable() || entries.first == image().entries.size());
  Transaction done;
  for (std::size_t i = 0; i < entries.size(); ++i) done.entries.emplace_back(entries[i]);
  done.tiles.assign(group.tiles.begin(), group.tiles.end());
  done.commit = Commit{entries.next_number(), group.root, std::string{group.note}};
  done.packs = packs_;
  const auto written = write(std::move(done));
  if (written) packs_.clear();
  return written;
}

Result<void> SimulatedStore::put_pack(const Hash256& sha256, std::string_view bytes) {
  if (!usable()) return std::unexpected(trouble("E-STORE-IO"));
  packs_[sha256] = bytes;
  return {};
}

Result<void> SimulatedStore::put_note(std::uint64_t size, std::string_view note) {
  Transaction noted;
  noted.notes[size] = note;
  return write(std::move(noted));
}

Result<Commit> SimulatedStore::last_commit() {
  const auto& commits = image().commits;
  return commits.empty() ? Commit{} : commits.rbegin()->second;
}

Result<std::optional<Commit>> SimulatedStore::commit_at(std::uint64_t size) {
  const auto found = image().commits.find(size);
  if (found == image().commits.end()) return std::nullopt;
  return found->second;
}

Result<void> SimulatedStore::each_row(
    const std::function<bool(std::int64_t, std::string_view)>& visit) {
  std::int64_t number = 0;
  for (const std::string& entry : image().entries)
    if (!visit(number++, entry)) break;
  return {};
}

Result<void> SimulatedStore::each_commit(
    std::int64_t after,
    const std::function<bool(std::int64_t, std::string_view, std::string_view)>& visit) {
  for (const auto& [size, commit] : image().commits)
    if (static_cast<std::int64_t>(size) > after &&
        !visit(static_cast<std::int64_t>(size), as_text(commit.root), commit.note))
      break;
  return {};
}

Result<void> SimulatedStore::each_tile(
    const std::function<bool(std::int64_t, std::int64_t, std::string_view)>& visit) {
  for (const auto& [place, hashes] : image().tiles) {
    const std::span all{hashes};
    for (std::size_t at = 0; at < all.size(); at += row_hashes) {
      const auto first = static_cast<std::int64_t>(place.second * tile_width + at);
      const auto row = all.subspan(at, std::min(row_hashes, all.size() - at));
      if (!visit(place.first, first, joined(row))) return {};
    }
  }
  return {};
}

Result<void> SimulatedStore::close() {
  if (!usable() || packs_.empty()) return {};
  Transaction rest;
  rest.packs = packs_;
  const auto written = write(std::move(rest));
  return written ? sync() : written;
}

Result<std::optional<std::string>> SimulatedAnchor::newest() {
  if (disk_.anchor_written().empty()) return std::nullopt;
  return disk_.anchor_written().back();
}

Result<void> SimulatedAnchor::add(std::string_view note) {
  const auto written = disk_.begin(Disk::Operation::anchor_write);
  if (written != Disk::Verdict::done) return std::unexpected(trouble(written, "E-ANCHOR-IO"));
  disk_.write_note(std::string{note});
  disk_.end();
  const auto synced = disk_.begin(Disk::Operation::anchor_sync);
  if (synced != Disk::Verdict::done) return std::unexpected(trouble(synced, "E-ANCHOR-IO"));
  disk_.sync_anchor();
  disk_.end();
  return {};
}

}  // namespace tradein::simulation
