#include "adapters/store/history_run.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "adapters/store/sync_path.hpp"

namespace tradein::store {
namespace {

constexpr std::uint64_t page_bytes = 4096;
constexpr std::uint64_t page_slots = page_bytes / sizeof(HistorySlot);
constexpr std::size_t slots_at_once = 64 * page_slots;
constexpr std::uint64_t run_magic = 0x3130'6e75'7274'6474;  // "tdtrun01"
constexpr int exit_store_trouble = 4;

/// The file's first page. Behind it the filter, the slots and the pages' first keys, each from a
/// page's begin on.
struct Header {
  std::uint64_t magic, from, to, count, blocks, level;
  LastingHistory::Root root;
};
static_assert(sizeof(Header) == 80);

constexpr std::uint64_t whole_pages(std::uint64_t bytes) {
  return (bytes + page_bytes - 1) / page_bytes * page_bytes;
}

struct Layout {
  std::uint64_t slots_at, keys_at, end;
  Layout(std::uint64_t blocks, std::uint64_t count)
      : slots_at{page_bytes + whole_pages(blocks * sizeof(history_filter::Block))},
        keys_at{slots_at + whole_pages(count * sizeof(HistorySlot))},
        end{keys_at + (count + page_slots - 1) / page_slots * sizeof(std::uint64_t)} {}
};

bool read_all(int fd, void* bytes, std::size_t count, std::uint64_t at) noexcept {
  auto* to = static_cast<char*>(bytes);
  while (count > 0) {
    const ssize_t got = ::pread(fd, to, count, static_cast<off_t>(at));
    if (got <= 0) return false;
    to += got;
    at += static_cast<std::uint64_t>(got);
    count -= static_cast<std::size_t>(got);
  }
  return true;
}

[[noreturn]] void end_process(const std::string& path) noexcept {
  std::fprintf(stderr,
               "tradein: E-STORE-IO %s: 历史索引无法读取，检查磁盘后重新运行同一命令 "
               "the history cannot be read; check the disk, then run the same command again\n",
               path.c_str());
  std::_Exit(exit_store_trouble);
}

}  // namespace

std::shared_ptr<const HistoryRun> HistoryRun::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return nullptr;
  std::shared_ptr<HistoryRun> run{new HistoryRun{path, fd}};
  return run->load() ? run : nullptr;
}

bool HistoryRun::load() {
  struct stat about{};
  // In a folder that others can write to, somebody may have laid a history of his own there.
  if (::fstat(fd_, &about) != 0 || !S_ISREG(about.st_mode) || about.st_uid != ::geteuid() ||
      (about.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return false;
  Header header{};
  const auto size = static_cast<std::uint64_t>(about.st_size);
  if (size < page_bytes || !read_all(fd_, &header, sizeof header, 0)) return false;
  if (header.magic != run_magic || header.from >= header.to || header.count > size ||
      header.blocks == 0 || header.blocks > size)
    return false;
  const Layout layout{header.blocks, header.count};
  if (layout.end != size) return false;
  range_ = {header.from, header.to, header.root, static_cast<std::uint32_t>(header.level)};
  count_ = header.count;
  blocks_ = header.blocks;
  slots_at_ = layout.slots_at;
  first_keys_.resize((count_ + page_slots - 1) / page_slots);
  if (!read_all(fd_, first_keys_.data(), first_keys_.size() * sizeof(std::uint64_t),
                layout.keys_at))
    return false;
  mapped_bytes_ = layout.slots_at;
  void* const mapped = ::mmap(nullptr, mapped_bytes_, PROT_READ, MAP_SHARED, fd_, 0);
  if (mapped == MAP_FAILED) return false;
  mapped_ = mapped;
  filter_ =
      reinterpret_cast<const history_filter::Block*>(static_cast<std::byte*>(mapped) + page_bytes);
  return true;
}

HistoryRun::~HistoryRun() {
  if (mapped_ != nullptr) ::munmap(mapped_, mapped_bytes_);
  ::close(fd_);
}

std::optional<std::uint64_t> HistoryRun::look(const HistorySlot& key) const noexcept {
  if (!history_filter::may_have(filter_[history_filter::block_of(key.high, blocks_)], key))
    return std::nullopt;
  const auto behind = std::ranges::upper_bound(first_keys_, key.high);
  std::array<HistorySlot, page_slots> slots;
  // Two keys may have the same first half, and the page may begin between them.
  for (auto page = behind; page != first_keys_.begin();) {
    --page;
    const auto number = static_cast<std::uint64_t>(page - first_keys_.begin());
    const std::uint64_t first = number * page_slots;
    const std::size_t count = std::min(page_slots, count_ - first);
    if (!read_all(fd_, slots.data(), count * sizeof(HistorySlot),
                  slots_at_ + first * sizeof(HistorySlot)))
      end_process(path_);
    const auto end = slots.begin() + static_cast<std::ptrdiff_t>(count);
    const auto found =
        std::lower_bound(slots.begin(), end, key,
                         [](const HistorySlot& a, const HistorySlot& b) { return a.before(b); });
    if (found != end && found->same_key(key)) return found->value();
    if (*page < key.high) break;
  }
  return std::nullopt;
}

bool HistoryRun::read(std::uint64_t first, std::vector<HistorySlot>& out) const {
  out.resize(std::min<std::uint64_t>(slots_at_once, count_ - std::min(first, count_)));
  return read_all(fd_, out.data(), out.size() * sizeof(HistorySlot),
                  slots_at_ + first * sizeof(HistorySlot));
}

HistoryRunWriter::HistoryRunWriter(std::string path, const HistoryRange& range,
                                   std::uint64_t slots_max)
    : path_{std::move(path)},
      draft_{path_ + ".new"},
      range_{range},
      fd_{::open(draft_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)},
      failed_{fd_ < 0},
      blocks_{history_filter::blocks_for(slots_max)},
      slots_at_{Layout{blocks_, 0}.slots_at} {
  slots_.reserve(slots_at_once);
}

HistoryRunWriter::~HistoryRunWriter() {
  if (fd_ < 0) return;
  ::close(fd_);
  ::unlink(draft_.c_str());
}

void HistoryRunWriter::put(const void* bytes, std::size_t count, std::uint64_t at) {
  const auto* from = static_cast<const char*>(bytes);
  while (count > 0 && !failed_) {
    const ssize_t done = ::pwrite(fd_, from, count, static_cast<off_t>(at));
    failed_ = done <= 0;
    if (failed_) return;
    from += done;
    at += static_cast<std::uint64_t>(done);
    count -= static_cast<std::size_t>(done);
  }
}

/// On its way to the disk at once, and the part before is there: a log that is synced meanwhile
/// waits for a quarter of a megabyte and not for a hundred.
void HistoryRunWriter::write_slots() {
  const std::size_t bytes = slots_.size() * sizeof(HistorySlot);
  const auto at = static_cast<off64_t>(slots_at_ + (count_ - slots_.size()) * sizeof(HistorySlot));
  put(slots_.data(), bytes, static_cast<std::uint64_t>(at));
  slots_.clear();
  // A wish: finish() syncs.
  static_cast<void>(::sync_file_range(fd_, at, static_cast<off64_t>(bytes), SYNC_FILE_RANGE_WRITE));
  static_cast<void>(::sync_file_range(fd_, 0, at, SYNC_FILE_RANGE_WAIT_BEFORE));
}

/// Blocks come in the order of the keys, so those below the latest key's are done.
void HistoryRunWriter::write_blocks(std::uint64_t below) {
  filter_.resize(std::max<std::size_t>(filter_.size(), below - block_));
  const auto done = static_cast<std::ptrdiff_t>(below - block_);
  put(filter_.data(), (below - block_) * sizeof(history_filter::Block),
      page_bytes + block_ * sizeof(history_filter::Block));
  filter_.erase(filter_.begin(), filter_.begin() + done);
  block_ = below;
}

void HistoryRunWriter::add(const HistorySlot& slot) {
  constexpr std::size_t blocks_at_once = 4096;
  const std::uint64_t block = history_filter::block_of(slot.high, blocks_);
  if (block - block_ >= blocks_at_once) write_blocks(block);
  if (block - block_ >= filter_.size()) filter_.resize(block - block_ + 1);
  history_filter::add(filter_[block - block_], slot);
  if (count_ % page_slots == 0) first_keys_.push_back(slot.high);
  slots_.push_back(slot);
  ++count_;
  if (slots_.size() == slots_at_once) write_slots();
}

std::shared_ptr<const HistoryRun> HistoryRunWriter::finish() {
  write_slots();
  write_blocks(blocks_);
  const Layout layout{blocks_, count_};
  put(first_keys_.data(), first_keys_.size() * sizeof(std::uint64_t), layout.keys_at);
  const Header header{run_magic, range_.from,  range_.to,  count_,
                      blocks_,   range_.level, range_.root};
  put(&header, sizeof header, 0);
  // What lies between the parts is zero and may be a hole.
  if (failed_ || ::ftruncate(fd_, static_cast<off_t>(layout.end)) != 0 || ::fdatasync(fd_) != 0 ||
      ::rename(draft_.c_str(), path_.c_str()) != 0)
    return nullptr;
  ::close(fd_);
  fd_ = -1;
  return sync_folder_of(path_) ? HistoryRun::open(path_) : nullptr;
}

}  // namespace tradein::store
