#include <algorithm>
#include <iterator>

#include "engine/log/verify.hpp"

namespace tradein {
namespace {

constexpr std::size_t flaws_max = 100;

std::string entry_place(std::uint64_t number) { return "entry " + std::to_string(number); }

}  // namespace

void LogVerifier::flaw(Flaw found) {
  ++report_.flaw_count;
  if (report_.flaws.size() < flaws_max) report_.flaws.push_back(std::move(found));
}

Result<void> LogVerifier::row(std::int64_t number, const Look& look) {
  if (number < 0) {
    flaw({.code = "V-ENTRY-EXTRA",
          .entry = std::nullopt,
          .last_entry = std::nullopt,
          .place = "entry " + std::to_string(number),
          .what = {"编号为负的多余条目", "an entry too many, with a negative number"}});
    return {};
  }
  const auto at = static_cast<std::uint64_t>(number);
  if (at > next_)
    if (auto done = skip_to(at); !done) return done;
  if (at != next_) return {};  // too far away to count to
  check_text(at, look);
  leaves_.emplace_back(look.leaf);
  next_ = at + 1;
  ++report_.entries;
  return leaves_.size() == tile_width ? close_tile() : Result<void>{};
}

/// Entries up to this one are missing.
Result<void> LogVerifier::skip_to(std::uint64_t number) {
  constexpr std::uint64_t gap_max = 1'000'000;
  const std::string range = std::to_string(next_) + "-" + std::to_string(number - 1);
  flaw({.code = "V-ENTRY-MISSING",
        .entry = next_,
        .last_entry = std::nullopt,
        .place = entry_place(next_),
        .what = {"条目缺失：" + range, "entries are missing: " + range}});
  if (number - next_ > gap_max) return {};
  for (; next_ < number; ++next_) {
    leaves_.emplace_back();
    if (leaves_.size() == tile_width)
      if (auto done = close_tile(); !done) return done;
  }
  return {};
}

/// The text is canonical, its own number is its place; notes the pack that it names, and what
/// entries say about one another.
void LogVerifier::check_text(std::uint64_t number, const Look& look) {
  if (look.not_canonical) {
    const std::string offset = std::to_string(*look.not_canonical);
    flaw({.code = "V-ENTRY-TEXT",
          .entry = number,
          .last_entry = std::nullopt,
          .place = entry_place(number),
          .what = {"第 " + offset + " 字节起不是规范文本",
                   "its text is not canonical from byte " + offset + " on"}});
    return;
  }
  const EntryHead& head = look.head;
  if (head.number != static_cast<std::int64_t>(number)) {
    const std::string its = head.number ? std::to_string(*head.number) : std::string{"-"};
    flaw({.code = "V-ENTRY-NUMBER",
          .entry = number,
          .last_entry = std::nullopt,
          .place = entry_place(number),
          .what = {"条目自身的编号是 `" + its + "`，与位置不符",
                   "its own number is `" + its + "`, which is not its place"}});
  }
  books_.take(number, head, [&](std::string code, Text what) {
    ++report_.flaw_count;
    if (between_entries_.size() < flaws_max)
      between_entries_.push_back(
          {std::move(code), number, std::nullopt, entry_place(number), std::move(what)});
  });
  std::string_view pack = head.pack;
  constexpr std::string_view prefix = "sha256:";
  if (pack.starts_with(prefix)) pack.remove_prefix(prefix.size());
  if (!pack.empty() && pack != last_pack_) {
    last_pack_ = pack;
    packs_.emplace(last_pack_, number);
  }
}

/// 256 entries, or fewer at the end: compared with the stored hashes, then added to the tree.
Result<void> LogVerifier::close_tile() {
  const std::uint64_t first = tree_.size();
  stored_.clear();
  if (tiles_ != nullptr)
    if (auto read = tiles_->read_tile(0, first / tile_width, stored_); !read) return read;
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    const std::uint64_t number = first + i;
    const bool has_stored = i < stored_.size();
    if (has_stored && leaves_[i] && *leaves_[i] != stored_[i])
      flaw({.code = "V-ENTRY-CHANGED",
            .entry = number,
            .last_entry = std::nullopt,
            .place = entry_place(number),
            .what = {"内容与写入时的哈希不符", "it is not what was hashed when it was written"}});
    if (tiles_ != nullptr && !has_stored && leaves_[i])
      flaw({.code = "V-TILE",
            .entry = number,
            .last_entry = std::nullopt,
            .place = entry_place(number),
            .what = {"日志树中没有它的哈希", "the tree has no hash of it"}});
    // The stored hash goes into the tree where there is one: the roots then tell whether that one
    // is genuine.
    tree_.append(has_stored ? stored_[i] : leaves_[i].value_or(Hash256{}));
    while (expected_next_ < expected_.size() &&
           expected_[expected_next_].commit.size <= tree_.size())
      check_commit(expected_[expected_next_++]);
  }
  leaves_.clear();
  if (expected_next_ > 1'000) {
    expected_.erase(expected_.begin(),
                    expected_.begin() + static_cast<std::ptrdiff_t>(expected_next_));
    expected_next_ = 0;
  }
  return check_upper_tiles();
}

/// Each hash above the leaves is compared once, when it is the newest of its tile.
Result<void> LogVerifier::check_upper_tiles() {
  for (const Tile& tile : tree_.take_changed_tiles()) {
    if (tile.level == 0 || tiles_ == nullptr) continue;
    if (auto read = tiles_->read_tile(tile.level, tile.index, stored_); !read) return read;
    const std::size_t newest = tile.hashes.size() - 1;
    if (newest < stored_.size() && stored_[newest] == tile.hashes[newest]) continue;
    const std::uint64_t position = tile.index * tile_width + newest;
    const std::uint64_t first = position << (8U * tile.level);
    const std::uint64_t last = ((position + 1) << (8U * tile.level)) - 1;
    const std::string range = std::to_string(first) + "-" + std::to_string(last);
    flaw({.code = "V-TILE",
          .entry = first,
          .last_entry = last,
          .place = "tile " + std::to_string(tile.level) + "/" + std::to_string(tile.index),
          .what = {"条目 " + range + " 的哈希与存储的不符：其中有改动，或分块被改动",
                   "the hash over the entries " + range +
                       " is not the stored one: one of them was changed, or the tile was"}});
  }
  return {};
}

void LogVerifier::check_commit(const Expected& expected) {
  const Commit& commit = expected.commit;
  const std::string from = std::to_string(report_.good_checkpoint);
  const std::string to = std::to_string(commit.size - 1);
  const std::string place = "checkpoint " + std::to_string(commit.size);
  if (expected.note_flaw)
    flaw(
        {.code = "V-CHECKPOINT",
         .entry = report_.good_checkpoint,
         .last_entry = commit.size - 1,
         .place = place,
         .what = {expected.note_flaw->zh + "；上一个完好的检查点之后的条目是 " + from + " 至 " + to,
                  expected.note_flaw->en + "; the entries since the last good checkpoint are " +
                      from + " to " + to}});
  if (commit.size == tree_.size() && commit.root == tree_.root()) {
    if (rooted_ && report_.flaw_count == 0) report_.good_checkpoint = commit.size;
    return;
  }
  // After one bad root all later ones are bad, too; the first says it.
  if (!rooted_) return;
  rooted_ = false;
  flaw({.code = "V-ROOT",
        .entry = report_.good_checkpoint,
        .last_entry = commit.size - 1,
        .place = place,
        .what = {"根哈希不符：条目 " + from + " 至 " + to + " 中有改动，或检查点被改动",
                 "its root is not that of the entries: one of the entries " + from + " to " + to +
                     " was changed, or the checkpoint was"}});
}

Result<void> LogVerifier::finish(std::uint64_t size) {
  if (next_ < size) {
    flaw({.code = "V-ENTRY-MISSING",
          .entry = next_,
          .last_entry = std::nullopt,
          .place = entry_place(next_),
          .what = {"末尾的条目缺失：从 " + std::to_string(next_) + " 起，应有 " +
                       std::to_string(size) + " 个",
                   "the log's end is missing from entry " + std::to_string(next_) +
                       " on; there should be " + std::to_string(size)}});
    rooted_ = false;
  } else if (next_ > size) {
    flaw(
        {.code = "V-ENTRY-EXTRA",
         .entry = size,
         .last_entry = std::nullopt,
         .place = entry_place(size),
         .what = {"最后一个检查点之后的多余条目", "an entry too many, after the last checkpoint"}});
  }
  if (!leaves_.empty())
    if (auto done = close_tile(); !done) return done;
  report_.root = tree_.root();
  order_flaws();
  return {};
}

void LogVerifier::order_flaws() {
  std::ranges::move(between_entries_, std::back_inserter(report_.flaws));
  std::ranges::stable_sort(report_.flaws, {}, [](const Flaw& f) {
    return f.last_entry.value_or(f.entry.value_or(~std::uint64_t{0}));
  });
  if (report_.flaws.size() > flaws_max)
    report_.flaws.erase(report_.flaws.begin() + flaws_max, report_.flaws.end());
}

}  // namespace tradein
